from datetime import timedelta

import pytest

from tests.cast import NOON
from truce.handoff import actions as handoff
from truce.journey.models import Lead
from truce.ledger import actions, queries
from truce.ledger.models import Act, Event
from truce.outreach import actions as outreach
from truce.outreach.rules import Channel
from truce.people import actions as people

LATER = NOON + timedelta(minutes=30)


def test_undo_brings_the_old_turn_and_the_old_due_time_back(offered, maya, priya):
    before = Lead.objects.values().get(pk=priya.pk)
    handoff.accept(offered.pk, by=maya, at=LATER)

    actions.undo(Act.objects.latest("pk").pk, by=maya, at=LATER)

    assert Lead.objects.values().get(pk=priya.pk) == before
    offered.refresh_from_db()
    assert (offered.answer, offered.answered_at) == ("open", None)


def test_undo_is_history_too(offered, maya):
    handoff.accept(offered.pk, by=maya, at=LATER)
    actions.undo(Act.objects.latest("pk").pk, by=maya, at=LATER)

    undone = Event.objects.get(kind="undone")
    assert undone.undoes.kind == "handoff.accepted" and queries.verify().is_whole


def test_an_undo_can_be_undone(offered, maya, priya):
    handoff.accept(offered.pk, by=maya, at=LATER)
    after = Lead.objects.values().get(pk=priya.pk)
    undo = actions.undo(Act.objects.latest("pk").pk, by=maya, at=LATER)

    actions.undo(undo.pk, by=maya, at=LATER)

    assert Lead.objects.values().get(pk=priya.pk) == after


def test_undo_is_refused_when_something_came_after_it_and_says_what(offered, maya, priya):
    act = _accept(offered, maya)
    outreach.log(priya.pk, channel=Channel.CALL, by=maya, at=LATER)

    with pytest.raises(actions.CannotUndo, match="call"):
        actions.undo(act, by=maya, at=LATER)


def test_only_the_one_who_did_it_undoes_it(offered, maya, tomas):
    with pytest.raises(actions.CannotUndo, match="Only the one"):
        actions.undo(_accept(offered, maya), by=tomas, at=LATER)


def test_nothing_is_undone_twice(offered, maya):
    act = _accept(offered, maya)
    actions.undo(act, by=maya, at=LATER)

    with pytest.raises(actions.CannotUndo, match="already"):
        actions.undo(act, by=maya, at=LATER)


def test_undoing_an_edit_writes_the_old_value_as_a_newer_fact(priya, lena):
    people.edit(priya.person, "job_title", old="Head of Operations", new="COO", by=lena, at=NOON)

    actions.undo(Act.objects.latest("pk").pk, by=lena, at=LATER)

    priya.person.refresh_from_db()
    assert priya.person.job_title == "Head of Operations" and priya.person.facts.filter(field="job_title").count() == 3


def test_undoing_a_hand_over_withdraws_it(priya, maya, lena):
    offer = handoff.hand_over(priya.pk, by=lena, at=NOON, to=maya)

    actions.undo(Act.objects.latest("pk").pk, by=lena, at=LATER)

    offer.refresh_from_db()
    priya.refresh_from_db()
    assert (offer.answer, priya.holder_user) == ("withdrawn", lena)


def _accept(offered, maya) -> int:
    handoff.accept(offered.pk, by=maya, at=NOON)
    return Act.objects.latest("pk").pk
