import pytest
from django.db import IntegrityError, transaction

from tests.cast import NOON
from truce.journey import actions
from truce.journey.models import Lead
from truce.journey.rules import Promise, Stage, Turn, next_turn, skipped
from truce.teams.models import User
from truce.teams.queries import queue
from truce.teams.rules import QueueKind


@pytest.mark.parametrize(
    "broken",
    [
        {"holder_user": None},
        {"due_at": None},
        {"turn": ""},
        {"promise": ""},
        {"turn": "someday"},
        {"stage": "lost"},
        {"closed_at": NOON},
        {"side": "both"},
        {"stage": "merged", "closed_at": NOON},
    ],
)
def test_the_database_refuses_a_lead_without_one_holder_and_one_clock(priya, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Lead.objects.filter(pk=priya.pk).update(**broken)


def test_the_database_refuses_two_holders(priya):
    with pytest.raises(IntegrityError), transaction.atomic():
        Lead.objects.filter(pk=priya.pk).update(holder_queue=queue(QueueKind.TRIAGE))


def test_the_database_refuses_a_second_open_lead_of_one_person(priya):
    priya.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        priya.save(force_insert=True)


def test_the_database_refuses_to_deactivate_whoever_holds_a_lead(priya, lena):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=lena.pk).update(is_active=False)


def test_the_database_refuses_an_inactive_holder(priya, jo):
    User.objects.filter(pk=jo.pk).update(is_active=False)

    with pytest.raises(IntegrityError), transaction.atomic():
        Lead.objects.filter(pk=priya.pk).update(holder_user=jo)


def test_a_closed_lead_has_no_holder_and_no_clock(accepted, maya):
    actions.close(accepted, stage=Stage.LOST, reason="no_budget", by=maya, at=NOON)

    accepted.refresh_from_db()
    assert (accepted.holder_user, accepted.due_at, accepted.turn) == (None, None, "")


def test_a_closed_lead_does_not_move(accepted, maya):
    actions.close(accepted, stage=Stage.LOST, reason="no_budget", by=maya, at=NOON)

    with pytest.raises(actions.AlreadyClosed):
        actions.assign(accepted, holder=actions.to_user(maya), why="by_hand", by=maya, at=NOON)


def test_an_open_lead_is_never_left_without_anything_due(priya, lena):
    with pytest.raises(actions.NothingDue):
        actions.move(priya, _kind(), by=lena, at=NOON, set={"triage_due_at": None})


def test_the_earliest_obligation_is_the_clock():
    clock = next_turn({"step_due_at": NOON, "answer_due_at": NOON, "wake_at": None})

    assert (clock.turn, clock.promise, clock.due_at) == (Turn.ANSWER, Promise.ANSWER, NOON)


def test_nothing_due_is_no_clock():
    assert next_turn({}) is None


def test_a_jump_names_the_stages_that_it_passes():
    assert skipped(Stage.LEAD, Stage.SALES_QUALIFIED) == (Stage.MARKETING_QUALIFIED, Stage.SALES_ACCEPTED)
    assert skipped(Stage.RECYCLED, Stage.SALES_QUALIFIED) == ()


def _kind():
    from truce.journey.rules import LEAD_ASSIGNED

    return LEAD_ASSIGNED
