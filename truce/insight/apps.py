from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "truce.insight"
    label = "insight"
