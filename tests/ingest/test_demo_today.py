"""Whenever the sample company is loaded, everybody in it has a turn at that moment."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.cast import NOON
from tests.ingest.telling import open_leads, tell, terms
from truce.agreement.rules import Industry
from truce.journey.rules import Turn

TIMES = {
    "noon on a Monday": NOON,
    "just after opening": datetime(2026, 3, 3, 8, 4, tzinfo=UTC),
    "just before closing": datetime(2026, 3, 3, 15, 50, tzinfo=UTC),
    "night": datetime(2026, 3, 4, 1, 30, tzinfo=UTC),
    "Saturday evening": datetime(2026, 3, 7, 20, 15, tzinfo=UTC),
    "Christmas": datetime(2026, 12, 25, 10, tzinfo=UTC),
    "the hour that the clocks skip": datetime(2026, 3, 29, 1, 0, 10, tzinfo=UTC),
}


@pytest.fixture(scope="module", params=TIMES.values(), ids=TIMES.keys())
def until(request):
    return request.param


@pytest.fixture(scope="module")
def book(until):
    return tell(60, until=until)


def left(lead, until) -> float:
    """Return the working minutes until a lead is due."""
    return terms().hours.elapsed(until, lead.due_at) / 60


def test_one_first_touch_of_mayas_is_past_its_time(book, until):
    late = open_leads(book, "maya", lambda lead: lead.due_at < until)

    assert [lead.turn for lead in late] == [Turn.FIRST_TOUCH]


def test_maya_has_a_hand_off_with_less_than_an_hour_left_and_one_with_more(book, until):
    waiting = sorted(left(lead, until) for lead in open_leads(book, "maya", lambda lead: lead.turn == Turn.ANSWER))

    assert 0 < waiting[0] < 60 < waiting[1]


def test_maya_has_first_touches_due_and_steps_promised_for_the_present_working_day(book, until):
    first = open_leads(book, "maya", lambda lead: lead.turn == Turn.FIRST_TOUCH and 0 < left(lead, until) <= 480)
    today = open_leads(book, "maya", lambda lead: lead.turn == Turn.STEP and 0 < left(lead, until) <= 530)

    assert len(first) >= 3
    assert len(today) >= 3


def test_three_leads_of_mayas_have_gone_quiet(book, until):
    quiet = open_leads(book, "maya", lambda lead: lead.turn == Turn.FOLLOW_UP and lead.touches >= 3)

    assert len([lead for lead in quiet if 0 < left(lead, until) <= 530]) >= 3


def test_lena_has_four_returned_leads_to_answer_each_in_time(book, until):
    back = open_leads(book, "lena", lambda lead: lead.turn == Turn.ANSWER_RETURN)

    assert len(back) >= 4
    assert all(0 < left(lead, until) <= 960 for lead in back)


def test_the_team_of_tomas_has_clocks_at_risk_and_some_past_their_time(book, until):
    team = [lead for key in ("jo", "ines") for lead in open_leads(book, key)]

    assert len([lead for lead in team if 0 < left(lead, until) <= 60]) >= 3
    assert {lead.turn for lead in team if lead.due_at < until} >= {Turn.FIRST_TOUCH, Turn.STEP}


def test_leads_wait_in_every_queue(book):
    assert {lead.holder_queue_id for lead in book.leads if lead.holder_queue_id} == {1, 2, 3, 4, 5}


def test_nothing_is_left_for_the_clocks_to_do_at_once(book, until):
    handoffs = [handoff for rows in book.handoffs.values() for handoff in rows]
    opened = [each for each in handoffs if each.answer == "open" and each.offered_to_user_id]
    waiting = [each for each in handoffs if each.return_answer == "waiting"]
    still = [lead for lead in book.leads if lead.is_open]

    assert all(each.accept_due_at > until + timedelta(minutes=20) for each in opened)
    assert all(each.return_due_at > until + timedelta(minutes=20) for each in waiting)
    assert not [lead for lead in still if lead.next_change_on and lead.next_change_on <= until.date()]
    assert not [lead for lead in still if lead.wake_at and lead.wake_at <= until]


def test_it_is_alive_under_another_agreement_too():
    book = tell(60, by=terms(Industry.SOFTWARE, zone="America/New_York", country="US"))

    assert len(open_leads(book, "maya", lambda lead: lead.turn == Turn.ANSWER)) >= 2
    assert len(open_leads(book, "lena", lambda lead: lead.turn == Turn.ANSWER_RETURN)) >= 4
