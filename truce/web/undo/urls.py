from django.urls import path

from truce.web.undo import views

urlpatterns = [
    path("undo", views.log, name="undo"),
    path("undo/<int:act_id>", views.undo, name="undo-act"),
    path("undo/<int:act_id>/jobs/<int:job_id>", views.going, name="undo-job"),
]
