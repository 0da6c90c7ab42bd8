from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "truce.teams"
    label = "teams"
