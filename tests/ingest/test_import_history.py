"""Members, calls, meetings and tasks: history at its own time, tied to whom it surely is about."""

from datetime import UTC, datetime

import pytest

from tests.cast import NOON
from tests.ingest.bringing import counts, imported, says
from truce.campaigns.models import Touchpoint
from truce.journey.models import Lead
from truce.ledger import queries as ledger
from truce.ledger.models import Event, Note
from truce.people.models import Person

LEADS = (
    "Lead Id,Name,Email,Owner Email,Created\n"
    "1,Ek,bo@ek.test,maya@truce.test,2021-01-01\n"
    "2,Ny,ada@ny.test,maya@truce.test,2021-01-01\n"
    "3,Ny,eva@ny.test,maya@truce.test,2021-01-01\n"
)
CALLS = "Call Id,Lead: id,Contact: name,Company: id,Call Start Time,Call Type,Duration (seconds),Subject\n"


@pytest.fixture
def known(terms, maya):
    """Three leads of Maya's, two of them called Ny."""
    return imported(LEADS, kind="lead", source="crm")


def calls(*rows):
    text = CALLS + "".join(f"{row}\n" for row in rows)
    return imported(text, kind="call", source="crm", columns={"Call Id": "key"})


def test_a_call_is_logged_on_the_lead_at_its_own_time(known, maya):
    run = calls("9,1,,,2021-03-04 10:00:00,Outbound,60,Price")

    event = Event.objects.get(kind="touch.call")
    assert (counts(run), event.happened_at) == ((1, 0, 0, 0), datetime(2021, 3, 4, 10, tzinfo=UTC))
    assert (event.data["direction"], event.data["duration_s"], event.data["is_human"]) == ("out", 60, True)
    assert Note.objects.get(event=event).text == "Price"


def test_a_call_counts_for_its_lead_and_starts_no_clock(known):
    before = Lead.objects.values("due_at", "turn", "follow_up_due_at").get(person__name="Ek")

    calls("9,1,,,2021-03-04 10:00:00,Outbound,60,", "10,1,,,2021-02-04 10:00:00,Outbound,60,")

    lead = Lead.objects.get(person__name="Ek")
    assert (lead.touches, lead.last_touched_at.month, lead.first_touched_at.month) == (2, 3, 2)
    assert {name: getattr(lead, name) for name in before} == before
    assert ledger.verify().is_whole


def test_what_lies_before_the_lead_counts_for_no_lead_and_is_told(known):
    run = calls("9,1,,,2020-03-04 10:00:00,Outbound,60,")

    assert Lead.objects.get(person__name="Ek").touches == 0
    assert run.told == {"before_the_lead": 1}


def test_a_name_that_two_people_have_is_refused_with_both(known):
    run = calls("9,,Ny,,2021-03-04 10:00:00,Outbound,60,", "10,,Ek,,2021-03-04 10:00:00,Outbound,60,")

    first, second = Person.objects.filter(name="Ny").order_by("pk")
    assert counts(run) == (1, 0, 0, 1)
    assert says(run) == [f"2 people are called Ny: Ny ({first.pk}), Ny ({second.pk})."]


def test_a_row_that_waited_for_its_lead_comes_in_once_it_is_here(terms, maya):
    row = "9,1,,,2021-03-04 10:00:00,Outbound,60,"
    assert counts(calls(row)) == (0, 0, 0, 1)
    imported(LEADS, kind="lead", source="crm")

    assert counts(calls(row)) == (1, 0, 0, 0)
    assert counts(calls(row)) == (0, 0, 1, 0)


def test_an_inbound_call_is_a_touchpoint_too(known):
    calls("9,1,,,2021-03-04 10:00:00,Inbound,60,")

    touch = Touchpoint.objects.get(kind="call_in")
    assert (touch.person.name, touch.is_direct, Lead.objects.get(person__name="Ek").touches) == ("Ek", True, 0)


def test_a_call_about_a_company_only_is_the_companys(terms):
    imported(
        "Company Id,Name,Website\n5,Ek Foods,ek.test\n", kind="company", source="crm", columns={"Company Id": "key"}
    )

    run = calls("9,,,5,2021-03-04 10:00:00,Outbound,60,")

    assert counts(run) == (1, 0, 0, 0)
    assert Event.objects.get(kind="company_activity.call").subject_kind == "company"


def test_calls_that_differ_by_id_only_come_in_and_are_told(known):
    run = calls("9,1,,,2021-03-04 10:00:00,Outbound,60,", "10,1,,,2021-03-04 10:00:00,Outbound,60,")

    assert counts(run) == (2, 0, 0, 0)
    assert run.told == {"same_as_another": 1}


MEMBERS = "Campaign Name,Lead Last Name,Status,Last Modified Time\n"


@pytest.fixture
def fair(db):
    text = "Campaign Id,Campaign Name,Type,Start Date\n1,Fair,Trade Show,2021-02-01\n"
    return imported(text, kind="campaign", columns={"Campaign Id": "key", "Campaign Name": "name"})


def test_a_member_is_a_touchpoint_of_campaign_and_person(known, fair):
    run = imported(f"{MEMBERS}Fair,Ek,Responded,2021-03-01 10:00:00\n", kind="member")

    touch = Touchpoint.objects.get(kind="reply")
    assert (counts(run), touch.campaign.name, touch.channel, touch.person.name) == ((1, 0, 0, 0), "Fair", "event", "Ek")


def test_members_never_change_the_first_touch_of_a_lead_that_is_here(known, fair):
    before = Lead.objects.values("first_touch_seq", "last_touch_seq", "first_campaign_id").get(person__name="Ek")

    imported(f"{MEMBERS}Fair,Ek,Responded,2020-03-01 10:00:00\n", kind="member")

    lead = Lead.objects.get(person__name="Ek")
    assert {name: getattr(lead, name) for name in before} == before


def test_who_opted_out_of_a_campaign_gets_no_mail(known, fair):
    imported(f"{MEMBERS}Fair,Ek,Opted Out,2021-03-01 10:00:00\nFair,Ek,Opted Out,2021-03-02 10:00:00\n", kind="member")

    consent = Person.objects.get(name="Ek").consents.get()
    assert (consent.purpose, consent.state) == ("email", "withdrawn")
    assert ledger.verify().is_whole


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Fair,Nobody,Sent", "Nobody here is called Nobody."),
        ("Other,Ek,Sent", "The campaign Other is not here."),
        ("Fair,Ek,Eaten", 'The member\'s status "Eaten" is not known.'),
    ],
)
def test_a_member_who_cannot_be_placed_is_refused_with_the_reason(known, fair, row, why):
    run = imported(f"{MEMBERS}{row},2021-03-01 10:00:00\n", kind="member")

    assert (counts(run), says(run)) == ((0, 0, 0, 1), [why])


def test_a_task_that_names_nobody_is_refused_once_and_its_copies_are_duplicates(terms):
    task = "Maya,Call,2021-01-01 10:00:00,Completed\n"
    text = f"Task Owner,Subject,Due Date,Status\n{task}{task}{task}"

    assert counts(imported(text, kind="task")) == (0, 0, 2, 1)
    assert counts(imported(text, kind="task")) == (0, 0, 2, 1)


def test_a_task_of_a_lead_is_a_note_and_promises_nothing(known):
    text = "Task Id,Lead: id,Subject,Due Date,Status\n4,1,Send the offer,2030-01-01 10:00:00,Open\n"

    imported(text, kind="task", source="crm", columns={"Task Id": "key"})

    lead = Lead.objects.get(person__name="Ek")
    assert lead.step_due_at is None
    assert "Send the offer" in Note.objects.get(event__kind="touch.note").text
    assert lead.due_at > NOON
