import sqlite3

import pysqlite3
import pytest
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections

only_sqlite = pytest.mark.skipif(
    not settings.DATABASES[DEFAULT_DB_ALIAS]["ENGINE"].endswith("sqlite3"), reason="SQLite only"
)


def test_there_is_one_sqlite_library_in_the_process_and_it_is_ours():
    assert sqlite3 is pysqlite3
    assert sqlite3.sqlite_version_info >= (3, 51, 3)


def test_a_sqlite_write_takes_the_lock_when_it_begins_and_waits_for_it():
    options = settings.SQLITE["OPTIONS"]

    assert (options["transaction_mode"], options["timeout"]) == ("IMMEDIATE", 20)


@only_sqlite
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 20_000)],
)
def test_the_sqlite_connection_keeps_what_it_was_told(pragma, value):
    with connection.cursor() as cursor:
        assert cursor.execute(f"PRAGMA {pragma}").fetchone() == (value,)


@only_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_second_writer_cannot_begin_while_the_first_has_not_ended(monkeypatch):
    other = connections.create_connection(DEFAULT_DB_ALIAS)
    monkeypatch.setitem(other.settings_dict, "OPTIONS", settings.SQLITE["OPTIONS"] | {"timeout": 0})

    connection.cursor().execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.cursor().connection.execute("BEGIN IMMEDIATE")
    finally:
        connection.cursor().execute("ROLLBACK")
        other.close()
