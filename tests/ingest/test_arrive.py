import pytest

from tests.cast import MORNING, NOON
from truce.ingest.actions import AlreadyThere, Arrival, NothingToGoBy, add_lead, arrive_many
from truce.jobs.models import Job
from truce.journey.models import Lead
from truce.journey.rules import Turn
from truce.people.actions import NotAnAddress
from truce.people.models import Company, Person
from truce.teams.queries import automation


def test_a_new_lead_has_a_holder_a_clock_and_its_source(priya, lena, webinar):
    assert (priya.holder_user, priya.turn) == (lena, Turn.TRIAGE) and priya.due_at > MORNING
    assert (priya.first_campaign_id, priya.first_channel) == (webinar.pk, "webinar")


def test_what_comes_by_itself_waits_in_the_queue_to_be_sorted(bring):
    assert bring("Bo Ek", by=automation()).holder_queue.kind == "triage"


def test_a_sellers_own_lead_is_the_sellers(bring, maya):
    lead = bring("Bo Ek", by=maya)

    assert (lead.holder_user, lead.side, lead.turn) == (maya, "sales", Turn.FIRST_TOUCH)


def test_the_same_person_is_recognised_whatever_the_spelling(priya, lena):
    with pytest.raises(AlreadyThere) as known:
        add_lead(Arrival("P. Nair", emails=("PRIYA@Halden.CO.UK",)), by=lena, at=NOON)

    assert known.value.lead_id == priya.pk


def test_two_rows_of_one_person_make_one_lead(bring, lena):
    rows = [Arrival("Bo", emails=("bo@ek.test",)), Arrival("Bo Ek", emails=("BO@ek.test",))]

    first, second = arrive_many(rows, by=lena, at=NOON)

    assert (first.how, second.how, first.lead) == ("new", "known", second.lead)


def test_later_interest_after_a_close_is_a_new_lead_of_the_same_person(accepted, maya, lena):
    from truce.outreach import actions

    actions.win(accepted.pk, by=maya, at=NOON)
    arrived = add_lead(Arrival("Priya", emails=("priya@halden.co.uk",)), by=lena, at=NOON)

    assert arrived.how == "again" and arrived.person == accepted.person and Lead.objects.count() == 2


def test_a_company_is_recognised_by_its_domain(priya, bring):
    bring("Sam Ode", emails=("sam@halden.co.uk",))

    assert Company.objects.count() == 1 and Person.objects.last().company == priya.company


def test_free_mail_is_nobodys_company(bring):
    assert bring("Bo Ek", emails=("bo@gmail.com",)).company is None


def test_an_arrival_asks_for_its_score(priya):
    assert Job.objects.filter(name="handoff.reconsider").exists()


def test_nothing_to_go_by_is_refused(lena, terms):
    with pytest.raises(NothingToGoBy):
        add_lead(Arrival(" "), by=lena, at=NOON)


def test_a_wrong_address_is_refused_and_nothing_is_left_behind(lena, terms):
    with pytest.raises(NotAnAddress):
        add_lead(Arrival("Bo", emails=("not an address",)), by=lena, at=NOON)

    assert not Person.objects.exists()


def test_first_and_last_touch_are_kept_apart(bring, webinar, lena, maya):
    from truce.campaigns import actions as campaigns

    lead = bring("Bo Ek", campaign=webinar, touch="visit")
    campaigns.touch(lead.person, kind="form", channel="search", by=automation(), at=NOON)

    lead.refresh_from_db()
    assert lead.first_touch_seq == lead.last_touch_seq
