"""Many leads at once: the preview is the result, and one undo takes all of it back."""

from collections import Counter
from datetime import timedelta

import pytest

from tests.cast import NOON
from tests.crowd import selling
from truce.automation import actions
from truce.automation.queries import NobodyChosen, plan
from truce.automation.rules import AT_ONCE, Change, Wanted, share_out
from truce.jobs.actions import run_due
from truce.jobs.queries import latest
from truce.journey.models import Lead
from truce.journey.rules import LEAD_COLUMNS
from truce.ledger import actions as ledger
from truce.ledger.models import Act, Event
from truce.ledger.queries import verify
from truce.outreach import actions as outreach
from truce.teams.access import NotAllowed

SOON = NOON + timedelta(minutes=1)


def rows():
    """Return every folded column of every lead."""
    return {lead["pk"]: lead for lead in Lead.objects.values("pk", *LEAD_COLUMNS)}


def give(leads, *to, by, at=SOON, **how):
    ids = [lead.pk for lead in leads]
    return actions.bulk(Wanted(Change.ASSIGN, tuple(user.pk for user in to)), ids, by=by, at=at, **how)


@pytest.fixture
def mine(maya, terms):
    """Nine leads of Maya's."""
    return selling(9, [maya])


def test_leads_are_shared_out_evenly(mine, maya, jo, tomas):
    ines = _seller("Ines Roy")

    done = give(mine, jo, ines, by=tomas)

    assert done.counts == [("Jo Berg", 5), ("Ines Roy", 4)] and not done.skipped
    assert Counter(Lead.objects.values_list("holder_user", flat=True)) == {jo.pk: 5, ines.pk: 4}


def _seller(name):
    from truce.teams.models import User

    return User.objects.create_user(f"{name.split()[0].lower()}@truce.test", name=name, role="seller")


@pytest.mark.parametrize("change", ["assign", "hand_over", "close"])
def test_the_preview_is_the_result(change, mine, priya, bring, maya, jo, tomas, ravi, lena):
    other = bring("Bo Ek", at=NOON)
    wanted = Wanted(Change(change), () if change == "close" else (jo.pk,), reason="price" if change == "close" else "")
    ids = [priya.pk, other.pk, *(lead.pk for lead in mine), 9_999]
    by = ravi if change == "hand_over" else tomas

    seen = plan(wanted, ids, by=by)
    done = actions.bulk(wanted, ids, seen=seen.digest, by=by, at=SOON)

    assert seen.to_do and seen.skipped
    assert (done.counts, done.skipped) == (seen.counts, seen.skipped)
    changed = Event.objects.filter(act=done.act_id).values_list("subject_id", flat=True)
    assert sorted(changed) == [fate.lead_id for fate in seen.to_do]


@pytest.mark.parametrize("change", ["assign", "hand_over", "close"])
def test_one_undo_restores_every_holder_and_due_time(change, mine, priya, bring, maya, jo, tomas, ravi):
    bring("Bo Ek", at=NOON)
    wanted = Wanted(Change(change), () if change == "close" else (jo.pk,), reason="price" if change == "close" else "")
    by, before = (ravi if change == "hand_over" else tomas), rows()

    done = actions.bulk(wanted, list(before), by=by, at=SOON)
    assert rows() != before
    actions.undo(done.act_id, by=by, at=SOON + timedelta(minutes=1))

    assert rows() == before
    actions.undo(Act.objects.get(pk=done.act_id).undone_by_id, by=by, at=SOON + timedelta(minutes=2))
    assert rows() != before


def test_a_lead_that_one_of_the_chosen_has_stays_with_them(mine, maya, jo, tomas):
    seen = plan(Wanted(Change.ASSIGN, (maya.pk, jo.pk)), [lead.pk for lead in mine], by=tomas)

    assert seen.skipped == [("Maya Okafor has this lead already.", [lead.pk for lead in mine])]


def test_leads_are_left_with_a_reason_each(mine, offered, priya, maya, jo, lena):
    done = give([*mine, priya], jo, by=maya)

    assert done.number == 9
    [(reason, ids)] = done.skipped
    assert "yes or no" in reason and ids == [priya.pk]


def test_a_seller_gives_away_only_what_is_hers(mine, maya, jo, tomas):
    others = selling(2, [jo])

    seen = plan(Wanted(Change.ASSIGN, (tomas.pk,)), [lead.pk for lead in (*mine, *others)], by=maya)

    assert seen.counts == [("Tomas Lind", 9)]
    assert seen.skipped[0][0].startswith("Jo Berg has the turn")


def test_what_changed_since_the_preview_is_shown_again_and_not_done(mine, jo, maya, tomas):
    seen = plan(Wanted(Change.ASSIGN, (jo.pk,)), [lead.pk for lead in mine], by=tomas)
    outreach.close(mine[0].pk, reason="price", by=maya, at=NOON)

    with pytest.raises(actions.OtherThanSeen) as other:
        give(mine, jo, by=tomas, seen=seen.digest)
    assert other.value.plan.counts == [("Jo Berg", 8)]
    assert not Lead.objects.filter(holder_user=jo).exists()


def test_pressed_twice_it_is_done_once(mine, jo, tomas):
    done = give(mine, jo, by=tomas, key="k")

    with pytest.raises(ledger.AlreadyDone) as again:
        give(mine, jo, by=tomas, key="k")
    assert again.value.act.pk == done.act_id


def test_a_viewer_changes_nothing(mine, jo, vera):
    with pytest.raises(NotAllowed):
        give(mine, jo, by=vera)
    with pytest.raises(NotAllowed):
        plan(Wanted(Change.ASSIGN, (jo.pk,)), [mine[0].pk], by=vera)


def test_a_seller_hands_no_leads_over(mine, jo, maya):
    with pytest.raises(NotAllowed):
        actions.bulk(Wanted(Change.HAND_OVER), [mine[0].pk], by=maya, at=SOON)


def test_nobody_chosen_and_nothing_to_do_are_refused(mine, maya, tomas):
    with pytest.raises(NobodyChosen):
        give(mine, by=tomas)
    with pytest.raises(actions.NothingToDo):
        give(mine, maya, by=tomas)
    assert not Act.objects.filter(operation="automation.bulk").exists()


def test_more_than_ten_thousand_are_too_many(jo, tomas, terms):
    with pytest.raises(actions.TooMany):
        actions.bulk(Wanted(Change.ASSIGN, (jo.pk,)), range(10_001), by=tomas, at=SOON)


def test_many_leads_are_changed_by_a_job_under_one_act(maya, jo, tomas, terms):
    many = selling(AT_ONCE + 30, [maya])
    before = rows()

    done = give([*many, *selling(1, [jo])], jo, by=tomas)
    assert done.job_id and not Lead.objects.filter(holder_user=jo).exclude(person__name="Buyer 0").exists()
    run_due(at=SOON)

    job = latest(key=actions.job_key(done.act_id), at=SOON)
    assert job.result["counts"] == [["Jo Berg", AT_ONCE + 30]] and (job.done, job.total) == (230, 230)
    assert job.result["skipped"][0][0] == "Jo Berg has this lead already."
    assert Event.objects.filter(act=done.act_id).count() == AT_ONCE + 30
    assert before.keys() <= rows().keys()


def test_one_undo_takes_back_what_a_job_did(maya, jo, tomas, terms):
    many = selling(AT_ONCE + 30, [maya])
    before = rows()
    done = give(many, jo, by=tomas)
    run_due(at=SOON)

    undoing = actions.undo(done.act_id, by=tomas, at=SOON)
    assert undoing.job_id
    run_due(at=SOON)

    assert rows() == before
    assert latest(key=actions.job_key(undoing.act.pk), at=SOON).result == {"number": AT_ONCE + 30, "left": []}


def test_a_lead_changed_while_much_is_taken_back_stays_and_is_named(maya, jo, tomas, terms):
    many = selling(AT_ONCE + 30, [maya])
    done = give(many, jo, by=tomas)
    run_due(at=SOON)

    actions.undo(done.act_id, by=tomas, at=SOON)
    outreach.close(many[3].pk, reason="price", by=jo, at=SOON)
    run_due(at=SOON)

    assert not Lead.objects.get(pk=many[3].pk).is_open
    assert Lead.objects.filter(holder_user=maya).count() == AT_ONCE + 29
    assert latest(key=actions.job_key(Act.objects.latest("pk").pk), at=SOON) is None
    job = latest(key=actions.job_key(Act.objects.get(pk=done.act_id).undone_by_id), at=SOON)
    assert job.result["left"] == [many[3].pk]


def test_what_is_still_being_done_cannot_be_undone(maya, jo, tomas, terms):
    done = give(selling(AT_ONCE + 1, [maya]), jo, by=tomas)

    with pytest.raises(ledger.CannotUndo, match="still being done"):
        actions.undo(done.act_id, by=tomas, at=SOON)


def test_operations_undo_what_others_did_and_nobody_else(mine, jo, tomas, maya, olu):
    done = give(mine, jo, by=tomas)

    with pytest.raises(ledger.CannotUndo):
        actions.undo(done.act_id, by=maya, at=SOON)
    actions.undo(done.act_id, by=olu, at=SOON)
    assert Lead.objects.filter(holder_user=maya).count() == 9


def test_the_ledger_is_whole_after_a_change_and_its_undo(priya, bring, lena, maya, ravi):
    bo = bring("Bo Ek")
    done = actions.bulk(Wanted(Change.HAND_OVER), [priya.pk, bo.pk], by=ravi, at=SOON)
    assert verify().is_whole

    actions.undo(done.act_id, by=ravi, at=SOON)
    assert verify().is_whole


def test_sharing_out_prefers_whoever_got_fewest():
    nothing, no = {1: "", 2: ""}, {1: "no", 2: ""}

    fates = share_out([(10, no), (11, nothing), (12, nothing), (13, {1: "a", 2: "b"})], [1, 2])

    assert [(fate.lead_id, fate.to, fate.skipped) for fate in fates] == [
        (10, 2, ""),
        (11, 1, ""),
        (12, 1, ""),
        (13, 0, "a"),
    ]
