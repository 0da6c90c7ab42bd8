from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "truce.outreach"
    label = "outreach"
