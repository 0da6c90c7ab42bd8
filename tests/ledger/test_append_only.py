import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests.cast import NOON
from truce.campaigns.models import Touchpoint
from truce.ledger.models import Event, Note
from truce.ledger.rules import KINDS, Code, code_of, declare, payload
from truce.people.models import Fact


@pytest.mark.parametrize("log", [Event, Touchpoint, Fact])
def test_the_database_refuses_to_change_a_log(offered, log):
    with pytest.raises((IntegrityError, DatabaseError), match="append-only"), transaction.atomic():
        log.objects.update(source_system="other")


@pytest.mark.parametrize("log", [Event, Touchpoint, Fact])
def test_the_database_refuses_to_delete_from_a_log(offered, log):
    with pytest.raises((IntegrityError, DatabaseError), match="append-only"), transaction.atomic():
        log.objects.filter(pk=log.objects.latest("pk").pk)._raw_delete("default")


def test_erasing_empties_a_fact_once(priya):
    fact = Fact.objects.filter(field="job_title")
    fact.update(value=None, erased_at=NOON)

    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        fact.update(value="Head again")


def test_erasing_empties_a_note_and_nothing_else(offered, maya):
    from truce.handoff import actions

    actions.return_(offered.pk, reason="1", by=maya, at=NOON, note="Too small")
    Note.objects.update(text=None, erased_at=NOON)

    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        Note.objects.update(erased_at=None, text="x")


def test_events_hold_ids_codes_numbers_and_times_only():
    allowed = {int, float, bool, Code, list}
    from datetime import date, datetime

    types = {kind for known in KINDS.values() for kind in known.fields.values()}
    assert types <= allowed | {date, datetime}


@pytest.mark.parametrize("value", ["Priya Nair", "x" * 65, "a\nb", 7, None])
def test_a_code_is_never_words(value):
    kind = KINDS.get("test.coded") or declare("test.coded", "Coded", subject="lead", why=Code)

    if value is None:
        assert payload(kind, {"why": value}) == {}
    else:
        with pytest.raises(TypeError):
            payload(kind, {"why": value})


def test_an_undeclared_field_is_refused():
    with pytest.raises(TypeError, match="does not carry"):
        payload(KINDS["lead.assigned"], {"because": 1})


def test_what_all_events_of_a_day_wrote_is_codes(accepted, maya):
    from truce.ledger.rules import is_code

    values = [
        value
        for event in Event.objects.all()
        for rows in event.changes.values()
        for columns in rows.values()
        for value in columns.values()
    ]
    assert values and all(is_code(value) for value in values)


def test_words_are_kept_out_of_the_changes_too(priya, lena):
    from truce.journey import actions

    with pytest.raises(TypeError, match="not an id, code"):
        actions.assign(priya, holder={"source": "Employee Referral"}, why="by_hand", by=lena, at=NOON)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Employee Referral", "employee_referral"),
        ("Google ", "google"),
        (" ", ""),
        ("Café & Bar", "cafe_bar"),
    ],
)
def test_words_become_codes(words, code):
    assert code_of(words) == code


def test_words_without_latin_letters_get_a_code_too():
    assert code_of("日本") == code_of("日本 ") != code_of("中国") != ""
