"""The benchmark: a company of 100,000 leads with their history, and what its pages cost beside their floors."""

import os


def django_ready() -> None:
    """Set Django up for the database that the environment names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "truce.config.settings")
    import django

    import truce  # noqa: F401  (swaps SQLite before Django loads it)

    django.setup()
