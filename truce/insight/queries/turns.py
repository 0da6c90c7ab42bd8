"""Rows of turns: whose lead, what is due, and everything that a sentence about "why now" may use."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from truce.agreement.queries import Terms, version
from truce.agreement.rules import Body
from truce.base.queries import Question
from truce.campaigns.models import Campaign, Touchpoint
from truce.campaigns.rules import Channel
from truce.handoff.models import HandOff
from truce.handoff.rules import Answer, ReturnAnswer
from truce.insight.queries.clocks import Clock, clock
from truce.journey.models import Lead
from truce.journey.rules import Turn
from truce.ledger.models import Event
from truce.people.models import EmailAddress, Person, Phone
from truce.teams.models import User
from truce.teams.rules import MARKETING, SALES, Role

# Turns that are one's own whenever they are due; the others wait for their day.
NOW = (Turn.ANSWER, Turn.FIRST_TOUCH, Turn.ANSWER_RETURN, Turn.TRIAGE, Turn.CHECK)
SIGNALS = 2
_SAID_KINDS = (
    *("step.promised", "touch.call", "touch.email", "touch.meeting", "touch.note", "lead.snoozed"),
    *("handoff.offered", "handoff.returned", "handoff.return_answered"),
)
_WITH_WORDS = (Turn.ANSWER, Turn.ANSWER_RETURN, Turn.STEP, Turn.FOLLOW_UP, Turn.WAKE)
_COLUMNS = (
    *("pk", "turn", "due_at", "turn_since", "created_at", "step_is_day", "step_kind", "side", "stage", "person_id"),
    *("person__name", "person__job_title", "company__name", "holder_user_id", "holder_user__name"),
    *("holder_queue__kind", "sent_by__name", "number", "line", "fit", "engagement", "reasons", "score_version"),
    *("first_channel", "first_touch_seq", "accepted_at", "touches", "last_touched_at"),
    *("phone", "email", "campaign"),
)


# One line of a stored score: key of the rule, whole points, day, number of the touchpoint.
Line = Sequence[Any]


@dataclass(frozen=True)
class Counts:
    """How many turns somebody has: now, waiting for their day, yes or no to hand-offs, returns to answer."""

    now: int = 0
    waiting: int = 0
    answers: int = 0
    returns: int = 0


@dataclass(frozen=True, slots=True)
class Signal:
    """Something they did that counts. Takes words: the rule's; detail: what it was about, from outside."""

    words: str
    at: datetime
    points: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of the score in whole points; at: None for what they are rather than did."""

    words: str
    points: int
    at: datetime | None
    is_fit: bool


@dataclass(frozen=True, slots=True)
class Said:
    """The last words that were written down about the lead, of one kind of event."""

    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Handed:
    """The hand-off that a turn is about."""

    id: int
    offered_at: datetime
    is_by_hand: bool
    attempt_no: int
    looks: int
    cell: str
    grade: str
    level: int
    version: int
    reason: str = ""
    answered_at: datetime | None = None
    answered_by: str = ""
    return_to_id: int | None = None


@dataclass(frozen=True, slots=True)
class TurnRow:
    """One turn: of whom, what is due by when, where the lead came from and why it counts now."""

    id: int
    name: str
    job_title: str
    company: str
    clock: Clock
    side: str
    stage: str
    holder_id: int | None
    holder: str
    queue: str
    step_kind: str
    number: int
    line: int | None
    fit: int
    engagement: int
    source: str
    sent_by: str
    phone: str
    email: str
    accepted_at: datetime | None
    touches: int
    last_touched_at: datetime | None
    reasons: tuple[Reason, ...]
    signals: tuple[Signal, ...]
    said: Mapping[str, Said]
    handed: Handed | None
    first: Signal | None
    person_id: int

    @property
    def turn(self) -> str:
        return self.clock.turn

    @property
    def since(self) -> Signal | None:
        """The newest thing that they did after our last touch."""
        last = self.last_touched_at
        newest = max(self.signals, key=lambda signal: signal.at, default=None)
        return newest if newest and last and newest.at > last else None


def now_is(horizon: datetime) -> Q:
    """Return the condition of a turn that is somebody's now; the others wait on the customer, each for its day."""
    return Q(turn__in=NOW) | Q(due_at__lt=horizon)


def _leads(ids: Sequence[int]) -> QuerySet:
    phone = Phone.objects.filter(person=OuterRef("person"), erased_at=None).order_by("-is_primary", "pk")
    email = EmailAddress.objects.filter(person=OuterRef("person"), is_primary=True)
    campaign = Campaign.objects.filter(pk=OuterRef("first_campaign_id"))
    beside = {
        "phone": Subquery(phone.values("number")[:1]),
        "email": Subquery(email.values("address")[:1]),
        "campaign": Subquery(campaign.values("name")[:1]),
    }
    return Lead.objects.open().filter(pk__in=ids).annotate(**beside).values_list(*_COLUMNS)


_COUNTS = Question(
    lambda user, horizon: (
        Lead.objects.open()
        .filter(holder_user_id=user)
        .values("holder_user_id")
        .annotate(
            now=Count("pk", filter=now_is(horizon)),
            waiting=Count("pk", filter=~now_is(horizon)),
            answers=Count("pk", filter=Q(turn=Turn.ANSWER)),
            returns=Count("pk", filter=Q(turn=Turn.ANSWER_RETURN)),
        )
        .order_by()
        .values_list("now", "waiting", "answers", "returns")
    )
)
_LEADS = Question(_leads)
_TOUCHES = Question(
    lambda seqs: Touchpoint.objects.filter(pk__in=seqs).values_list("seq", "happened_at", "detail", "campaign__name")
)
_HANDED = Question(
    lambda leads: (
        HandOff.objects.filter(Q(answer=Answer.OPEN) | Q(return_answer=ReturnAnswer.WAITING), lead_id__in=leads)
        .order_by("pk")
        .values_list(
            *("lead_id", "pk", "offered_at", "offered_by__role", "attempt_no", "looks", "cell", "grade", "level"),
            *("agreement_version", "reason", "answered_at", "answered_by__name", "return_to_id"),
        )
    )
)
_SAID = Question(
    lambda leads: (
        Event.objects.filter(
            subject_kind="lead",
            subject_id__in=leads,
            kind__in=_SAID_KINDS,
            note__text__isnull=False,
            undone_by__isnull=True,
        )
        .order_by("seq")
        .values_list("subject_id", "kind", "note__text", "happened_at")
    )
)
_KNOWN = Question(lambda people: Person.objects.filter(pk__in=people).values_list("pk", "known", "company__known"))


def counts(user: User, *, horizon: datetime) -> Counts:
    """Return how many turns somebody has. Takes horizon: the end of their day.

    Cost    one query over the index of a user's turns.
    """
    found = _COUNTS(user=user.pk, horizon=horizon)
    return Counts(*found[0]) if found else Counts()


def rows_of(ids: Sequence[int], terms: Terms | None, *, at: datetime, zone: str, whole: int = 0) -> list[TurnRow]:
    """Return the turns of leads in the order of their ids; who lost their turn meanwhile is left out.

    Takes   whole: the lead of which everything that counts is wanted, not only the newest signals.
    Cost    four queries, whatever the number; one more for each older agreement they were scored by.
    """
    leads = {lead["pk"]: lead for lead in (dict(zip(_COLUMNS, row, strict=True)) for row in _LEADS(ids=ids))}
    bodies = _bodies(leads.values(), terms)
    picked = {pk: _picked(lead, is_whole=pk == whole) for pk, lead in leads.items()}
    firsts = {leads[whole]["first_touch_seq"]} if whole in leads else set()
    touches = _touches({line[3] for lines in picked.values() for line in lines if line[3]} | firsts - {None})
    handed = _handed(leads, terms)
    said = _said([pk for pk, lead in leads.items() if lead["turn"] in _WITH_WORDS or pk == whole])
    told = []
    for pk in (pk for pk in ids if pk in leads):
        lead, body = leads[pk], bodies.get(leads[pk]["score_version"])
        told.append(
            _row(
                lead,
                clock=_clock(lead, terms, at=at, zone=zone),
                source=_source(lead),
                reasons=tuple(_reasons(picked[pk], body, touches)) if pk == whole else (),
                signals=tuple(_signals(picked[pk], body, touches)),
                said=said.get(pk, {}),
                handed=handed.get(pk),
                first=touches.get(lead["first_touch_seq"]) if pk == whole else None,
            )
        )
    return told


def takers(lead_id: int) -> list[tuple[int, str]]:
    """Return who could take a lead's turn over: the side that has it, with what each holds, the least first.

    Cost    two queries.
    """
    held = (
        Lead.objects.open().filter(pk=lead_id).values_list("holder_user__side", "holder_queue__side", "holder_user_id")
    )
    user_side, queue_side, holder = held.first() or ("", "", None)
    people = User.objects.filter(is_active=True, role__in=(*SALES, *MARKETING), side=user_side or queue_side or "")
    open_turns = Count("turns", filter=Q(turns__closed_at__isnull=True))
    rows = people.exclude(pk=holder).annotate(open=open_turns).order_by("open", "name")
    return [(user.pk, f"{user.name}: {user.open} of {user.capacity} open") for user in rows]


def known_of(person_ids: set[int]) -> dict[int, dict]:
    """Return what is known of people and of their companies, by person.

    Cost    one query, none for nobody.
    """
    return {pk: {**(company or {}), **known} for pk, known, company in _KNOWN(people=sorted(person_ids))}


def _bodies(leads: Iterable[dict], terms: Terms | None) -> dict[int, Body]:
    bodies = {terms.version: terms.body} if terms else {}
    for number in {lead["score_version"] for lead in leads} - bodies.keys() - {0}:
        if found := version(number):
            bodies[number] = found.body
    return bodies


def _picked(lead: dict, *, is_whole: bool) -> list[Line]:
    """Return the lines of the score that are told: all of them, or what they did last and what counts most besides."""
    lines = lead["reasons"]
    if is_whole:
        return lines
    did = [line for line in lines if line[3] and line[1] > 0]
    if len(did) < SIGNALS:
        return did
    newest = max(did, key=_when)
    others = [line for line in did if line[0] != newest[0]]
    return [newest, max(others, key=_points)] if others else [newest]


def _when(line: Line) -> tuple[str, int]:
    return line[2] or "", line[1]


def _points(line: Line) -> int:
    return line[1]


def _touches(seqs: Collection[int]) -> dict[int, Signal]:
    rows = _TOUCHES(seqs=sorted(seqs))
    return {seq: Signal("", at, 0, detail or campaign or "") for seq, at, detail, campaign in rows}


def _signals(lines: Sequence[Line], body: Body | None, touches: Mapping[int, Signal]) -> Iterable[Signal]:
    for key, points, _, touch in lines:
        if touch in touches:
            seen = touches[touch]
            yield Signal(body.label(key) if body else key, seen.at, points, seen.detail)


def _reasons(lines: Sequence, body: Body | None, touches: Mapping[int, Signal]) -> Iterable[Reason]:
    for key, points, _, touch in lines:
        at = touches[touch].at if touch in touches else None
        yield Reason(body.label(key) if body else key, points, at, touch is None)


def _handed(leads: Mapping[int, dict], terms: Terms | None) -> dict[int, Handed]:
    """Return the hand-offs that wait for an answer of sales, or of marketing."""
    ids = [pk for pk, lead in leads.items() if lead["turn"] in (Turn.ANSWER, Turn.ANSWER_RETURN)]
    reasons = {reason.key: reason.label for reason in terms.body.return_reasons} if terms else {}
    told = {}
    for lead, pk, at, role, attempt, looks, cell, grade, level, number, reason, *said in _HANDED(leads=ids):
        answered_at, by, to = said
        frozen = pk, at, role != Role.SYSTEM, attempt, looks, cell, grade, level, number
        told[lead] = Handed(*frozen, reasons.get(reason, reason), answered_at, by or "", to)
    return told


def _said(ids: Sequence[int]) -> dict[int, dict[str, Said]]:
    """Return the newest words on each lead by the kind of event; what was undone was not said."""
    said: dict[int, dict[str, Said]] = {}
    for lead, kind, text, at in _SAID(leads=ids):
        if text:
            words = said.setdefault(lead, {})
            words[kind] = words["any"] = Said(text, at)
    return said


def _clock(lead: dict, terms: Terms | None, *, at: datetime, zone: str) -> Clock:
    since = lead["turn_since"] or lead["created_at"]
    return clock(lead["turn"], lead["due_at"], since, terms, at=at, zone=zone, is_day=lead["step_is_day"])


def _source(lead: dict) -> str:
    channel = lead["first_channel"]
    if lead["campaign"]:
        return lead["campaign"]
    return str(Channel(channel).label) if channel in Channel.values and channel != Channel.UNKNOWN else ""


def _row(lead: dict, **told) -> TurnRow:
    return TurnRow(
        id=lead["pk"],
        name=lead["person__name"] or "Somebody whose data was erased",
        job_title=lead["person__job_title"],
        company=lead["company__name"] or "",
        side=lead["side"],
        stage=lead["stage"],
        holder_id=lead["holder_user_id"],
        holder=lead["holder_user__name"] or "",
        queue=lead["holder_queue__kind"] or "",
        step_kind=lead["step_kind"],
        number=lead["number"],
        line=lead["line"],
        fit=lead["fit"],
        engagement=lead["engagement"],
        sent_by=lead["sent_by__name"] or "",
        phone=lead["phone"] or "",
        email=lead["email"] or "",
        accepted_at=lead["accepted_at"],
        touches=lead["touches"],
        last_touched_at=lead["last_touched_at"],
        person_id=lead["person_id"],
        **told,
    )
