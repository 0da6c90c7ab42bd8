"""What is going on at one company, across its people and both sides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Max

from truce.agreement.queries import NoAgreement, Terms, current
from truce.insight.queries import journeys
from truce.insight.queries.clocks import Clock, clock_of
from truce.insight.queries.fields import FieldValue, fields_of
from truce.insight.queries.journeys import Journey, Subjects, Telling
from truce.insight.rules import Names
from truce.journey.models import Lead
from truce.journey.rules import Stage
from truce.ledger.models import Event
from truce.people.models import Company, Person
from truce.people.queries import definitions
from truce.teams.access import may
from truce.teams.models import User

MOST_PEOPLE = 100
MOST_LEADS = 200
_REACHED = ("touch.call", "touch.email", "touch.meeting")


@dataclass(frozen=True)
class LeadThere:
    """One lead of a company: whose it is, where it stands, and its clock while it is open."""

    id: int
    name: str
    stage: str
    holder: str
    holder_side: str
    number: int
    line: int | None
    clock: Clock | None
    closed_at: datetime | None
    reason: str
    is_won: bool


@dataclass(frozen=True)
class PersonThere:
    """One person of a company and the open lead, if any."""

    id: int
    name: str
    role: str
    seniority: str
    decides: bool
    lead_id: int | None


@dataclass(frozen=True)
class Talks:
    """Who of us talks to whom: touches logged, and the last one."""

    who: str
    side: str
    whom: str
    lead_id: int
    count: int
    last_at: datetime


@dataclass(frozen=True)
class Same:
    """Another company of the same name: perhaps the same one."""

    id: int
    name: str
    domains: str


@dataclass(frozen=True)
class CompanyPage:
    """Everything that the page of a company shows. `more_people`: how many are not listed."""

    id: int
    name: str
    owner: str
    owner_side: str
    domains: tuple[str, ...]
    fields: tuple[FieldValue, ...]
    people: tuple[PersonThere, ...]
    more_people: int
    open: tuple[LeadThere, ...]
    closed: tuple[LeadThere, ...]
    won: int
    talks: tuple[Talks, ...]
    same: tuple[Same, ...]
    gaps: tuple[str, ...]
    journey: Journey
    may_edit: bool
    is_sample: bool

    @property
    def version(self) -> str:
        newest = self.journey.lines[0].key if self.journey.lines else ""
        return f"{newest}/{len(self.people)}/{len(self.open)}/{len(self.closed)}"


def company(company_id: int, *, user: User, at: datetime, show: str = "", before: str = "") -> CompanyPage | None:
    """Return what the page of a company shows, None where there is no such company.

    Takes   show, before: filter and key of its journey, from the address.
    Cost    at most 12 queries.
    """
    row = Company.objects.visible_to(user).select_related("owner").filter(pk=company_id).first()
    if row is None:
        return None
    terms = _terms()
    people = _people(row)
    leads = _leads(row)
    subjects = Subjects(
        [lead.pk for lead in leads], [person.pk for person in people], row.pk, ("company.changed", *_on_company())
    )
    loaded = journeys.load(subjects, show=show, before=before)
    talks = _talks(leads)
    users = _users({*loaded.actors, *(each["actor_id"] for each in talks)})
    fields = definitions()
    told = tuple(_lead(lead, terms, at=at, user=user) for lead in leads)
    about = {("lead", lead.pk): (str(lead.person), lead.pk) for lead in leads}
    about |= {("person", person.pk): (str(person), 0) for person in people}
    names = _names(users, terms)
    domains, same = _namesakes(row)
    open_ones = {lead.person_id: lead.pk for lead in leads if lead.is_open}
    return CompanyPage(
        id=row.pk,
        name=row.name,
        owner=str(row.owner or ""),
        owner_side=row.owner.side if row.owner else "",
        domains=domains,
        fields=fields_of(row, fields.values(), terms.body if terms else None),
        people=tuple(_person(each, open_ones) for each in people[:MOST_PEOPLE]),
        more_people=max(0, len(people) - MOST_PEOPLE),
        open=tuple(each for each in told if not each.closed_at),
        closed=tuple(each for each in told if each.closed_at),
        won=sum(each.is_won for each in told),
        talks=tuple(_talk(each, users, leads) for each in talks),
        same=same,
        gaps=_gaps(people),
        journey=journeys.told(loaded, Telling(names, fields, about=about)),
        may_edit=may(user, "people.edit"),
        is_sample=row.is_sample,
    )


def _terms() -> Terms | None:
    try:
        return current()
    except NoAgreement:
        return None


def _on_company() -> tuple[str, ...]:
    return tuple(f"company_activity.{channel}" for channel in ("call", "email", "meeting", "note"))


def _people(row: Company) -> list[Person]:
    return list(row.people.filter(merged_into=None).order_by("name_key", "pk")[:500])


def _leads(row: Company) -> list[Lead]:
    found = row.leads.select_related("person", "holder_user", "holder_queue").exclude(stage=Stage.MERGED)
    return list(found.order_by(F("closed_at").desc(nulls_first=True), "due_at", "pk")[:MOST_LEADS])


def _users(ids: set[int]) -> dict[int, User]:
    return {each.pk: each for each in User.objects.filter(pk__in=ids).only("name", "side")}


def _names(users: Mapping[int, User], terms: Terms | None) -> Names:
    body = terms.body if terms else None
    return Names(
        users={pk: each.name for pk, each in users.items()},
        return_reasons={each.key: each.label for each in body.return_reasons} if body else {},
        close_reasons={each.key: each.label for each in body.close_reasons} if body else {},
        vetoes={each.key: each.label for each in body.vetoes} if body else {},
    )


def _lead(lead: Lead, terms: Terms | None, *, at: datetime, user: User) -> LeadThere:
    holder = lead.holder_user or lead.holder_queue
    reasons = {each.key: each.label for each in terms.body.close_reasons} if terms else {}
    return LeadThere(
        id=lead.pk,
        name=str(lead.person),
        stage=str(Stage(lead.stage).label),
        holder=str(holder or ""),
        holder_side=lead.holder_side,
        number=lead.number,
        line=lead.line,
        clock=clock_of(lead, terms, at=at, zone=user.zone),
        closed_at=lead.closed_at,
        reason=reasons.get(lead.close_reason, ""),
        is_won=lead.stage == Stage.CUSTOMER,
    )


def _person(person: Person, open_ones: Mapping[int, int]) -> PersonThere:
    known = person.known
    return PersonThere(
        id=person.pk,
        name=str(person),
        role=person.job_title or str(known.get("department") or "").replace("_", " "),
        seniority=str(known.get("seniority") or "").replace("_", " "),
        decides=known.get("decides") is True,
        lead_id=open_ones.get(person.pk),
    )


def _talks(leads: list[Lead]) -> list[dict]:
    """Return who logged how many touches with which lead, the latest first."""
    found = Event.objects.filter(
        subject_kind="lead", subject_id__in=[lead.pk for lead in leads], kind__in=_REACHED, undone_by__isnull=True
    )
    counted = found.values("actor_id", "subject_id").annotate(count=Count("seq"), last=Max("happened_at"))
    return [dict(row) for row in counted.order_by("-last")[:20]]


def _talk(row: dict, users: Mapping[int, User], leads: list[Lead]) -> Talks:
    whom = next(str(lead.person) for lead in leads if lead.pk == row["subject_id"])
    who = users.get(row["actor_id"])
    return Talks(str(who or ""), who.side if who else "", whom, row["subject_id"], row["count"], row["last"])


def _namesakes(row: Company) -> tuple[tuple[str, ...], tuple[Same, ...]]:
    """Return the domains of a company, and other companies of the same name with theirs."""
    domains: dict[tuple[int, str], list[str]] = {}
    for pk, name, domain in (
        Company.objects.filter(name_key=row.name_key)
        .order_by("pk", "domains__name")
        .values_list("pk", "name", "domains__name")[:100]
    ):
        domains.setdefault((pk, name), []).extend([domain] if domain else [])
    same = [Same(pk, name, ", ".join(theirs)) for (pk, name), theirs in domains.items() if pk != row.pk]
    return tuple(domains.get((row.pk, row.name), ())), tuple(same[:5])


def _gaps(people: list[Person]) -> tuple[str, ...]:
    """Return whom nobody knows there yet, though a sale mostly needs them."""
    departments = {str(person.known.get("department") or "") for person in people}
    gaps = []
    if people and not any(person.known.get("decides") is True for person in people):
        gaps.append("Nobody known yet who decides or advises.")
    if people and not departments & {"finance", "purchasing", "procurement"}:
        gaps.append("Nobody known yet in finance or purchasing.")
    return tuple(gaps)
