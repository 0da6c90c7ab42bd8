from datetime import datetime, timedelta

from truce.agreement.queries import current, score_of
from truce.base.errors import Refused
from truce.handoff.actions._answer import AlreadyAnswered, NotYours, ReasonMissing
from truce.handoff.actions._offer import offer
from truce.handoff.models import HandOff
from truce.handoff.rules import RETURN_ANSWERED, ReturnAnswer
from truce.journey import actions as journey
from truce.journey.models import Lead
from truce.journey.rules import NOTHING_DUE
from truce.ledger import actions as ledger
from truce.teams.access import operation
from truce.teams.models import User
from truce.teams.queries import managers, queue
from truce.teams.rules import MARKETING, QueueKind, Role, Side


class AlreadyAsked(Refused):
    pass


@operation("handoff.answer_return", "Answer a return", roles=MARKETING)
def answer_return(
    handoff_id: int, *, answer: ReturnAnswer, by: User, at: datetime, note: str = "", key: str = ""
) -> HandOff:
    """Answer a return: agree (back to nurture), say what was mended, or ask sales to look once more.

    Takes   note: what was mended or why to look again, required for both; plain text.
    Gives   the hand-off; the one who returned it sees the answer.
    Raises  AlreadyAnswered, NotYours, ReasonMissing, AlreadyAsked (no sales manager to decide), ledger.AlreadyDone.
    """
    if answer != ReturnAnswer.AGREED and not note.strip():
        raise ReasonMissing("Say what changed, so that the one who returned it can see it.")
    act = ledger.act("Answered a return", by=by, at=at, key=key, operation="handoff.answer_return")
    handoff, lead = _waiting(handoff_id, by)
    act.label = f"Answered the return of {lead.person}"
    act.save(update_fields=["label"])
    terms = current()
    said = {"return_answer": answer.value, "return_answered_at": at, "return_answered_by_id": by.pk}
    wake = _wake(handoff, at, terms.body.promises.nurture_days)
    journey.move(
        lead,
        RETURN_ANSWERED,
        by=by,
        at=at,
        act=act,
        note=note.strip(),
        set={**NOTHING_DUE, "wake_at": wake, **journey.to_queue(queue(QueueKind.NURTURE))},
        also=[(handoff, said)],
        agreement_version=terms.version,
        data={"handoff": handoff.pk, "answer": answer.value},
    )
    scored = score_of(lead, terms, at=at)
    if answer == ReturnAnswer.LOOK_AGAIN:
        to = _second_look(handoff)
        offer(lead, scored, terms, by=by, at=at, to=to, looks=handoff.looks + 1, act=act, note=note.strip())
    elif answer == ReturnAnswer.FIXED and scored.score.is_ready:
        offer(lead, scored, terms, by=by, at=at, to=_who_returned(handoff), act=act, note=note.strip())
    return handoff


def _second_look(handoff: HandOff) -> User | None:
    """Return who looks again: whoever returned it, the second time a sales manager."""
    if handoff.looks == 0:
        return _who_returned(handoff)
    boss = next(iter(managers(Side.SALES)), None)
    if boss is None:
        raise AlreadyAsked("Sales has looked twice, and there is no sales manager to decide.")
    return boss


def _who_returned(handoff: HandOff) -> User | None:
    who = handoff.answered_by
    return who if who and who.is_active and who.role in (Role.SELLER, Role.SALES_MANAGER) else None


def _wake(handoff: HandOff, at: datetime, days: int) -> datetime:
    if handoff.again_on:
        wanted = datetime(handoff.again_on.year, handoff.again_on.month, handoff.again_on.day, 8, tzinfo=at.tzinfo)
        if wanted > at:
            return wanted
    return at + timedelta(days=days)


def _waiting(handoff_id: int, by: User) -> tuple[HandOff, Lead]:
    lead_id = HandOff.objects.filter(pk=handoff_id).values_list("lead_id", flat=True).first()
    lead = (
        Lead.objects.select_for_update(of=("self",))
        .select_related("person__company", "company", "holder_user")
        .filter(pk=lead_id)
        .first()
    )
    handoff = (
        HandOff.objects.select_for_update(of=("self",)).select_related("answered_by").filter(pk=handoff_id).first()
    )
    if not lead or not handoff or not handoff.return_answer:
        raise NotYours("There is no such return.")
    if handoff.return_answer != ReturnAnswer.WAITING:
        raise AlreadyAnswered("This return was answered already.")
    if handoff.return_to_id not in (None, by.pk) and by.role == Role.MARKETER:
        raise NotYours("Only the one it went back to, or a marketing manager, can answer.")
    return handoff, lead
