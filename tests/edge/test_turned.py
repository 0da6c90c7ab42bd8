import pytest

from truce.journey.live import Turned, turned, turned_leads
from truce.ledger.queries import Line, lines_after

pytestmark = pytest.mark.django_db


def line(changes=None, before=None):
    return Line(5, "handoff.accepted", "lead", 7, 3, changes or {}, before or {})


def test_who_had_the_turn_and_who_has_it_are_both_touched():
    taken = line({"lead": {"7": {"holder_user_id": 2}}}, {"lead": {"7": {"holder_user_id": 1}}})

    assert turned([taken]).users == {1, 2}


def test_a_lead_that_left_a_person_for_a_queue_names_only_the_person():
    put_back = line({"lead": {"7": {"holder_user_id": None}}}, {"lead": {"7": {"holder_user_id": 1}}})

    assert turned([put_back]).users == {1}


def test_a_changed_clock_is_a_changed_turn_but_a_changed_score_is_not():
    due = line({"lead": {"7": {"due_at": "2026-03-02T12:00:00Z"}, "8": {"number": 30}}})

    assert turned_leads([due]) == {7}


def test_who_works_for_both_sides_hears_of_the_queues_of_either():
    turned = Turned(frozenset({1}), frozenset({"marketing"}))

    assert turned.concerns(2, "both")
    assert turned.concerns(2, "marketing")
    assert turned.concerns(1, "sales")
    assert not turned.concerns(2, "sales")


def test_looking_costs_few_queries(write, django_assert_max_num_queries):
    written = write({"lead": {"7": {"due_at": "2026-03-02T12:00:00Z", "holder_queue_id": 1}}})

    with django_assert_max_num_queries(3):
        turned(lines_after(written.seq - 1))
