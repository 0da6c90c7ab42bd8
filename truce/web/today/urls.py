from django.urls import path

from truce.web.today import acts, views

urlpatterns = [
    path("", views.today, name="today"),
    path("today", views.focus, name="today-focus"),
    path("today/<int:user_id>", views.today, name="today-of"),
    path("turns/<int:lead_id>", views.peek, name="turn"),
    path("turns/<int:lead_id>/touches", acts.log, name="turn-touches"),
    path("turns/<int:lead_id>/step", acts.promise, name="turn-step"),
    path("turns/<int:lead_id>/step/end", acts.keep, name="turn-step-end"),
    path("turns/<int:lead_id>/later", acts.later, name="turn-later"),
    path("turns/<int:lead_id>/holder", acts.assign, name="turn-holder"),
    path("turns/<int:lead_id>/sorting", acts.sort, name="turn-sorting"),
]
