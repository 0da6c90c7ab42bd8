from django.urls import path

from truce.web.jobs import views

urlpatterns = [
    path("jobs", views.jobs, name="jobs"),
    path("jobs/regular", views.regular, name="jobs-regular"),
    path("jobs/<int:job_id>/cancel", views.cancel, name="job-cancel"),
    path("jobs/<int:job_id>/retry", views.retry, name="job-retry"),
]
