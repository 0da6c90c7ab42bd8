from django.apps import AppConfig


class CriteriaConfig(AppConfig):
    name = "truce.criteria"
    label = "criteria"
