import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader


@pytest.mark.django_db
def test_the_migrations_make_the_models():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_part_has_two_last_migrations():
    assert MigrationLoader(None).detect_conflicts() == {}


@pytest.mark.django_db
def test_every_table_of_a_part_carries_the_name_of_the_part():
    tables = set(connection.introspection.table_names())

    ours = {model._meta.db_table for part in settings.PARTS for model in apps.get_app_config(part).get_models()}

    assert ours <= tables
    assert {table for table in ours if table.split("_")[0] not in settings.PARTS} == set()
