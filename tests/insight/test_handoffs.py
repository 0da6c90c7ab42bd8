from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import NOON
from truce.handoff import actions
from truce.handoff.rules import ReturnAnswer
from truce.insight.queries import handoffs as queries
from truce.insight.queries.handoffs import Asked
from truce.insight.queries.promises import promises_of, week_of
from truce.teams.models import Team

SOON = NOON + timedelta(minutes=10)


def shown(user, to="", *, at=SOON, **asked):
    return queries.handoffs(user, Asked(to=to, **asked), at=at)


def names(offers):
    return [offer.row.name for offer in offers]


@pytest.fixture
def many(bring, lena, maya):
    """Hand several leads to Maya: `many(3)` gives the hand-offs."""

    def many(count):
        return [actions.hand_over(bring(f"Bo{n} Ek").pk, by=lena, at=NOON, to=maya) for n in range(count)]

    return many


def test_a_seller_first_sees_what_was_handed_to_them(offered, maya, jo):
    assert shown(maya).tab == "me" and names(shown(maya).offers) == ["Priya Nair"]
    assert shown(jo).offers == ()


def test_a_hand_off_says_which_rule_and_which_agreed_fields_are_missing(offered, maya, terms):
    [offer] = shown(maya).offers

    handed = offer.row.handed
    assert (handed.version, handed.cell, handed.is_by_hand) == (terms.version, offered.cell, True)
    assert "Country" in offer.lacks and "Job title" not in offer.lacks


def test_the_number_on_a_tab_is_the_number_of_its_rows(many, maya, jo, lena):
    for handoff in many(3)[:2]:
        actions.return_(handoff.pk, reason="1", by=maya, at=SOON)

    page = shown(maya, "team")
    assert page.counts == {"me": 1, "team": 1, "returned": 2}
    assert len(page.offers) == 1 and len(shown(maya, "returned").shown_returns) == 2
    assert len(shown(lena).returned) == shown(lena).counts["returned"] == 2


def test_a_team_sees_its_own_hand_offs(offered, maya, jo, tomas):
    maya.team = Team.objects.create(name="North", side="sales")
    jo.team = Team.objects.create(name="South", side="sales")
    maya.save(), jo.save()

    assert names(shown(maya, "team").offers) == ["Priya Nair"] == names(shown(tomas, "team").offers)
    assert shown(jo, "team").offers == ()


def test_what_nobody_was_free_for_waits_for_anybody(bring, lena, maya, jo):
    for user in (maya, jo):
        user.capacity = 0
        user.save()
    actions.hand_over(bring("Bo Ek").pk, by=lena, at=NOON)

    assert names(shown(maya).free) == names(shown(jo).free) == ["Bo Ek"]


def test_marketing_first_sees_the_returns_that_wait(offered, maya, lena, ravi):
    actions.return_(offered.pk, reason="2", by=maya, at=NOON)

    assert shown(lena).tab == shown(ravi).tab == "returned"
    assert names(shown(lena).returned) == names(shown(ravi).returned) == ["Priya Nair"]


def test_what_happened_to_a_return_is_told_to_the_one_who_returned_it(offered, maya, lena):
    actions.return_(offered.pk, reason="2", by=maya, at=NOON)
    actions.answer_return(offered.pk, answer=ReturnAnswer.AGREED, by=lena, at=NOON + timedelta(hours=1))

    returns = shown(maya, "returned", at=NOON + timedelta(hours=2)).returns

    assert (returns.rows[0].answer, returns.half_within_s) == ("agreed", 3600)


def test_the_sender_sees_that_it_was_accepted(offered, maya, lena):
    actions.accept(offered.pk, by=maya, at=SOON)

    [done] = shown(lena, "done", sent="me").done
    assert (done.answer, done.answered_by, done.is_in_time) == ("accepted", "Maya Okafor", True)


def test_done_comes_in_pages_by_key(many, maya):
    for handoff in many(queries.PAGE + 1):
        actions.accept(handoff.pk, by=maya, at=SOON)

    first = shown(maya, "done")
    second = shown(maya, "done", after=first.next_after)

    assert (len(first.done), len(second.done), second.next_after) == (queries.PAGE, 1, "")


def test_a_number_of_promises_opens_exactly_the_rows_it_counted(many, maya, tomas, jo):
    for handoff in many(3):
        actions.accept(handoff.pk, by=maya, at=SOON)
    since, until = week_of(SOON, "UTC")
    [answers, _] = promises_of(maya, shown(maya).terms, since=since, until=until, at=SOON)

    asked = {"by": maya.pk, "promise": "answer", "week": since.date()}

    assert answers.of == len(shown(maya, "done", **asked).done) == len(shown(tomas, "done", **asked).done) == 3
    assert shown(jo, "done", **asked).done == ()


def test_only_ones_own_hand_offs_can_be_chosen(many, maya, jo):
    ids = [handoff.pk for handoff in many(2)]

    assert len(queries.chosen(ids, maya, at=SOON)[0]) == 2
    assert queries.chosen(ids, jo, at=SOON)[0] == []


@pytest.mark.parametrize("tab", ["me", "team", "returned", "done"])
@pytest.mark.parametrize("who", ["maya", "lena", "ana"])
def test_hand_offs_ask_few_questions_however_many_rows(who, tab, request, many):
    user = request.getfixturevalue(who)
    many(6)

    with CaptureQueriesContext(connection) as asked:
        shown(user, tab)

    assert len(asked) <= 14
