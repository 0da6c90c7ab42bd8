from datetime import timedelta

import pytest

from tests.cast import NOON
from truce.handoff import actions, queries
from truce.handoff.actions import _leave
from truce.jobs import actions as jobs
from truce.jobs.models import Job
from truce.jobs.rules import JobState
from truce.journey.models import Lead
from truce.ledger import actions as ledger
from truce.ledger.models import Act
from truce.ledger.queries import verify
from truce.teams import actions as teams
from truce.teams.access import NotAllowed

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=1)


@pytest.fixture
def seven(bring, maya, lena):
    """Seven leads that were handed to Maya, and wait for her answer."""
    leads = [bring(f"Bo Ek{number}") for number in range(7)]
    for lead in leads:
        actions.hand_over(lead.pk, by=lena, at=NOON, to=maya)
    return leads


@pytest.fixture
def by_a_job(monkeypatch):
    """Three leads are as much as a click may give away."""
    monkeypatch.setattr(_leave, "MOST_AT_ONCE", 3)


def of(user) -> int:
    return Lead.objects.open().filter(holder_user=user).count()


def test_who_leaves_holds_nothing_and_several_share_it_evenly(seven, maya, jo, tomas, olu):
    left = actions.leave(maya.pk, to=[jo, tomas], by=olu, at=LATER)

    maya.refresh_from_db()
    assert (left.leads, left.job, maya.is_active) == (7, 0, False)
    assert sorted((of(maya), of(jo), of(tomas))) == [0, 3, 4]
    assert queries.without_holder() == 0 and verify().is_whole


def test_sharing_stays_even_from_one_part_to_the_next(seven, maya, jo, tomas, olu):
    act = None
    while actions.hand_on(maya.pk, to=[jo, tomas], by=olu, at=LATER, act=act, most=1):
        act = act or Act.objects.latest("pk")

    assert sorted((of(jo), of(tomas))) == [3, 4]


def test_nobody_leaves_without_saying_who_takes_the_leads(seven, maya, olu):
    with pytest.raises(actions.NobodyToTakeIt, match="7 leads"):
        actions.leave(maya.pk, to=[], by=olu, at=LATER)

    maya.refresh_from_db()
    assert maya.is_active


def test_leads_of_sales_go_to_people_who_sell(seven, maya, ravi, vera, olu):
    with pytest.raises(actions.NobodyToTakeIt, match="sales"):
        actions.leave(maya.pk, to=[ravi, vera], by=olu, at=LATER)


def test_who_holds_nothing_just_leaves(maya, olu):
    actions.leave(maya.pk, to=[], by=olu, at=LATER)

    maya.refresh_from_db()
    assert not maya.is_active and not Act.objects.exists()


def test_only_operations_and_the_revenue_lead_let_somebody_go(maya, tomas):
    with pytest.raises(NotAllowed):
        actions.leave(maya.pk, to=[], by=tomas, at=LATER)


def test_much_is_given_away_by_a_job_which_deactivates_at_the_end(seven, maya, jo, olu, by_a_job):
    left = actions.leave(maya.pk, to=[jo], by=olu, at=LATER)
    maya.refresh_from_db()
    assert maya.is_active and left.job

    jobs.run_due(at=LATER)

    job = Job.objects.get(pk=left.job)
    maya.refresh_from_db()
    assert (job.state, job.result, maya.is_active) == ("done", {"given": 7, "without_holder": 0}, False)
    assert of(jo) == 7


def test_a_job_that_was_killed_goes_on_from_where_it_was(seven, maya, jo, olu, by_a_job):
    left = actions.leave(maya.pk, to=[jo], by=olu, at=LATER)
    act, still, has_left = actions.leave_on(maya.pk, to=[jo.pk], by=olu.pk, at=LATER, most=2)
    Job.objects.filter(pk=left.job).update(cursor={"act": act, "total": 7})
    assert (still, has_left) == (5, False)

    jobs.run_due(at=LATER)

    assert Job.objects.get(pk=left.job).state == JobState.DONE and of(jo) == 7
    assert Act.objects.get(operation="handoff.hand_on").pk == act


def test_a_job_that_was_killed_after_its_last_part_ends_well(seven, maya, jo, olu, by_a_job):
    left = actions.leave(maya.pk, to=[jo], by=olu, at=LATER)
    actions.leave_on(maya.pk, to=[jo.pk], by=olu.pk, at=LATER)

    jobs.run_due(at=LATER)

    assert Job.objects.get(pk=left.job).state == JobState.DONE


def test_who_may_not_any_more_does_not_let_anybody_go_by_a_job(seven, maya, jo, olu, ana, by_a_job):
    left = actions.leave(maya.pk, to=[jo], by=ana, at=LATER)
    teams.deactivate(ana.pk, by=olu, at=LATER)

    jobs.run_due(at=LATER)

    assert Job.objects.get(pk=left.job).state == JobState.FAILED and of(maya) == 7


def test_a_lead_that_comes_while_they_leave_is_given_away_too(seven, bring, maya, jo, lena, olu, by_a_job):
    actions.leave(maya.pk, to=[jo], by=olu, at=LATER)
    actions.hand_over(bring("Lia Late").pk, by=lena, at=LATER, to=maya)

    jobs.run_due(at=LATER)

    assert of(jo) == 8 and queries.without_holder() == 0


def test_what_was_given_away_is_not_taken_back_to_somebody_who_left(seven, maya, jo, olu):
    actions.leave(maya.pk, to=[jo], by=olu, at=LATER)

    with pytest.raises(ledger.CannotUndo, match="has left"):
        ledger.undo(Act.objects.get(operation="handoff.hand_on").pk, by=olu, at=LATER)


def test_what_somebody_holds_is_counted_by_what_is_due(seven, maya):
    held = queries.held(maya.pk)

    assert (held.leads, held.handoffs, held.returns, held.sides) == (7, 7, 0, {"sales"})
