from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "truce.jobs"
    label = "jobs"
