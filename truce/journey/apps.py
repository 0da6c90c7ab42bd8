from django.apps import AppConfig


class JourneyConfig(AppConfig):
    name = "truce.journey"
    label = "journey"
