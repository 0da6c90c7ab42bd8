from django.apps import AppConfig


class CliConfig(AppConfig):
    name = "truce.cli"
    label = "cli"
