"""The sample company from the terminal, as `bin/demo` calls it."""

import json

import pytest

from truce.cli.main import main
from truce.teams.models import User

pytestmark = pytest.mark.django_db


def run(capsys, *words: str) -> tuple[int, str]:
    status = main(["demo", *words])
    return status, capsys.readouterr().out


def test_it_is_loaded_looked_at_and_removed(capsys):
    assert run(capsys, "is-empty")[0] == 0

    status, said = run(capsys, "load", "--people", "50", "--until", "2026-03-02T12:00", "--json")

    told = json.loads(said)
    assert status == 0
    assert told["rows"]["teams.User"] == 14
    assert User.objects.get(email="maya@nordlicht.example").check_password(told["password"])
    assert run(capsys, "is-empty")[0] == 1
    assert json.loads(run(capsys, "status", "--json")[1])["rows"]["people.Person"] == told["rows"]["people.Person"]

    assert json.loads(run(capsys, "remove", "--json")[1])["stays"] == {}
    assert "no sample data" in run(capsys, "status")[1]


def test_a_password_from_a_file_is_not_printed(capsys, tmp_path):
    kept = tmp_path / "password"
    kept.write_text("nobody guesses this\n")

    _, said = run(capsys, "load", "--people", "50", "--password-file", str(kept))
    assert "nobody" not in said
    assert User.objects.get(email="jo@nordlicht.example").check_password("nobody guesses this")

    kept.write_text("another one")
    run(capsys, "password", "--password-file", str(kept))
    assert User.objects.get(email="jo@nordlicht.example").check_password("another one")


def test_who_can_sign_in_is_printed_by_role(capsys):
    run(capsys, "load", "--people", "50", "--password", "a password")

    lines = run(capsys, "users")[1].splitlines()

    assert len(lines) == 14
    assert lines[7].split() == ["Seller", "maya@nordlicht.example", "Maya", "Okafor"]


def test_a_time_that_is_none_is_refused(capsys):
    assert main(["demo", "load", "--until", "soon"]) == 1
    assert "soon is not a time" in capsys.readouterr().err
