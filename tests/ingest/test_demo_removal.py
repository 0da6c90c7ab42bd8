"""The sample company goes without a trace; what is real stays whole, and what real people did to samples goes along."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from tests.cast import NOON
from truce.campaigns.actions import touch
from truce.campaigns.models import Campaign
from truce.handoff import actions as handoff
from truce.ingest.demo import actions, queries
from truce.jobs.actions import enqueue, run_due
from truce.jobs.models import Job
from truce.journey.models import Lead
from truce.ledger.models import Act, Event, Note
from truce.ledger.queries import verify
from truce.outreach import actions as outreach
from truce.outreach.rules import Channel
from truce.people import actions as people
from truce.people.models import Company, Fact
from truce.teams.models import House, Queue, User

LATER = NOON + timedelta(hours=1)


def load():
    return actions.load(actions.Wanted(40, 7, NOON, "!"), work=actions.by_terminal())


def remove():
    return actions.remove(at=LATER, work=actions.by_terminal())


def left() -> dict[str, int]:
    return {label: count for label, count in queries.status().rows.items() if count}


def real_rows() -> dict[str, list]:
    """Return all that is real, row by row."""
    models = [model for model in queries.sample_models() if model is not User]
    return {
        model._meta.label: list(model._base_manager.filter(is_sample=False).order_by("pk").values()) for model in models
    }


@pytest.fixture
def sample(db):
    """The sample company beside nothing else."""
    return load()


def open_sample(side="sales") -> Lead:
    leads = Lead.objects.open().filter(is_sample=True, side=side, holder_user__isnull=False)
    return leads.select_related("holder_user", "person").latest("pk")


def test_nothing_is_left_not_even_the_house_and_the_agreement(sample):
    removed = remove()

    assert removed.rows["ledger.Event"] == sample.rows["ledger.Event"]
    assert left() == {}
    assert not Event.objects.exists() and not House.objects.exists()
    assert queries.is_empty()


def test_real_records_are_after_it_what_they_were_before(accepted, maya):
    outreach.log(accepted.pk, channel=Channel.CALL, text="Talked", by=maya, at=NOON)
    before = real_rows()
    load()

    assert remove().stays == {}

    assert left() == {}
    assert real_rows() == before
    assert verify().is_whole


def test_what_real_people_did_to_sample_leads_goes_with_them(tomas, sample):
    lead = open_sample()
    outreach.log(lead.pk, channel=Channel.CALL, text="A real call", by=tomas, at=NOON)
    people.edit(lead.person, "need", old=lead.person.known.get("need"), new="Ice", by=tomas, at=NOON)
    assert Act.objects.filter(by_id=tomas.pk).count() == 2

    remove()

    assert left() == {}
    assert not Act.objects.exists() and not Note.objects.exists() and not Fact.objects.exists()
    assert User.objects.get(pk=tomas.pk).is_active


def test_a_real_lead_that_a_sample_seller_held_waits_for_sales_with_its_clock(priya, lena):
    load()
    seller = User.objects.get(email="maya@nordlicht.example")
    handoff.hand_over(priya.pk, by=lena, at=NOON, to=seller)
    due = Lead.objects.get(pk=priya.pk).due_at

    removed = remove()

    lead = Lead.objects.get(pk=priya.pk)
    assert (lead.holder_queue.kind, lead.turn, lead.due_at) == ("sales", "answer", due)
    assert removed.stays == {"teams.User": 1}
    assert not User.objects.get(pk=seller.pk).is_active
    assert left() == {}
    assert verify().is_whole


def test_a_company_and_a_campaign_that_real_people_use_stay_with_what_real_people_wrote(lena, sample):
    company, campaign = Company.objects.latest("pk"), Campaign.objects.latest("pk")
    people.learn(company, {"region": "moon"}, by=lena, at=NOON)
    person = people.add_person("Bo Ek", emails=["bo@ek.test"], company=company, by=lena, at=NOON)
    touch(person, kind="form", channel="search", campaign=campaign, by=lena, at=NOON)

    removed = remove()

    company.refresh_from_db()
    assert removed.stays["people.Company"] == removed.stays["campaigns.Campaign"] == 1
    assert company.known == {"company_name": company.name, "region": "moon"}
    assert company.domains.count() == 1
    assert left() == {}
    assert verify().is_whole


def test_sessions_jobs_and_views_of_the_sample_go(sample, olu):
    user, lead = User.objects.get(email="maya@nordlicht.example"), open_sample()
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session.create()
    enqueue("handoff.reconsider", key="x", args={"lead": lead.pk})
    mine = enqueue("handoff.reconsider", key="y", args={"lead": lead.pk + 10**6}, by=olu.pk)

    remove()

    assert not Session.objects.exists()
    assert list(Job.objects.values_list("pk", flat=True)) == [mine]
    assert left() == {}


def test_the_worker_loads_and_removes_it_when_asked(olu):
    actions.ask_to_load(by=olu, at=NOON, people=50)
    run_due(at=NOON)
    assert User.objects.filter(is_sample=True).count() == 14
    assert verify().is_whole

    actions.ask_to_remove(by=olu, at=NOON)
    run_due(at=NOON)

    assert left() == {}


def test_a_load_that_was_broken_off_goes_on_where_it_was(olu):
    stops = iter([False] * 12 + [True] * 2)
    job = actions.ask_to_load(by=olu, at=NOON, people=50)
    run_due(at=NOON, is_stopping=lambda: next(stops, False))
    assert Job.objects.get(pk=job).state == "waiting"
    assert User.objects.filter(is_sample=True).exists()

    run_due(at=NOON)

    assert Job.objects.get(pk=job).state == "done"
    assert verify().is_whole
    rows, uncounted = left(), ("ledger.Note", "handoff.HandOff")
    assert Job.objects.get(pk=job).result["rows"] == {name: rows[name] for name in rows if name not in uncounted}


def test_it_is_loaded_once_and_removed_once_at_a_time(olu):
    actions.ask_to_load(by=olu, at=NOON)

    with pytest.raises(actions.Busy):
        actions.ask_to_load(by=olu, at=NOON)
    with pytest.raises(actions.Busy):
        actions.ask_to_remove(by=olu, at=NOON)


def test_the_queues_are_not_of_the_sample(sample):
    remove()

    assert Queue.objects.count() == 5
