"""bin/truce import: what it asks, what it brings in, what it tells."""

import json

import pytest

from truce.cli.main import main
from truce.ingest.models import ImportRun
from truce.journey.models import Lead
from truce.teams.models import User

pytestmark = pytest.mark.django_db

ASKS = "Name,Email,Created\nBo Ek,bo@ek.test,03-07-2021\n"
USERS = "USER_ID,First Name,Last Name,Email\n1,,Ida Berg,ida@x.test\n"
LEADS = (
    "LEADID,Last Name,Company,Lead Owner,Email,Lead Status,Created Time\n"
    "7,Ek,,Ida Berg,bo@ek.test,Contacted,2021-04-15\n"
)


@pytest.fixture
def file(tmp_path):
    def file(text, name="list.csv"):
        path = tmp_path / name
        path.write_text(text)
        return str(path)

    return file


def test_it_asks_instead_of_guessing_and_says_how_to_answer(file, capsys):
    assert main(["import", file(ASKS), "--yes"]) == 2

    said = capsys.readouterr().err
    assert "Which comes first in Created, the day or the month?" in said
    assert "--date-order dmy" in said
    assert not ImportRun.objects.exists()


def test_it_brings_a_file_in_and_accounts_for_its_rows(file, terms, capsys):
    assert main(["import", file(ASKS), "--date-order", "dmy", "--yes"]) == 0

    assert "list.csv: 1 rows = 1 new + 0 updated + 0 duplicate + 0 refused" in capsys.readouterr().out
    assert Lead.objects.get().created_at.month == 7


def test_a_dry_run_tells_what_would_be_and_keeps_nothing(file, terms, capsys, settings):
    assert main(["import", file(ASKS), "--date-order", "mdy", "--dry-run"]) == 0

    assert "line 2: new" in capsys.readouterr().out
    assert not ImportRun.objects.exists() and not Lead.objects.exists()


def test_without_yes_and_without_a_terminal_it_shows_the_columns_and_stops(file, capsys):
    assert main(["import", file(ASKS), "--date-order", "mdy"]) == 2

    assert "Created -> created_at" in capsys.readouterr().err
    assert not Lead.objects.exists()


def test_a_whole_export_comes_in_users_first(file, tmp_path, terms, capsys):
    file(LEADS, "a_leads.csv")
    file(USERS, "b_users.csv")
    file("Something,Else\n1,2\n", "other.csv")

    assert main(["import", "zoho", str(tmp_path), "--users-side", "*=sales", "--yes", "--json"]) == 0

    reports = json.loads(capsys.readouterr().out)
    assert [(report["file"], report["new"]) for report in reports] == [("b_users.csv", 1), ("a_leads.csv", 1)]
    assert Lead.objects.get().holder_user == User.objects.get(email="ida@x.test")


def test_refused_rows_are_written_beside_the_files(file, terms, capsys):
    text = ASKS + "Ada,ada@x.test,05-06-2021\nCy,cy,04-07-2021\n"

    main(["import", file(text), "--date-order", "dmy", "--yes", "--json"])

    [report] = json.loads(capsys.readouterr().out)
    with open(report["refused_rows"]) as refused:
        assert "Cy,cy,04-07-2021,4," in refused.read()


@pytest.mark.parametrize("arguments", [["nowhere.csv"], ["zoho", "nowhere"], ["a.csv", "b.csv", "c.csv"]])
def test_what_is_not_there_is_told_in_one_sentence(arguments, capsys):
    assert main(["import", *arguments, "--yes"]) == 1

    assert capsys.readouterr().err.count("\n") == 1
