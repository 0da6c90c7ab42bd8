from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from truce.agreement.queries import Scored, Terms, current, score_of
from truce.agreement.rules import SALES_ACTIONS, CellAction, Routed, Routing, Why, route
from truce.base.errors import Refused
from truce.handoff import queries
from truce.handoff.models import HandOff
from truce.handoff.rules import HANDED, WITHDRAWN, Answer, ReturnAnswer
from truce.journey import actions as journey
from truce.journey.models import Lead
from truce.journey.rules import NOTHING_DUE, Stage
from truce.ledger import actions as ledger
from truce.ledger.models import Act
from truce.teams.access import operation
from truce.teams.models import User
from truce.teams.queries import queue
from truce.teams.rules import MANAGERS, MARKETING, QueueKind, Role, Side


class AlreadyOffered(Refused):
    pass


class NotOnThatSide(Refused):
    pass


def offer(
    lead: Lead,
    scored: Scored,
    terms: Terms,
    *,
    by: User,
    at: datetime,
    to: User | None = None,
    exclude: Collection[int] = (),
    looks: int = 0,
    act: Act | None = None,
    note: str = "",
) -> HandOff:
    """Put a lead in front of sales: find who gets it, freeze what was true, start the answer clock.

    Takes   lead: locked, on marketing's side, without an open hand-off; to: a choice made by hand;
            exclude: who is not asked again by itself.
    Gives   the hand-off; the holder is now the seller, or sales' queue when nobody is free.
    Cost    five queries, one INSERT and UPDATE for the hand-off, the lead and the event.
    """
    routed = route(
        terms.body.routing,
        scored.facts,
        queries.sellers(at=at),
        company_owner_id=lead.company.owner_id if lead.company else None,
        exclude=exclude,
        forced_to=to.pk if to else None,
    )
    if to and routed.user_id != to.pk:
        routed = Routed(to.pk, Routing.MANUAL, 1.0, (), Why.CHOSEN)
    return _put(lead, routed, scored, terms, by=by, at=at, looks=looks, act=act, note=note)


def _put(lead: Lead, routed: Routed, scored: Scored, terms: Terms, *, by, at, looks, act, note) -> HandOff:
    score = scored.score
    cell = score.cell if score.cell in SALES_ACTIONS else CellAction.SALES_4H
    due = terms.due(at, terms.body.promises.answer_minutes[cell])
    attempt, _ = queries.tried(lead.pk, lead.cycle_no)
    holder: dict[str, object] = {"holder_user_id": routed.user_id, "holder_queue_id": None}
    if not routed.user_id:
        holder = journey.to_queue(queue(QueueKind.SALES))
    handoff = HandOff(
        lead=lead,
        cycle_no=lead.cycle_no,
        attempt_no=attempt + 1,
        offered_at=at,
        offered_by=by,
        offered_to_user_id=routed.user_id,
        offered_to_queue_id=holder["holder_queue_id"],
        routing=routed.routing.value,
        route_prob=routed.route_prob,
        candidates=list(routed.candidate_ids),
        calendar_version=terms.version,
        promise=cell.value,
        accept_due_at=due,
        fit=score.fit,
        engagement=score.engagement,
        number=score.number,
        grade=score.grade.value,
        level=score.level,
        cell=score.cell.value,
        missing_n=score.missing_n,
        agreement_version=terms.version,
        looks=looks,
        is_sample=lead.is_sample,
    )
    columns = {**NOTHING_DUE, **holder, "answer_due_at": due, "sent_by_id": _sender(lead, by)}
    if lead.stage in (Stage.SUBSCRIBER, Stage.LEAD, Stage.RECYCLED):
        columns["stage"] = Stage.MARKETING_QUALIFIED.value
    ledger.create(
        HANDED,
        handoff,
        subject=lead,
        id_as="handoff",
        set=journey.with_clock(lead, columns, at),
        undo_to={"answer": Answer.WITHDRAWN.value, "answered_at": at},
        by=by,
        at=at,
        act=act,
        note=note,
        agreement_version=terms.version,
        data={
            "to_user": routed.user_id,
            "to_queue": holder["holder_queue_id"],
            "routing": routed.routing.value,
            "cell": score.cell.value,
            "attempt": handoff.attempt_no,
        },
    )
    if routed.user_id:
        User.objects.filter(pk=routed.user_id).update(last_offered_at=at)
    return handoff


def _sender(lead: Lead, by: User) -> int | None:
    """Return the marketer to whom a return of this lead will go: who sent it, else who held it before."""
    if by.role in MARKETING:
        return by.pk
    holder = lead.holder_user
    return holder.pk if holder and holder.role in MARKETING else lead.sent_by_id


@operation("handoff.offer", "Hand a lead to sales", roles=MARKETING | MANAGERS)
def hand_over(
    lead_id: int,
    *,
    by: User,
    at: datetime,
    to: User | None = None,
    note: str = "",
    key: str = "",
    act: Act | None = None,
) -> HandOff:
    """Hand a lead over by hand, whatever its points; the hand-off keeps what they were.

    Takes   to: a seller, or None to let the agreed routing choose; act: the act of a bulk change, else one is opened.
    Raises  AlreadyOffered, NotOnThatSide, journey.AlreadyClosed, ledger.AlreadyDone.
    """
    lead = (
        Lead.objects.select_for_update(of=("self",))
        .select_related("person__company", "company", "holder_user")
        .get(pk=lead_id)
    )
    check_hand_over(lead, to=to, is_offered=bool(queries.open_for(lead.pk)))
    terms = current()
    act = act or ledger.act(f"Handed {lead.person} to sales", by=by, at=at, key=key, operation="handoff.offer")
    return offer(lead, score_of(lead, terms, at=at), terms, by=by, at=at, to=to, act=act, note=note)


def check_hand_over(lead: Lead, *, to: User | None, is_offered: bool) -> None:
    """Raise what speaks against handing a lead over by hand; a preview asks the same as the verb.

    Raises  AlreadyOffered, NotOnThatSide, journey.AlreadyClosed.
    """
    if not lead.is_open:
        raise journey.AlreadyClosed("This lead is closed.")
    if lead.side != Side.MARKETING:
        raise NotOnThatSide("Sales has this lead already.")
    if is_offered:
        raise AlreadyOffered("This lead waits for an answer of sales already.")
    if lead.return_due_at:
        raise NotOnThatSide("Sales returned this lead: answer that first, with what was mended or a second look.")
    if to and (to.role not in (Role.SELLER, Role.SALES_MANAGER) or not to.is_active):
        raise NotOnThatSide(f"{to} does not sell.")


def ended_with(lead: Lead, *, by: User, at: datetime) -> list[tuple[HandOff, dict[str, object]]]:
    """Return what becomes of the hand-offs of a lead that is closed while they wait, as `also` of its event.

    An open one is withdrawn; a return is agreed with: there is nothing left to mend.
    """
    waiting = HandOff.objects.filter(Q(answer=Answer.OPEN) | Q(return_answer=ReturnAnswer.WAITING), lead=lead)
    withdrawn = {"answer": Answer.WITHDRAWN.value, "answered_at": at}
    agreed = {
        "return_answer": ReturnAnswer.AGREED.value,
        "return_answered_at": at,
        "return_answered_by_id": by.pk,
    }
    return [(handoff, withdrawn if handoff.answer == Answer.OPEN else agreed) for handoff in waiting]


def withdraw(handoff: HandOff, lead: Lead, *, why: str, by: User, at: datetime, set: dict, **how) -> None:
    """Take an open hand-off back: the lead returns to marketing with the due times given."""
    closing = {"answer": Answer.WITHDRAWN.value, "answered_at": at}
    journey.move(
        lead,
        WITHDRAWN,
        by=by,
        at=at,
        set={**NOTHING_DUE, **set},
        also=[(handoff, closing)],
        data={"handoff": handoff.pk, "why": why},
        **how,
    )
