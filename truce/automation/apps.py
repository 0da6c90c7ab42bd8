from django.apps import AppConfig


class AutomationConfig(AppConfig):
    name = "truce.automation"
    label = "automation"
