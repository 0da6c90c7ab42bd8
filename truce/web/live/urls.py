from django.urls import path

from truce.web.live import views

urlpatterns = [path("live", views.live, name="live")]
