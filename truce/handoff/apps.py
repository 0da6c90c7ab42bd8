from django.apps import AppConfig


class HandoffConfig(AppConfig):
    name = "truce.handoff"
    label = "handoff"
