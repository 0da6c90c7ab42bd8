from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from truce.agreement.queries import Terms, current
from truce.agreement.rules import WORDS_AT_LEAST, Needs, ReturnReason
from truce.base.errors import Refused
from truce.campaigns.models import Campaign
from truce.handoff.models import HandOff
from truce.handoff.rules import ACCEPTED, RETURNED, Answer, ReturnAnswer
from truce.journey import actions as journey
from truce.journey.models import Lead
from truce.journey.rules import NOTHING_DUE, Stage
from truce.ledger import actions as ledger
from truce.ledger.models import Act
from truce.teams.access import operation
from truce.teams.models import User
from truce.teams.queries import queue
from truce.teams.rules import MARKETING, SALES, QueueKind, Role, Side


class AlreadyAnswered(Refused):
    pass


class NotYours(Refused):
    pass


class ReasonMissing(Refused):
    pass


@dataclass(frozen=True)
class Accepted:
    """What one act took over, and a sentence for each lead that it could not."""

    act: Act
    taken: tuple[HandOff, ...]
    left: tuple[str, ...]


@operation("handoff.accept", "Accept a hand-off", roles=SALES)
def accept(handoff_id: int, *, by: User, at: datetime, key: str = "") -> HandOff:
    """Take an offered lead over: it is sales' now, and the first-touch clock runs.

    Gives   the answered hand-off. Of two who accept at once one wins; the other is told who.
    Raises  AlreadyAnswered, NotYours, ledger.AlreadyDone.
    """
    act = ledger.act("Accepted a lead", by=by, at=at, key=key, operation="handoff.accept")
    handoff, lead = _answerable(handoff_id, by)
    act.label = f"Accepted {lead.person}"
    act.save(update_fields=["label"])
    return _accept(handoff, lead, by=by, at=at, act=act)


@operation("handoff.accept_many", "Accept several hand-offs", roles=SALES)
def accept_many(handoff_ids: Collection[int], *, by: User, at: datetime, key: str = "") -> Accepted:
    """Take several offered leads over in one act, so that one undo gives all of them back.

    Gives   the answered hand-offs; what could not be taken is left out with the sentence that says why.
    Raises  NotYours: none could be taken; ledger.AlreadyDone.
    """
    act = ledger.act("Accepted leads", by=by, at=at, key=key, operation="handoff.accept_many")
    taken, left = [], []
    for pk in dict.fromkeys(handoff_ids):
        try:
            handoff, lead = _answerable(pk, by)
        except (AlreadyAnswered, NotYours) as refusal:
            left.append(str(refusal))
            continue
        taken.append(_accept(handoff, lead, by=by, at=at, act=act))
    if not taken:
        raise NotYours(left[0] if left else "Choose at least one lead.")
    act.label = f"Accepted {len(taken)} leads"
    act.save(update_fields=["label"])
    return Accepted(act, tuple(taken), tuple(left))


def _accept(handoff: HandOff, lead: Lead, *, by: User, at: datetime, act: Act) -> HandOff:
    terms = current()
    journey.move(
        lead,
        ACCEPTED,
        by=by,
        at=at,
        act=act,
        set={
            **NOTHING_DUE,
            **_touch_due(lead, terms, at),
            **journey.to_user(by),
            "side": Side.SALES.value,
            "stage": Stage.SALES_ACCEPTED.value,
            "accepted_at": lead.accepted_at or at,
        },
        also=[(handoff, {"answer": Answer.ACCEPTED.value, "answered_at": at, "answered_by_id": by.pk})],
        agreement_version=handoff.agreement_version,
        data={
            "handoff": handoff.pk,
            "minutes": round(terms.hours.elapsed(handoff.offered_at, at) / 60),
        },
    )
    return handoff


def _touch_due(lead: Lead, terms: Terms, at: datetime) -> dict[str, datetime]:
    """Return the first-touch clock of the cycle, or the next-touch clock where somebody has reached out already."""
    promises = terms.body.promises
    if lead.first_touched_at:
        return {"follow_up_due_at": terms.hours.due_in_days(at, promises.touch_gap_days)}
    return {"first_touch_due_at": terms.due(lead.accepted_at or at, promises.first_touch_minutes)}


@operation("handoff.return", "Return a lead to marketing", roles=SALES)
def return_(
    handoff_id: int,
    *,
    reason: str,
    by: User,
    at: datetime,
    note: str = "",
    again_on: date | None = None,
    key: str = "",
) -> HandOff:
    """Return an offered lead to marketing, saying why; marketing owes an answer.

    Takes   reason: key or digit of the agreement's return reasons; note: words for the sender, plain text;
            again_on: the month to ask again (its first day) where the reason asks for it.
    Gives   the answered hand-off; the lead is recycled, in its next cycle, and held by marketing.
    Raises  ReasonMissing, AlreadyAnswered, NotYours, agreement.BadAgreement, ledger.AlreadyDone.
    """
    terms = current()
    why = _reason(terms, reason, note, again_on)
    act = ledger.act("Returned a lead", by=by, at=at, key=key, operation="handoff.return")
    handoff, lead = _answerable(handoff_id, by)
    answer = {"answer": Answer.RETURNED.value, "answered_at": at, "answered_by_id": by.pk}
    return _send_back(handoff, lead, why, terms, answer, by=by, at=at, act=act, note=note, again_on=again_on)


@operation("handoff.give_back", "Give an accepted lead back to marketing", roles=SALES)
def give_back(
    lead_id: int,
    *,
    reason: str,
    by: User,
    at: datetime,
    note: str = "",
    again_on: date | None = None,
    key: str = "",
) -> HandOff:
    """Return a lead that sales had accepted; the acceptance stands, the reason is kept beside it.

    Takes, gives and raises as `return_`; NotYours also where the lead never came by a hand-off.
    """
    terms = current()
    why = _reason(terms, reason, note, again_on)
    act = ledger.act("Returned a lead", by=by, at=at, key=key, operation="handoff.give_back")
    lead = Lead.objects.select_for_update(of=("self",)).select_related("person").get(pk=lead_id)
    _own(lead.holder_user_id, by, "Only the one who has the turn, or a sales manager, can return it.")
    accepted = HandOff.objects.filter(lead=lead, cycle_no=lead.cycle_no, answer=Answer.ACCEPTED).first()
    if not accepted or lead.side != Side.SALES:
        raise NotYours("This lead did not come from marketing; close it instead.")
    return _send_back(accepted, lead, why, terms, {}, by=by, at=at, act=act, note=note, again_on=again_on)


def _send_back(
    handoff: HandOff, lead: Lead, why: ReturnReason, terms: Terms, answer, *, by, at, act, note, again_on
) -> HandOff:
    due = terms.due(at, terms.body.promises.return_answer_minutes)
    to = _marketer(lead, handoff)
    holder = journey.to_user(to) if to else journey.to_queue(queue(QueueKind.RETURNS))
    act.label = f"Returned {lead.person} to marketing: {why.label.lower()}"[:200]
    act.save(update_fields=["label"])
    back = {
        **answer,
        "reason": why.key,
        "reason_type": why.type.value,
        "again_on": again_on,
        "return_to_id": to.pk if to else None,
        "return_due_at": due,
        "return_answer": ReturnAnswer.WAITING.value,
    }
    journey.move(
        lead,
        RETURNED,
        by=by,
        at=at,
        act=act,
        note=note,
        set={
            **NOTHING_DUE,
            **holder,
            "return_due_at": due,
            "side": Side.MARKETING.value,
            "stage": Stage.RECYCLED.value,
            "cycle_no": lead.cycle_no + 1,
            "returns": lead.returns + 1,
            "accepted_at": None,
            "first_touched_at": None,
            "touches": 0,
            "step_kind": "",
            "step_is_day": False,
        },
        also=[(handoff, back)],
        agreement_version=handoff.agreement_version,
        data={
            "handoff": handoff.pk,
            "reason": why.key,
            "type": why.type.value,
            "to_user": to.pk if to else None,
        },
    )
    return handoff


def _reason(terms: Terms, given: str, note: str, again_on: date | None) -> ReturnReason:
    if not given.strip():
        raise ReasonMissing("Say why, so that marketing can send better leads.")
    why = terms.body.return_reason(given.strip())
    if why.needs == Needs.WORDS and len(note.strip()) < WORDS_AT_LEAST:
        raise ReasonMissing(f"Say it in words, at least {WORDS_AT_LEAST} characters.")
    if why.needs == Needs.MONTH and not again_on:
        raise ReasonMissing("Choose the month in which marketing should ask again.")
    return why


def _marketer(lead: Lead, handoff: HandOff) -> User | None:
    """Return who in marketing answers for this lead: its sender, else the owner of the campaign that brought it."""
    wanted = [lead.sent_by_id, handoff.offered_by_id, _campaign_owner(lead)]
    found = {
        user.pk: user
        for user in User.objects.filter(pk__in=[pk for pk in wanted if pk], is_active=True, role__in=MARKETING)
    }
    return next((found[pk] for pk in wanted if pk in found), None)


def _campaign_owner(lead: Lead) -> int | None:
    if not lead.first_campaign_id:
        return None
    return Campaign.objects.filter(pk=lead.first_campaign_id).values_list("owner_id", flat=True).first()


def _answerable(handoff_id: int, by: User) -> tuple[HandOff, Lead]:
    """Return a hand-off and its lead, both locked, if this user may answer it now."""
    lead_id = HandOff.objects.values_list("lead_id", flat=True).filter(pk=handoff_id).first()
    lead = Lead.objects.select_for_update(of=("self",)).select_related("person", "company").filter(pk=lead_id).first()
    handoff = (
        HandOff.objects.select_for_update(of=("self",)).select_related("answered_by").filter(pk=handoff_id).first()
    )
    if not lead or not handoff:
        raise NotYours("There is no such hand-off.")
    if handoff.answer != Answer.OPEN:
        raise AlreadyAnswered(_answered(handoff))
    if handoff.offered_to_user_id:
        _own(handoff.offered_to_user_id, by, "Only the one it was handed to, or a sales manager, can answer.")
    return handoff, lead


def _answered(handoff: HandOff) -> str:
    who = handoff.answered_by or "The clock"
    word = {Answer.EXPIRED: "passed this lead on", Answer.WITHDRAWN: "withdrew this lead"}.get(
        Answer(handoff.answer), f"{Answer(handoff.answer).label.lower()} this lead"
    )
    return f"{who} {word} already, at {handoff.answered_at:%H:%M} on {handoff.answered_at:%d %b}."


def _own(user_id: int | None, by: User, sentence: str) -> None:
    if user_id != by.pk and by.role not in (Role.SALES_MANAGER, Role.SYSTEM):
        raise NotYours(sentence)
