from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from truce.agreement.queries import NoAgreement, Terms, current, facts_from, occurrences_of, version
from truce.agreement.rules import Needs
from truce.base.queries import Question
from truce.base.zones import zone_of
from truce.handoff.models import HandOff
from truce.handoff.rules import Answer, ReturnAnswer
from truce.insight.queries import journeys
from truce.insight.queries.clocks import clock_of
from truce.insight.queries.fields import fields_of
from truce.insight.queries.journeys import Subjects, Telling
from truce.insight.queries.story._acts import acts_of
from truce.insight.queries.story._beside import (
    PastHandOff,
    handoffs_of,
    origins,
    others_of,
    people_in,
    reach_of,
    told_handoff,
)
from truce.insight.queries.story._score import card_of
from truce.insight.queries.story._shapes import Choice, Elsewhere, Ended, Holder, NextStep, Place, Story, Why
from truce.insight.rules import Names
from truce.journey.models import Lead
from truce.journey.rules import Stage, StepKind, Turn
from truce.ledger.models import Event
from truce.people.models import FieldDefinition
from truce.people.queries import definitions, known
from truce.teams.models import User
from truce.teams.rules import Side

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    Found = WithAnnotations[Lead, "Beside"]

_PROMISED_MINUTES = {
    Turn.FIRST_TOUCH: "first_touch_minutes",
    Turn.ANSWER_RETURN: "return_answer_minutes",
    Turn.TRIAGE: "triage_minutes",
    Turn.CHECK: "check_minutes",
}
_PROMISED_DAYS = {Turn.FOLLOW_UP: "touch_gap_days", Turn.WAKE: "nurture_days"}


class Beside(TypedDict):
    """What the query of the lead brings along: whether the company is a customer."""

    is_of_customer: bool


def story(lead_id: int, *, user: User, at: datetime, show: str = "", before: str = "") -> Story | Elsewhere | None:
    """Return a lead's whole story, where it goes on for a merged one, None where there is no such lead.

    Takes   show: a filter of the journey (insight.rules.SHOWS), before: the key of its page; both from the address.
    Cost    at most 12 queries; one more where the score stems from an older version of the agreement.
    """
    lead = _lead(lead_id, user)
    if lead is None:
        return None
    if lead.merged_into_id:
        return Elsewhere(_survivor(lead.merged_into))
    return _told(lead, _terms(), user=user, at=at, show=show, before=before)


def _terms() -> Terms | None:
    try:
        return current()
    except NoAgreement:
        return None


def _lead(lead_id: int, user: User) -> Found | None:
    """Return a lead with its person and company; its people are named later, all by one query."""
    customers = Lead.objects.filter(company_id=OuterRef("person__company_id"), stage=Stage.CUSTOMER)
    found = Lead.objects.visible_to(user).select_related("person", "company", "holder_queue")
    # Not first(): that asks for an order, which costs more than the rest of the query.
    lead = next(iter(found.annotate(is_of_customer=Exists(customers)).filter(pk=lead_id)), None)
    if lead and lead.person.company_id == lead.company_id:
        lead.person.company = lead.company
    return lead


def _kept(lead: Lead, terms: Terms | None) -> Terms | None:
    """Return the version that the lead's number was made under, None before it had one."""
    if terms and lead.score_version == terms.version:
        return terms
    return version(lead.score_version) if lead.score_version else None


def _promised(lead: Lead) -> tuple[str, int | None]:
    """Return the words of the promised step and who gave them."""
    if not lead.step_due_at:
        return "", None
    return next(iter(_STEP(lead=lead.pk)), ("", None))


_STEP = Question(
    lambda lead: (
        Event.objects.filter(subject_kind="lead", subject_id=lead, kind="step.promised", undone_by__isnull=True)
        .order_by("-seq")
        .values_list("note__text", "actor_id")[:1]
    )
)


def _survivor(lead: Lead) -> int:
    while lead.merged_into_id:
        lead = lead.merged_into
    return lead.pk


def _told(lead: Found, terms: Terms | None, *, user: User, at: datetime, show: str, before: str) -> Story:
    touches = journeys.touches_of([lead.person_id])
    reach = reach_of(lead.person)
    handoffs = handoffs_of(lead)
    subjects = Subjects([lead.pk], [lead.person_id], lead.company_id, ("company.changed",))
    loaded = journeys.load(subjects, show=show, before=before, touches=touches)
    fields = definitions()
    words, promiser = _promised(lead)
    users = _users({*loaded.actors, *people_in(handoffs), promiser, *_around(lead)})
    by_id = {each.pk: each for each in users}
    lead.holder_user = by_id.get(lead.holder_user_id)
    step = _step(lead, words, by_id.get(promiser), user)
    kept = _kept(lead, terms)
    names = _names(users, terms, fields)
    people, earlier = others_of(lead)
    told = tuple(told_handoff(each, names.users, terms) for each in handoffs)
    body = terms.body if terms else None
    facts = facts_from(
        known(lead.person),
        emails=[each.key for each in reach.emails],
        consents={each.state for each in reach.consents if each.state},
        touches=touches,
        is_customer=lead.is_of_customer,
    )
    first, last = origins(lead, touches)
    zone = zone_of(str(facts.get("zone") or ""), str(facts.get("country") or ""), at)
    return Story(
        id=lead.pk,
        name=str(lead.person),
        job_title=lead.person.job_title,
        person_id=lead.person_id,
        company_id=lead.company_id,
        company=lead.company.name if lead.company else "",
        company_owner=names.users.get(lead.company.owner_id or 0, "") if lead.company else "",
        zone=zone,
        there=at.astimezone(ZoneInfo(zone)) if zone else None,
        side=lead.side,
        stage=str(Stage(lead.stage).label),
        cycle_no=lead.cycle_no,
        touches=lead.touches,
        touches_promised=terms.body.promises.touches if terms else 0,
        holder=_holder(lead, user),
        clock=clock_of(lead, terms, at=at, zone=by_id[promiser].zone if promiser in by_id else user.zone),
        why=_why(lead, handoffs, terms, names.users),
        step=step,
        ended=_ended(lead, names),
        score=card_of(
            lead,
            terms,
            kept,
            facts,
            occurrences_of(touch for touch in touches if touch.happened_at <= at),
            {
                key: each.label if each.of == "person" else f"Company: {each.label.lower()}"
                for key, each in fields.items()
            },
            at=at,
        ),
        first=first,
        last=last,
        source=lead.source.replace("_", " "),
        reach=reach,
        fields=fields_of(lead.person, fields.values(), body),
        company_fields=fields_of(lead.company, fields.values(), body) if lead.company else (),
        people=people,
        earlier=earlier,
        handoffs=told,
        waiting_id=next((each.pk for each in handoffs if each.answer == Answer.OPEN), None),
        returned=_returned(handoffs, told),
        journey=journeys.told(loaded, Telling(names, fields, _counted(lead))),
        may=acts_of(lead, user, handoffs),
        colleagues=_colleagues(lead, users),
        sellers=tuple(_place(each) for each in users if each.is_active and each.side == Side.SALES),
        return_reasons=_return_reasons(terms),
        close_reasons=tuple(Choice(each.key, each.label) for each in body.close_reasons) if body else (),
        is_sample=lead.is_sample,
    )


def _return_reasons(terms: Terms | None) -> tuple[Choice, ...]:
    agreed = sorted(terms.body.return_reasons, key=lambda each: each.digit) if terms else ()
    return tuple(
        Choice(each.key, each.label, "" if each.needs == Needs.NOTHING else each.needs.value, each.hint)
        for each in agreed
    )


def _users(named: Collection[int | None]) -> list[User]:
    """Return everybody who works here now, and who is spoken of."""
    return _USERS(named=[pk for pk in named if pk] or [0])


_USERS = Question(
    lambda named: (
        User.objects.filter(Q(is_active=True) | Q(pk__in=named))
        .order_by("name", "pk")
        .only("name", "side", "role", "zone", "is_active")
    )
)


def _names(users: list[User], terms: Terms | None, fields: Mapping[str, FieldDefinition]) -> Names:
    body = terms.body if terms else None
    return Names(
        users={each.pk: each.name for each in users},
        return_reasons={each.key: each.label for each in body.return_reasons} if body else {},
        close_reasons={each.key: each.label for each in body.close_reasons} if body else {},
        vetoes={each.key: each.label for each in body.vetoes} if body else {},
        fields={key: each.label for key, each in fields.items()},
    )


def _around(lead: Lead) -> tuple[int | None, ...]:
    return lead.holder_user_id, lead.sent_by_id, lead.company.owner_id if lead.company else None


def _holder(lead: Lead, user: User) -> Holder | None:
    holder = lead.holder_user or lead.holder_queue
    if holder is None:
        return None
    return Holder(str(holder), lead.holder_side, lead.holder_user_id, lead.holder_user_id == user.pk)


def _why(lead: Lead, handoffs: list[HandOff], terms: Terms | None, names: Mapping[int, str]) -> Why | None:
    if not lead.is_open or terms is None:
        return None
    turn = Turn(lead.turn)
    latest = next((each for each in handoffs if each.cycle_no == lead.cycle_no), None)
    promises = terms.body.promises
    minutes = getattr(promises, _PROMISED_MINUTES.get(turn, ""), 0)
    if turn == Turn.ANSWER and latest:
        minutes = promises.answer_minutes.get(latest.promise, 0)
    return Why(
        turn=turn.value,
        since=lead.turn_since,
        minutes=minutes,
        days=getattr(promises, _PROMISED_DAYS.get(turn, ""), 0),
        version=latest.agreement_version if latest and turn == Turn.ANSWER else terms.version,
        is_agreed=terms.is_agreed,
        how=latest.routing if latest and lead.holder_user_id == latest.offered_to_user_id else "",
        sent_by=names.get(lead.sent_by_id or 0, ""),
    )


def _step(lead: Lead, words: str | None, promiser: User | None, user: User) -> NextStep | None:
    if not lead.step_due_at:
        return None
    kind = str(StepKind(lead.step_kind).label) if lead.step_kind else ""
    on = lead.step_due_at.astimezone(ZoneInfo((promiser or user).zone)).date()
    return NextStep(kind, words or "", on, lead.step_due_at, lead.step_is_day, str(promiser or ""))


def _ended(lead: Lead, names: Names) -> Ended | None:
    if lead.is_open:
        return None
    reason = names.close_reasons.get(lead.close_reason, "" if lead.close_reason == "won" else lead.close_reason)
    return Ended(lead.closed_at, reason or lead.raw_status, lead.stage == Stage.CUSTOMER)


def _returned(handoffs: list[HandOff], told: tuple[PastHandOff, ...]) -> PastHandOff | None:
    pairs = zip(handoffs, told, strict=True)
    return next((each for known, each in pairs if known.return_answer == ReturnAnswer.WAITING), None)


def _counted(lead: Lead) -> dict[int, int]:
    """Return the points that touchpoints bring, by their number: the moments that counted."""
    counted: dict[int, int] = {}
    for _, points, _, touch in lead.reasons:
        if touch:
            counted[touch] = counted.get(touch, 0) + points
    return counted


def _colleagues(lead: Lead, users: list[User]) -> tuple[Place, ...]:
    """Return who could get the turn: active people of the side that has it, and of both."""
    sides = (lead.holder_side, Side.BOTH)
    fit = [each for each in users if each.is_active and each.side in sides and each.role not in ("viewer", "system")]
    return tuple(_place(each) for each in fit if each.pk != lead.holder_user_id)


def _place(user: User) -> Place:
    return Place(user.pk, user.name, user.side)
