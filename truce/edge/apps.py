from django.apps import AppConfig


class EdgeConfig(AppConfig):
    name = "truce.edge"
    label = "edge"
