from django.urls import path

from truce.web.join import views

urlpatterns = [path("join/<str:token>", views.join, name="join")]
