"""What stands beside a journey: how to reach them, who else is there, the hand-offs so far."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import BooleanField, CharField, F, Q, QuerySet, Value

from truce.agreement.queries import Terms
from truce.agreement.rules import Routing
from truce.base.queries import Question
from truce.campaigns.models import Touchpoint
from truce.campaigns.rules import Channel
from truce.handoff.models import HandOff
from truce.handoff.rules import Answer, ReturnAnswer
from truce.insight.rules import tell_touchpoint
from truce.journey.models import Lead
from truce.journey.rules import Stage
from truce.people.models import Consent, EmailAddress, Person, Phone
from truce.people.rules import Purpose

MOST_PEOPLE = 40


@dataclass(frozen=True)
class Email:
    address: str
    key: str
    is_primary: bool
    has_bounced: bool


@dataclass(frozen=True)
class Number:
    """A phone number as typed; `dial` is what a phone understands, "" where it could not be read."""

    number: str
    dial: str
    is_primary: bool


@dataclass(frozen=True)
class Allowed:
    """What a person said about mails or calls; state "" = never asked."""

    purpose: str
    label: str
    state: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Reach:
    """All ways to reach a person, and what they allow."""

    emails: tuple[Email, ...]
    phones: tuple[Number, ...]
    consents: tuple[Allowed, ...]


@dataclass(frozen=True)
class Origin:
    """A touchpoint that is remembered for a lead: what it was, which campaign and channel, what the link said."""

    words: str
    at: datetime
    channel: str
    campaign: str
    utm: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Other:
    """Somebody else of the same company, or an earlier lead of the same person."""

    person_id: int
    name: str
    job_title: str
    lead_id: int | None = None
    stage: str = ""
    is_open: bool = False
    holder: str = ""
    closed_at: datetime | None = None


@dataclass(frozen=True)
class PastHandOff:
    """One hand-off: when, to whom, how they were found, and what was said to it on both sides."""

    id: int
    at: datetime
    by: str
    to: str
    how: str
    answer: str
    label: str
    answered_at: datetime | None
    answered_by: str
    reason: str
    again_on: date | None
    reply: str
    replied_at: datetime | None
    replied_by: str
    version: int
    number: int


def reach_of(person: Person) -> Reach:
    """Return how a person can be reached, the primary address first.

    Cost    one query.
    """
    rows = sorted(_REACH(person=person.pk), key=lambda row: (not row[3], row[1] or ""))
    said = {row[2]: Allowed(row[2], str(Purpose(row[2]).label), row[1], row[4]) for row in rows if row[0] == "consent"}
    return Reach(
        tuple(Email(row[1], row[2], row[3], bool(row[4])) for row in rows if row[0] == "email" and row[1]),
        tuple(Number(row[1], row[2] or "", row[3]) for row in rows if row[0] == "phone" and row[1]),
        tuple(said.get(each.value, Allowed(each.value, str(each.label))) for each in Purpose),
    )


def _reach(person: int) -> QuerySet:
    emails = _rows(EmailAddress, person, "email", "address", "key", F("is_primary"), F("bounced_at"))
    phones = _rows(Phone, person, "phone", "number", "key", F("is_primary"), F("erased_at"))
    consents = _rows(Consent, person, "consent", "state", "purpose", Value(False, BooleanField()), F("changed_at"))
    return emails.union(phones, consents, all=True)


def _rows(model, person: int, what: str, text: str, key: str, flag, at) -> QuerySet:
    return model.objects.filter(person_id=person).order_by().values_list(Value(what, CharField()), text, key, flag, at)


_REACH = Question(_reach)


def origins(lead: Lead, touches: list[Touchpoint]) -> tuple[Origin | None, Origin | None]:
    """Return the first touch of a lead and the last one before it was created."""
    by_seq = {touch.seq: touch for touch in touches}
    first, last = by_seq.get(lead.first_touch_seq or 0), by_seq.get(lead.last_touch_seq or 0)
    return _origin(first) if first else None, _origin(last) if last else None


def _origin(touch: Touchpoint) -> Origin:
    campaign = touch.campaign.name if touch.campaign else ""
    said = tell_touchpoint(touch.kind, touch.channel, touch.detail or campaign or touch.url, touch.is_human)
    utm = {
        "Source": touch.source,
        "Medium": touch.medium,
        "UTM campaign": touch.utm_campaign,
        "Term": touch.term,
        "Content": touch.content,
        "Page": touch.url,
    }
    channel = str(Channel(touch.channel).label) if touch.channel in Channel.values else touch.channel
    return Origin(
        said.words, touch.happened_at, channel, campaign, tuple((name, text) for name, text in utm.items() if text)
    )


def others_of(lead: Lead) -> tuple[tuple[Other, ...], tuple[Other, ...]]:
    """Return other people of the lead's company, those with open leads first, and the person's other leads.

    Cost    one query.
    """
    rows = _OTHERS(person=lead.person_id, company=lead.company_id or 0)
    found = [_other(*row) for row in rows if row[3] != lead.pk]
    people = {each.person_id: each for each in reversed(found) if each.person_id != lead.person_id}
    earlier = tuple(each for each in found if each.person_id == lead.person_id and each.lead_id)
    return tuple(each for each in found if people.get(each.person_id) is each), earlier


_OTHERS = Question(
    lambda person, company: (
        Person.objects.filter(Q(pk=person) | Q(company_id=company, merged_into__isnull=True))
        .order_by(F("leads__due_at").asc(nulls_last=True), "name_key", "pk")
        .values_list(
            *("pk", "name", "job_title", "leads__pk", "leads__stage", "leads__closed_at"),
            *("leads__holder_user__name", "leads__holder_queue__name"),
        )[:MOST_PEOPLE]
    )
)


def _other(pk, name, title, lead_id, stage, closed_at, user, queue) -> Other:
    label = str(Stage(stage).label) if stage else ""
    return Other(pk, name, title, lead_id, label, bool(lead_id and not closed_at), user or queue or "", closed_at)


def handoffs_of(lead: Lead) -> list[HandOff]:
    """Return all hand-offs of a lead, the newest first."""
    return _HANDOFFS(lead=lead.pk)


_HANDOFFS = Question(lambda lead: HandOff.objects.filter(lead_id=lead).order_by("-offered_at", "-pk"))


def told_handoff(handoff: HandOff, names: Mapping[int, str], terms: Terms | None) -> PastHandOff:
    """Return a hand-off with the words of both sides."""
    reasons = {each.key: each.label for each in terms.body.return_reasons} if terms else {}
    reply = handoff.return_answer
    return PastHandOff(
        id=handoff.pk,
        at=handoff.offered_at,
        by=names.get(handoff.offered_by_id, ""),
        to=names.get(handoff.offered_to_user_id or 0, "sales' queue"),
        how=str(Routing(handoff.routing).label) if handoff.routing in Routing.values else handoff.routing,
        answer=handoff.answer,
        label=str(Answer(handoff.answer).label),
        answered_at=handoff.answered_at,
        answered_by=names.get(handoff.answered_by_id or 0, ""),
        reason=reasons.get(handoff.reason, handoff.reason),
        again_on=handoff.again_on,
        reply=str(ReturnAnswer(reply).label) if reply else "",
        replied_at=handoff.return_answered_at,
        replied_by=names.get(handoff.return_answered_by_id or 0, ""),
        version=handoff.agreement_version,
        number=handoff.number,
    )


def people_in(handoffs: Collection[HandOff]) -> set[int]:
    """Return the users that hand-offs speak of."""
    named = {
        pk
        for each in handoffs
        for pk in (each.offered_by_id, each.offered_to_user_id, each.answered_by_id, each.return_answered_by_id)
    }
    return {pk for pk in named if pk}
