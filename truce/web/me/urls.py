from django.urls import path

from truce.web.me import views

urlpatterns = [path("me", views.me, name="me")]
