from django.urls import path

from truce.web.status import views

urlpatterns = [
    path("healthz", views.health, name="health"),
    path("status", views.status, name="status"),
    path("status/proof", views.prove, name="status-prove"),
]
