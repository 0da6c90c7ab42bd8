"""Marketing's side of the story: each lead is scored, handed over, nurtured, answered when it comes back, or closed.

Each function does in memory what the verb of the same name does in the database, with the same columns.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from truce.agreement.actions import columns_of
from truce.agreement.queries import Scored
from truce.agreement.rules import CellAction
from truce.handoff.models import HandOff
from truce.handoff.rules import RETURN_ANSWERED, ReturnAnswer
from truce.ingest.demo import handing, texts
from truce.ingest.demo.world import Someone, World
from truce.journey import actions as journey
from truce.journey.rules import LEAD_SCORED, LEAD_SNOOZED, LEAD_SORTED, NOTHING_DUE, Stage, Turn
from truce.people.rules import PERSON_CHANGED, Origin
from truce.teams.models import User
from truce.teams.rules import QueueKind, Side


def reconsider(world: World, who: Someone) -> None:
    """Score a lead anew and let the agreement act."""
    if not who.lead or not who.lead.is_open:
        return
    scored = rescore(world, who)
    if who.lead.side == Side.MARKETING:
        _act_on(world, who, scored)


def rescore(world: World, who: Someone) -> Scored:
    """Score a lead anew and leave it where it is."""
    scored = world.score(who)
    columns = columns_of(scored, world.terms.version)
    if any(getattr(who.lead, name) != value for name, value in columns.items()):
        world.move(who.lead, LEAD_SCORED, set=columns, agreement_version=world.terms.version)
    return scored


def _act_on(world: World, who: Someone, scored: Scored) -> None:
    lead = who.lead
    if who.open_offer:
        if scored.score.vetoes:
            handing.withdraw(world, who, scored.score.vetoes[0])
            world.at(lead.due_at + timedelta(seconds=4), wake, who, lead.due_at)
    elif not lead.return_due_at:
        _sort_by_cell(world, who, scored)


def _sort_by_cell(world: World, who: Someone, scored: Scored) -> None:
    lead = who.lead
    if scored.score.is_ready:
        if not _rests(world, who):
            handing.offer(world, who, scored, exclude=who.returned_by)
    elif scored.score.cell == CellAction.CHECK and (lead.triage_due_at or lead.wake_at):
        _sort(world, who, scored, check(world))
    elif lead.triage_due_at:
        _sort(world, who, scored, handing.nurture(world))
    elif lead.turn == Turn.WAKE and lead.due_at <= world.now and lead.holder_queue_id:
        snooze(world, who)


def _rests(world: World, who: Someone) -> bool:
    lead = who.lead
    if lead.stage != Stage.RECYCLED or not lead.wake_at or lead.wake_at <= world.now:
        return False
    return not any(heard and heard > lead.turn_since for heard in (who.last_human_at, who.last_fact_at))


def check(world: World) -> dict:
    due = world.terms.due(world.now, world.terms.body.promises.check_minutes)
    return {"check_due_at": due, **journey.to_queue(world.queues[QueueKind.CHECK])}


def _sort(world: World, who: Someone, scored: Scored, columns: dict) -> None:
    if who.lead.holder_user_id:
        columns = {key: value for key, value in columns.items() if not key.startswith("holder_")}
    world.move(
        who.lead,
        LEAD_SORTED,
        set={**NOTHING_DUE, **columns},
        agreement_version=world.terms.version,
        data={"cell": scored.score.cell.value},
    )
    if who.lead.turn == Turn.WAKE:
        world.at(who.lead.due_at + timedelta(seconds=4), wake, who, who.lead.due_at)
    elif not who.is_placed:
        world.at(world.open_at(world.rng.uniform(30, 800)), checked, who)


def checked(world: World, who: Someone) -> None:
    """Marketing looks at a lead that does much and fits little: mostly somebody who wants to sell us something."""
    lead = who.lead
    if lead.turn != Turn.CHECK or not lead.is_open:
        return
    if world.chance(0.7):
        handing.close(world, who, "spam" if world.chance(0.4) else "never_fits")
    else:
        handing.offer(world, who, world.score(who), by=handing.sender(world, who))


def snooze(world: World, who: Someone) -> None:
    until = world.now + timedelta(days=world.terms.body.promises.nurture_days)
    world.move(who.lead, LEAD_SNOOZED, set={"wake_at": until}, data={"until": until})
    world.at(until + timedelta(seconds=4), wake, who, until)


def wake(world: World, who: Someone, due: datetime) -> None:
    """A nurtured lead's day has come: the worker looks at it; now and then marketing closes one for good."""
    lead = who.lead
    if not lead.is_open or lead.turn != Turn.WAKE or lead.due_at != due:
        return
    quiet_since = who.last_human_at or lead.created_at
    if lead.holder_user_id:
        world.at(world.open_at(world.rng.uniform(5, 200)), _own_word, who)
        return
    # Only a recycled lead can be ready here; the others are scored again when they come back or are closed.
    if lead.stage == Stage.RECYCLED:
        reconsider(world, who)
    else:
        snooze(world, who)
    is_quiet = lead.turn == Turn.WAKE and world.now - quiet_since > timedelta(days=40)
    if is_quiet and world.chance(0.42):
        world.at(world.open_at(world.rng.uniform(20, 900)), close_quiet, who)


def _own_word(world: World, who: Someone) -> None:
    """A marketer looks again at a lead that she added herself."""
    if who.lead.is_open and who.lead.turn == Turn.WAKE:
        if world.chance(0.5):
            close_quiet(world, who)
        else:
            scored = world.score(who)
            handing.offer(world, who, scored, by=handing.sender(world, who))


def close_quiet(world: World, who: Someone) -> None:
    reconsider(world, who)
    if who.lead.is_open and who.lead.turn == Turn.WAKE:
        reasons = ("no_reply", "no_reply", "never_fits", "never_fits", "unreachable", "no_decision", "spam")
        handing.close(world, who, world.rng.choice(reasons))


def returned(world: World, who: Someone, handoff: HandOff) -> None:
    """Sales gave a lead back: the one who answers for it will say what becomes of it, in time."""
    if who.is_placed:
        return
    left = world.terms.body.promises.return_answer_minutes
    typical = world.rng.lognormvariate(0, 0.8) * 150
    minutes = min(typical, left * (0.1 if world.is_calm else 0.97))
    world.at(world.open_at(minutes), answer, who, handoff)


def answer(world: World, who: Someone, handoff: HandOff, said: ReturnAnswer | None = None, note: str = "") -> None:
    """Answer a return: agree, say what was mended, or ask to look again."""
    if handoff.return_answer != ReturnAnswer.WAITING:
        return
    said = said or _what_to_say(world, handoff)
    by = world.member_user(handoff.return_to_id) if handoff.return_to_id else world.user("lena")
    if said != ReturnAnswer.AGREED and not note:
        note = world.rng.choice(texts.ANSWERS[said.value].get(handoff.reason_type) or texts.ANSWERS[said.value][""])
    act = world.book.act(f"Answered the return of {who.person}", by=by, at=world.now, operation="handoff.answer_return")
    days = timedelta(days=world.terms.body.promises.nurture_days)
    wake_at = world.now + days
    if handoff.again_on:
        wanted = datetime(
            handoff.again_on.year, handoff.again_on.month, handoff.again_on.day, 8, tzinfo=world.now.tzinfo
        )
        wake_at = wanted if wanted > world.now else wake_at
    mended = {"return_answer": said.value, "return_answered_at": world.now, "return_answered_by_id": by.pk}
    world.move(
        who.lead,
        RETURN_ANSWERED,
        by=by,
        act=act,
        note=note,
        set={**NOTHING_DUE, "wake_at": wake_at, **journey.to_queue(world.queues[QueueKind.NURTURE])},
        also=[(handoff, mended)],
        agreement_version=world.terms.version,
        data={"handoff": handoff.pk, "answer": said.value},
    )
    world.at(wake_at + timedelta(seconds=4), wake, who, wake_at)
    if said == ReturnAnswer.FIXED:
        mend(world, who, handoff.reason_type, by)
    scored = world.score(who)
    again = world.member_user(handoff.answered_by_id) if handoff.answered_by_id else None
    if said == ReturnAnswer.LOOK_AGAIN:
        to = again if handoff.looks == 0 else world.user("tomas")
        handing.offer(world, who, scored, by=by, to=to, looks=handoff.looks + 1, act=act, note=note)
    elif said == ReturnAnswer.FIXED and scored.score.is_ready:
        handing.offer(world, who, scored, by=by, to=again, act=act, note=note)


def _what_to_say(world: World, handoff: HandOff) -> ReturnAnswer:
    agrees, mends = (0.55, 0.85) if handoff.looks == 0 else (0.9, 1.0)
    drawn = world.rng.random()
    if drawn < agrees:
        return ReturnAnswer.AGREED
    return ReturnAnswer.FIXED if drawn < mends else ReturnAnswer.LOOK_AGAIN


def mend(world: World, who: Someone, about: str, by: User) -> None:
    """Marketing finds out what was missing or wrong."""
    found: dict[str, object] = {"decides": True}
    if about == "person":
        found |= {"job_title": "Head of Operations", "seniority": "head", "department": "operations"}
    elif about in ("data", "fit"):
        found |= {"budget": world.rng.randrange(20, 200) * 1000}
    learn(world, who, found, by=by, origin=Origin.MARKETING)


def learn(world: World, who: Someone, values: dict, *, by: User, origin: Origin) -> None:
    """Learn facts of a person."""
    fields = world.book.learn(who.person, values, by=by, at=world.now, origin=origin)
    if fields:
        who.last_fact_at = world.now
        world.book.record(PERSON_CHANGED, who.person, by=by, at=world.now, data={"fields": fields})
