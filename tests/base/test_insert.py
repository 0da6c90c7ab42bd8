"""Many rows at once are the same rows as one at a time."""

import pytest

from tests.cast import NOON
from truce.base.actions import insert, set_aside
from truce.ledger.models import Act, Event
from truce.people.models import Company

pytestmark = pytest.mark.django_db


def companies(*numbers) -> list[Company]:
    known = {"employees": 3, "what": ["ü", None, True]}
    how = {"known": known, "created_at": NOON, "recorded_at": NOON, "is_sample": True}
    return [Company(pk=number, name=f"Ü {number}", name_key=f"ü {number}", **how) for number in numbers]


def test_rows_are_read_as_they_were_written():
    insert(Company, companies(7, 9))

    [first, second] = Company.objects.order_by("pk")
    assert (first.pk, second.pk) == (7, 9)
    assert (first.name, first.known, first.owner_id) == ("Ü 7", companies(7)[0].known, None)
    assert (first.created_at, first.recorded_at, first.is_sample) == (NOON, NOON, True)


def test_rows_without_a_key_get_one():
    insert(Act, [Act(by_id=1, at=NOON, label=f"act {number}", operation="x") for number in range(3)])

    assert sorted(Act.objects.values_list("label", flat=True)) == ["act 0", "act 1", "act 2"]


def test_nothing_to_insert_is_nothing_done(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert(Company, [])


def test_a_column_left_to_the_database_is_refused():
    event = Event(pk=1, kind="x", subject_kind="lead", subject_id=1, happened_at=NOON, known_at=NOON)

    with pytest.raises(TypeError, match="every column must be set"):
        insert(Event, [event])


def test_numbers_set_aside_are_nobody_elses():
    first = set_aside(Company, 100)
    [company] = companies(None)
    company.save()
    second = set_aside(Company, 2)
    insert(Company, companies(first, first + 99, second, second + 1))

    assert company.pk >= first + 100
    assert second > company.pk
    assert Company.objects.count() == 5
