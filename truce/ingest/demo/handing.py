"""Passing leads over and back, and closing them: the verbs of `handoff` and `outreach`, done in memory.

Each does to the rows and the ledger of the book what the verb of the same name does to those in the database. What
follows (who answers when, who calls next) is told by `marketing` and `sales`.
"""

from __future__ import annotations

from datetime import date, timedelta

from truce.agreement.queries import Scored
from truce.agreement.rules import SALES_ACTIONS, CellAction, Routed, Routing, Why, route
from truce.handoff.models import HandOff
from truce.handoff.rules import ACCEPTED, EXPIRED, HANDED, RETURNED, WITHDRAWN, Answer, ReturnAnswer
from truce.ingest.demo import texts
from truce.ingest.demo.world import Someone, World
from truce.journey import actions as journey
from truce.journey.models import Lead
from truce.journey.rules import LEAD_CLOSED, NOTHING_DUE, Stage, skipped
from truce.teams.models import User
from truce.teams.rules import MARKETING, QueueKind, Side


def offer(
    world: World,
    who: Someone,
    scored: Scored,
    *,
    by: User | None = None,
    to: User | None = None,
    exclude=(),
    looks: int = 0,
    act=None,
    note: str = "",
) -> HandOff:
    """Put a lead in front of sales: see `handoff.actions.offer`."""
    by = by or world.automation
    if by.role in MARKETING and act is None:
        act = world.book.act(f"Handed {who.person} to sales", by=by, at=world.now, operation="handoff.offer")
    routed = route(
        world.terms.body.routing,
        scored.facts,
        world.candidates(),
        company_owner_id=who.firm.company.owner_id,
        exclude=exclude,
        forced_to=to.pk if to else None,
        random=world.rng,
    )
    if to and routed.user_id != to.pk:
        routed = Routed(to.pk, Routing.MANUAL, 1.0, (), Why.CHOSEN)
    return _put(world, who, routed, scored, by=by, looks=looks, act=act, note=note)


def _put(world: World, who: Someone, routed: Routed, scored: Scored, *, by: User, looks: int, act, note) -> HandOff:
    lead, terms, score, at = who.lead, world.terms, scored.score, world.now
    cell = score.cell if score.cell in SALES_ACTIONS else CellAction.SALES_4H
    due = terms.due(at, terms.body.promises.answer_minutes[cell])
    holder: dict[str, object] = {"holder_user_id": routed.user_id, "holder_queue_id": None}
    if not routed.user_id:
        holder = journey.to_queue(world.queues[QueueKind.SALES])
    who.attempts += 1
    handoff = world.book.new(
        "handoff.HandOff",
        lead_id=lead.pk,
        cycle_no=lead.cycle_no,
        attempt_no=who.attempts,
        offered_at=at,
        offered_by_id=by.pk,
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
    )
    world.book.handoffs.setdefault(lead.pk, []).append(handoff)
    columns = {**NOTHING_DUE, **holder, "answer_due_at": due, "sent_by_id": _sent_by(world, lead, by)}
    if lead.stage in (Stage.SUBSCRIBER, Stage.LEAD, Stage.RECYCLED):
        columns["stage"] = Stage.MARKETING_QUALIFIED.value
    world.move(
        lead,
        HANDED,
        by=by,
        set=columns,
        created=handoff,
        undo_to={"answer": Answer.WITHDRAWN.value, "answered_at": at},
        act=act,
        note=note,
        agreement_version=terms.version,
        data={
            "handoff": handoff.pk,
            "to_user": routed.user_id,
            "to_queue": holder["holder_queue_id"],
            "routing": routed.routing.value,
            "cell": score.cell.value,
            "attempt": handoff.attempt_no,
        },
    )
    who.open_offer = handoff
    if routed.user_id:
        who.asked.add(routed.user_id)
        world.last_offer[routed.user_id] = handoff.pk
        world.member_user(routed.user_id).last_offered_at = at
    world.offered(world, who, handoff)
    return handoff


def _sent_by(world: World, lead: Lead, by: User) -> int | None:
    if by.role in MARKETING:
        return by.pk
    holder = world.member_user(lead.holder_user_id) if lead.holder_user_id else None
    return holder.pk if holder and holder.role in MARKETING else lead.sent_by_id


def sender(world: World, who: Someone) -> User:
    """Return the marketer who answers for somebody: the owner of the campaign, else Lena."""
    return world.user(who.came_by.owner if who.came_by else "lena")


def withdraw(world: World, who: Someone, why: str) -> None:
    handoff, who.open_offer = who.open_offer, None
    world.move(
        who.lead,
        WITHDRAWN,
        set={**NOTHING_DUE, **nurture(world)},
        also=[(handoff, {"answer": Answer.WITHDRAWN.value, "answered_at": world.now})],
        data={"handoff": handoff.pk, "why": why},
    )


def nurture(world: World) -> dict:
    until = world.now + timedelta(days=world.terms.body.promises.nurture_days)
    return {
        "wake_at": until,
        "side": Side.MARKETING.value,
        **journey.to_queue(world.queues[QueueKind.NURTURE]),
    }


def expire(world: World, who: Someone, handoff: HandOff) -> None:
    """Pass an unanswered hand-off on: see `handoff.actions.expire`."""
    if handoff.answer != Answer.OPEN:
        return
    world.book.record(
        EXPIRED,
        who.lead,
        by=world.automation,
        at=world.now,
        also=[(handoff, {"answer": Answer.EXPIRED.value, "answered_at": world.now})],
        agreement_version=world.terms.version,
        data={"handoff": handoff.pk, "to_user": handoff.offered_to_user_id},
    )
    everybody = {candidate.user_id for candidate in world.candidates()}
    is_enough = who.attempts > world.terms.body.promises.max_reroutes
    exclude = everybody if is_enough else who.asked | who.returned_by
    offer(world, who, world.score(who), exclude=exclude, looks=handoff.looks)


def accept(world: World, who: Someone, handoff: HandOff, *, by: User) -> None:
    """Take an offered lead over: see `handoff.actions.accept`."""
    lead, terms, at = who.lead, world.terms, world.now
    act = world.book.act(f"Accepted {who.person}", by=by, at=at, operation="handoff.accept")
    promises = terms.body.promises
    if lead.first_touched_at:
        due = {"follow_up_due_at": terms.hours.due_in_days(at, promises.touch_gap_days)}
    else:
        due = {"first_touch_due_at": terms.due(lead.accepted_at or at, promises.first_touch_minutes)}
    world.move(
        lead,
        ACCEPTED,
        by=by,
        act=act,
        set={
            **NOTHING_DUE,
            **due,
            **journey.to_user(by),
            "side": Side.SALES.value,
            "stage": Stage.SALES_ACCEPTED.value,
            "accepted_at": lead.accepted_at or at,
        },
        also=[(handoff, {"answer": Answer.ACCEPTED.value, "answered_at": at, "answered_by_id": by.pk})],
        agreement_version=handoff.agreement_version,
        data={"handoff": handoff.pk, "minutes": round(terms.hours.elapsed(handoff.offered_at, at) / 60)},
    )
    who.open_offer = None
    world.accepted(world, who, handoff)


def give_back(
    world: World,
    who: Someone,
    handoff: HandOff,
    reason: str,
    *,
    by: User,
    note: str | None = None,
    again_on: date | None = None,
) -> None:
    """Return a lead to marketing, before or after it was accepted: see `handoff.actions.return_`."""
    lead, terms, at = who.lead, world.terms, world.now
    known = [each.key for each in terms.body.return_reasons]
    why = terms.body.return_reason(reason if reason in known else known[0])
    if note is None:
        note = world.rng.choice(texts.RETURNS.get(why.key, ("Does not fit us at the moment.",)))
    if why.needs == "month" and not again_on:
        again_on = (at + timedelta(days=world.rng.choice((60, 90, 150, 240)))).date().replace(day=1)
    operation = "handoff.return" if handoff.answer == Answer.OPEN else "handoff.give_back"
    label = f"Returned {who.person} to marketing: {why.label.lower()}"
    act = world.book.act(label, by=by, at=at, operation=operation)
    to = _answers_for(world, who)
    due = terms.due(at, terms.body.promises.return_answer_minutes)
    said = {}
    if handoff.answer == Answer.OPEN:
        said = {"answer": Answer.RETURNED.value, "answered_at": at, "answered_by_id": by.pk}
    back = {
        **said,
        "reason": why.key,
        "reason_type": why.type.value,
        "again_on": again_on,
        "return_to_id": to.pk if to else None,
        "return_due_at": due,
        "return_answer": ReturnAnswer.WAITING.value,
    }
    holder = journey.to_user(to) if to else journey.to_queue(world.queues[QueueKind.RETURNS])
    world.move(
        lead,
        RETURNED,
        by=by,
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
    who.open_offer, who.plan, who.attempts = None, None, 0
    who.returned_by.add(by.pk)
    who.asked = set()
    world.returned(world, who, handoff)


def _answers_for(world: World, who: Someone) -> User | None:
    """Return who in marketing answers for a return: its sender, else the owner of the campaign."""
    if who.lead.sent_by_id:
        return world.member_user(who.lead.sent_by_id)
    return world.user(who.came_by.owner) if who.campaign and who.came_by else None


def close(world: World, who: Someone, reason: str, *, by: User | None = None, note: str = "") -> None:
    """Close a lead by a reason of the agreement, by hand."""
    known = {each.key: each for each in world.terms.body.close_reasons}
    why = known.get(reason) or world.terms.body.close_reasons[0]
    by = by or sender(world, who)
    stage = Stage(why.type.value)
    act = world.book.act(f"Closed {who.person}: {why.label.lower()}", by=by, at=world.now, operation="lead.close")
    end(world, who, stage, why.key, by=by, act=act, note=note)


def end(world: World, who: Someone, stage: Stage, reason: str, *, by: User, act, note: str = "") -> None:
    lead = who.lead
    also = [
        (handoff, ended) for handoff in world.book.handoffs.get(lead.pk, ()) if (ended := _ended(world, handoff, by))
    ]
    world.move(
        lead,
        LEAD_CLOSED,
        by=by,
        act=act,
        note=note,
        also=also,
        set={"stage": stage.value, "closed_at": world.now, "close_reason": reason},
        data={"reason": reason, "skipped": [each.value for each in skipped(lead.stage, stage)]},
    )
    who.open_offer = None


def _ended(world: World, handoff: HandOff, by: User) -> dict[str, object]:
    """Return what becomes of a hand-off that still waits when its lead is closed."""
    if handoff.answer == Answer.OPEN:
        return {"answer": Answer.WITHDRAWN.value, "answered_at": world.now}
    if handoff.return_answer == ReturnAnswer.WAITING:
        agreed = ReturnAnswer.AGREED.value
        return {"return_answer": agreed, "return_answered_at": world.now, "return_answered_by_id": by.pk}
    return {}
