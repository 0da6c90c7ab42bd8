from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from truce.agreement.queries import current, is_there
from truce.base import contact
from truce.base.errors import Refused
from truce.campaigns import actions as campaigns
from truce.campaigns.models import Campaign, Touchpoint
from truce.campaigns.rules import Channel, TouchKind
from truce.journey import actions as journey
from truce.journey.models import Lead
from truce.journey.rules import LEAD_CREATED, Stage
from truce.ledger import actions as ledger
from truce.ledger.rules import code_of
from truce.outreach import actions as outreach
from truce.people import actions as people
from truce.people.models import Company, Person
from truce.people.queries import Match, match_companies, match_many
from truce.people.rules import Origin
from truce.teams.access import operation
from truce.teams.models import Queue, User
from truce.teams.queries import queue
from truce.teams.rules import EDITORS, MARKETING, SALES, QueueKind, Side


class NothingToGoBy(Refused):
    pass


class AlreadyThere(Refused):
    """The person is known and has an open lead: `lead_id` says which."""

    def __init__(self, lead: Lead):
        super().__init__(f"{lead.person} is here already, with an open lead.")
        self.lead_id = lead.pk


@dataclass(frozen=True)
class Arrival:
    """Somebody who shows interest, as the source told it. E-mails and phones as typed; times aware."""

    name: str
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    company: str = ""
    website: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    company_facts: Mapping[str, object] = field(default_factory=dict)
    touch: TouchKind = TouchKind.ADDED
    channel: Channel = Channel.UNKNOWN
    campaign: Campaign | None = None
    source: str = ""
    medium: str = ""
    url: str = ""
    detail: str = ""
    happened_at: datetime | None = None
    region: str = ""
    holder: User | None = None
    origin: Origin = Origin.FORM


@dataclass(frozen=True)
class Arrived:
    """What became of one arrival: `how` is new, again (a new lead of a known person) or known (its lead is open)."""

    lead: Lead
    person: Person
    how: str


@operation("lead.add", "Add a lead", roles=EDITORS)
def add_lead(arrival: Arrival, *, by: User, at: datetime, note: str = "", key: str = "") -> Arrived:
    """Add a lead by hand: a seller's own stays with the seller, a marketer's with the marketer until it is ready.

    Takes   note: the first words on it, plain text; they belong to the same act.
    Raises  NothingToGoBy, AlreadyThere (with the open lead), people.NotAnAddress, ledger.AlreadyDone.
    """
    act = ledger.act(f"Added {arrival.name or 'a lead'}", by=by, at=at, key=key, operation="lead.add")
    [arrived] = arrive_many([arrival], by=by, at=at, act=act)
    if arrived.how == "known":
        raise AlreadyThere(arrived.lead)
    if note.strip():
        outreach.remember(arrived.lead, note, by=by, at=at, act=act)
    return arrived


def arrive(arrival: Arrival, *, by: User, at: datetime) -> Arrived:
    """Let one person in: see `arrive_many`."""
    return arrive_many([arrival], by=by, at=at)[0]


def arrive_many(arrivals: list[Arrival], *, by: User, at: datetime, act=None) -> list[Arrived]:
    """Let people in: recognise or add each person and company, write the touchpoint, open a lead where none is open.

    Takes   arrivals: in the order in which they came; two of the same person make one lead.
    Gives   one result per arrival, in order. Each open lead is reconsidered by the worker.
    Raises  NothingToGoBy: one without a name and without an address.
    Cost    five queries for all, and about eight INSERTs for each new lead.
    """
    if any(not (arrival.name.strip() or arrival.emails) for arrival in arrivals):
        raise NothingToGoBy("A lead needs a name or an e-mail address.")
    triage = queue(QueueKind.TRIAGE)
    matches = match_many([_keys(arrival) for arrival in arrivals])
    companies = match_companies([(_domain(arrival), arrival.company) for arrival in arrivals])
    arrived: list[Arrived] = []
    here: dict[str, Person] = {}
    for arrival, match in zip(arrivals, matches, strict=True):
        person, is_new = _person(arrival, match, here, companies, by=by, at=at, act=act)
        touch = _touch(person, arrival, by=by, at=at)
        known = None if is_new else Lead.objects.open().filter(person=person).select_related("person").first()
        lead = known or _lead(person, arrival, touch, triage, by=by, at=at, act=act)
        arrived.append(Arrived(lead, person, "known" if known else "new" if is_new else "again"))
    return arrived


def _keys(arrival: Arrival) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    emails = tuple(contact.email_key(address) for address in arrival.emails)
    phones = tuple(contact.phone_key(number, arrival.region) for number in arrival.phones)
    return emails, phones, arrival.name


def _domain(arrival: Arrival) -> str:
    given = [arrival.website, *arrival.emails]
    return next((domain for text in given if (domain := contact.company_domain(text))), "")


def _person(arrival: Arrival, match: Match | None, here: dict[str, Person], companies, *, by, at, act):
    keys = [key for key in _keys(arrival)[0] if key]
    person = match.person if match else next((here[key] for key in keys if key in here), None)
    facts = {key: value for key, value in arrival.facts.items() if value not in ("", None)}
    how = {"by": by, "at": arrival.happened_at or at, "origin": arrival.origin, "act": act}
    is_new = person is None
    if person is None:
        company = _company(arrival, companies, by=by, at=at, act=act)
        name = arrival.name.strip() or arrival.emails[0].partition("@")[0]
        person = people.add_person(
            name,
            emails=arrival.emails,
            phones=arrival.phones,
            company=company,
            region=arrival.region,
            facts=facts,
            **how,
        )
    elif facts:
        people.learn(person, {key: value for key, value in facts.items() if key not in person.known}, **how)
    here.update(dict.fromkeys(keys, person))
    return person, is_new


def _company(arrival: Arrival, companies: dict, *, by, at, act) -> Company | None:
    wanted = _domain(arrival), arrival.company
    if not arrival.company.strip() and wanted not in companies:
        return None
    facts = {key: value for key, value in arrival.company_facts.items() if value not in ("", None)}
    company = companies.get(wanted)
    if company is None:
        company = people.add_company(
            arrival.company, domain=wanted[0], facts=facts, by=by, at=at, origin=arrival.origin, act=act
        )
        companies[wanted] = company
    elif facts:
        new = {key: value for key, value in facts.items() if key not in company.known}
        people.learn(company, new, by=by, at=at, origin=arrival.origin, act=act)
    return company


def _touch(person: Person, arrival: Arrival, *, by: User, at: datetime) -> Touchpoint:
    return campaigns.touch(
        person,
        kind=arrival.touch,
        channel=arrival.campaign.channel if arrival.campaign else arrival.channel,
        campaign=arrival.campaign,
        source=arrival.source,
        medium=arrival.medium,
        url=arrival.url,
        detail=arrival.detail,
        by=by,
        at=arrival.happened_at or at,
        known_at=at,
    )


def _lead(person: Person, arrival: Arrival, touch: Touchpoint, triage: Queue, *, by: User, at: datetime, act) -> Lead:
    first, last = _first_and_last(person, touch)
    lead = Lead(
        person=person,
        company=person.company,
        created_at=arrival.happened_at or at,
        source=code_of(arrival.source),
        first_touch_seq=first.seq,
        last_touch_seq=last.seq,
        first_campaign_id=first.campaign_id,
        first_channel=first.channel,
        is_sample=person.is_sample,
        **_turn(arrival, triage, by=by, at=at),
    )
    journey.start(lead, by=by, at=at, kind=LEAD_CREATED, act=act)
    return lead


def _first_and_last(person: Person, touch: Touchpoint) -> tuple[Touchpoint, Touchpoint]:
    """Return the first touchpoint of a person's journey and the last one before the lead: kept apart, set once."""
    since = Lead.objects.filter(person=person).order_by("-closed_at").values_list("closed_at", flat=True).first()
    touches = Touchpoint.objects.filter(person=person).order_by("happened_at", "seq")
    if since:
        touches = touches.filter(happened_at__gt=since)
    return touches.first() or touch, touches.last() or touch


def _turn(arrival: Arrival, triage: Queue, *, by: User, at: datetime) -> dict[str, object]:
    """Return who has the first turn of a new lead, and what is due of them."""
    holder = arrival.holder or (by if by.role in MARKETING | SALES else None)
    if holder and holder.side == Side.SALES:
        return {
            "side": Side.SALES.value,
            "stage": Stage.SALES_ACCEPTED.value,
            "holder_user": holder,
            "accepted_at": at,
            "first_touch_due_at": _due(at, "first_touch_minutes"),
        }
    mine = {"holder_user": holder} if holder else {"holder_queue": triage}
    return {
        "side": Side.MARKETING.value,
        "stage": Stage.LEAD.value,
        "triage_due_at": _due(at, "triage_minutes"),
        **mine,
    }


def _due(at: datetime, promise: str) -> datetime:
    """Return when a promise runs out; before there is an agreement, at once."""
    if not is_there():
        return at
    terms = current()
    return terms.due(at, getattr(terms.body.promises, promise))
