from django.urls import path

from truce.web.sample import views

urlpatterns = [
    path("sample", views.sample, name="sample"),
    path("sample/load", views.load, name="sample-load"),
    path("sample/remove", views.remove, name="sample-remove"),
]
