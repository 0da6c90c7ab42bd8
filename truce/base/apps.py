from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "truce.base"
    label = "base"
