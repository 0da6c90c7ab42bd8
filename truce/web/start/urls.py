from django.urls import path

from truce.web.start import views

urlpatterns = [
    path("start", views.begin, name="start"),
    path("start/1", views.company, name="start-company"),
    path("start/2", views.people, name="start-people"),
    path("start/3", views.agreement, name="start-agreement"),
    path("start/4", views.data, name="start-data"),
    path("start/5", views.ready, name="start-ready"),
]
