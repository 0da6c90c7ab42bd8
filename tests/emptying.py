"""How a test that really commits cleans up, though the database itself refuses to empty the append-only logs."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.core import serializers
from django.db import connection
from django.test import TransactionTestCase


def keep_what_migrations_made() -> None:
    """Make each emptying of the test database pass the triggers, and bring back the rows that migrations made."""
    made = serializers.serialize("json", _rows())
    empty = TransactionTestCase._fixture_teardown

    def empty_and_restore(self):
        with _triggers_off():
            empty(self)
        for row in serializers.deserialize("json", made):
            row.save()

    TransactionTestCase._fixture_teardown = empty_and_restore


def _rows() -> Iterator:
    for model in apps.get_models():
        if model.__module__.startswith("truce."):
            yield from model._base_manager.order_by("pk")


@contextmanager
def _triggers_off() -> Iterator[None]:
    if connection.vendor == "postgresql":
        # A server that a test started may still be in a question, and emptying would wait for it for ever.
        _run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        _run("SET session_replication_role = replica")
        yield
        _run("SET session_replication_role = DEFAULT")
        return
    triggers = _run("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    for name, _ in triggers:
        _run(f'DROP TRIGGER "{name}"')
    yield
    for _, sql in triggers:
        _run(sql)


def _run(sql: str) -> list:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []
