import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from truce.config import env


def test_a_postgresql_address_becomes_djangos_settings(monkeypatch):
    monkeypatch.setenv("ADDRESS", "postgres://ana:s%40fe@db.example:5433/truce?sslmode=require")

    found = env.postgres("ADDRESS")

    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", "5433", "truce")
    assert (found["USER"], found["PASSWORD"], found["OPTIONS"]) == ("ana", "s@fe", {"sslmode": "require"})


def test_a_postgresql_socket_folder_is_a_host(monkeypatch):
    monkeypatch.setenv("ADDRESS", "postgresql://truce@/truce?host=/run/socket")

    assert env.postgres("ADDRESS")["HOST"] == "/run/socket"


def test_another_kind_of_database_is_refused_by_name(monkeypatch):
    monkeypatch.setenv("ADDRESS", "mysql://truce@db/truce")

    with pytest.raises(ImproperlyConfigured, match="ADDRESS must start with postgres"):
        env.postgres("ADDRESS")


@pytest.mark.parametrize(
    ("address", "port", "tls", "ssl"),
    [("smtp://m", 25, False, False), ("smtp+tls://m", 587, True, False), ("smtps://m", 465, False, True)],
)
def test_a_mail_address_says_how_it_is_sealed(monkeypatch, address, port, tls, ssl):
    monkeypatch.setenv("ADDRESS", address)

    found = env.smtp("ADDRESS")

    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (port, tls, ssl)


def test_a_switch_that_is_neither_on_nor_off_stops_the_start(monkeypatch):
    monkeypatch.setenv("SWITCH", "maybe")

    with pytest.raises(ImproperlyConfigured, match="SWITCH must be 1 or 0"):
        env.flag("SWITCH")


def test_a_number_that_is_none_stops_the_start(monkeypatch):
    monkeypatch.setenv("NUMBER", "many")

    with pytest.raises(ImproperlyConfigured, match="NUMBER must be a whole number"):
        env.number("NUMBER", 3)


def test_the_secret_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    path = tmp_path / "data" / "secret_key"

    first, second = env.secret("NO_SUCH_NAME", path), env.secret("NO_SUCH_NAME", path)

    assert first == second and len(first) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["secret_key"]


def test_a_secret_that_is_given_is_not_written_down(tmp_path, monkeypatch):
    monkeypatch.setenv("GIVEN", "from outside")

    assert env.secret("GIVEN", tmp_path / "secret_key") == "from outside"
    assert list(tmp_path.iterdir()) == []
