from django.apps import AppConfig


class IngestConfig(AppConfig):
    name = "truce.ingest"
    label = "ingest"
