from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "truce.campaigns"
    label = "campaigns"
