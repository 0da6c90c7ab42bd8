from django.apps import AppConfig


class AgreementConfig(AppConfig):
    name = "truce.agreement"
    label = "agreement"
