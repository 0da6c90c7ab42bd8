from datetime import timedelta

import pytest

from tests.cast import NOON
from truce.handoff import actions
from truce.handoff.models import HandOff
from truce.journey.rules import Turn
from truce.ledger import actions as ledger

LATER = NOON + timedelta(minutes=10)


@pytest.fixture
def three(bring, lena, maya):
    names = ("Bo Ek", "Ida Holm", "Per Dahl")
    return [actions.hand_over(bring(name).pk, by=lena, at=NOON, to=maya) for name in names]


def test_several_are_taken_over_in_one_act_that_one_undo_takes_back(three, maya):
    done = actions.accept_many([handoff.pk for handoff in three], by=maya, at=LATER)

    ledger.undo(done.act.pk, by=maya, at=LATER)

    assert len(done.taken) == 3 and done.act.label == "Accepted 3 leads"
    assert HandOff.objects.filter(answer="open").count() == 3
    assert {handoff.lead.turn for handoff in HandOff.objects.select_related("lead")} == {Turn.ANSWER}


def test_what_somebody_else_took_is_left_out_with_the_reason(three, maya, tomas):
    actions.accept(three[0].pk, by=tomas, at=NOON)

    done = actions.accept_many([handoff.pk for handoff in three], by=maya, at=LATER)

    assert len(done.taken) == 2
    assert done.left[0].startswith("Tomas Lind accepted this lead already")


def test_taking_none_is_refused(three, jo):
    with pytest.raises(actions.NotYours):
        actions.accept_many([handoff.pk for handoff in three], by=jo, at=LATER)
