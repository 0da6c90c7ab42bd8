"""Reaching out: touches logged and next steps promised, as the verbs of `outreach` do it, in memory."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from truce.campaigns.rules import Channel as TouchChannel
from truce.campaigns.rules import TouchKind
from truce.ingest.demo import marketing
from truce.ingest.demo.world import Someone, World
from truce.journey.rules import LEAD_MOVED, Stage, StepKind, Turn, skipped
from truce.outreach.rules import LOGGED, STEP_KEPT, STEP_PROMISED, Channel, Direction, Outcome
from truce.teams.models import User
from truce.teams.rules import Side


def promise(world: World, who: Someone, kind: StepKind, on: date, *, by: User, text: str) -> datetime:
    """Promise a step for a plain date: see `outreach.actions.promise`."""
    lead = who.lead
    due = datetime.combine(on, time(17), ZoneInfo(by.zone)).astimezone(world.now.tzinfo)
    act = world.book.act(f"Promised {who.person} a next step", by=by, at=world.now, operation="outreach.promise")
    columns: dict[str, object] = {"step_due_at": due, "step_kind": kind.value, "step_is_day": True}
    if lead.side == Side.SALES and lead.first_touched_at:
        columns |= {"follow_up_due_at": None, "wake_at": None}
    world.move(lead, STEP_PROMISED, by=by, act=act, note=text, set=columns, data={"kind": kind.value, "due": due})
    return due


def keep_step(world: World, who: Someone, by: User) -> None:
    lead = who.lead
    act = world.book.act(f"Kept a step with {who.person}", by=by, at=world.now, operation="outreach.keep")
    data = {"kind": lead.step_kind, "due": lead.step_due_at}
    columns: dict[str, object] = {"step_due_at": None, "step_kind": "", "step_is_day": False}
    if not (lead.first_touch_due_at or lead.follow_up_due_at or lead.answer_due_at):
        gap = world.terms.body.promises.touch_gap_days
        columns["follow_up_due_at"] = world.terms.hours.due_in_days(world.now, gap)
    world.move(lead, STEP_KEPT, by=by, act=act, set=columns, data=data)


def qualify(world: World, who: Someone, *, by: User) -> None:
    act = world.book.act(f"Qualified {who.person}", by=by, at=world.now, operation="lead.qualify")
    passed = [stage.value for stage in skipped(who.lead.stage, Stage.SALES_QUALIFIED)]
    world.move(
        who.lead, LEAD_MOVED, by=by, act=act, set={"stage": Stage.SALES_QUALIFIED.value}, data={"skipped": passed}
    )


def log(
    world: World,
    who: Someone,
    channel: Channel,
    *,
    by: User,
    direction: Direction = Direction.OUT,
    outcome: Outcome | None = None,
    text: str = "",
    seconds: int | None = None,
) -> None:
    """Write down a touch: see `outreach.actions.log`."""
    lead, at = who.lead, world.now
    direction = Direction.INTERNAL if channel == Channel.NOTE else direction
    act = world.book.act(f"Logged a {channel.label.lower()} with {who.person}", by=by, at=at, operation="outreach.log")
    is_first = direction == Direction.IN and not lead.first_touched_at or None
    world.move(
        lead,
        LOGGED[channel],
        by=by,
        act=act,
        note=text,
        set=_after_touch(world, who, channel, direction),
        data={
            "direction": direction.value,
            "outcome": outcome.value if outcome else None,
            "is_human": True,
            "duration_s": seconds,
            "cycle_no": lead.cycle_no,
            "customer_first": is_first,
        },
    )
    if direction == Direction.IN or (channel == Channel.MEETING and outcome == Outcome.HELD):
        kind = {Channel.CALL: TouchKind.CALL_IN, Channel.MEETING: TouchKind.MEETING}.get(channel, TouchKind.REPLY)
        way = {Channel.CALL: TouchChannel.PHONE, Channel.EMAIL: TouchChannel.EMAIL}.get(channel, TouchChannel.DIRECT)
        world.touch(who, kind, by=by, channel=way.value, is_direct=True)
        world.at(at + timedelta(seconds=1), marketing.reconsider, who)


def _after_touch(world: World, who: Someone, channel: Channel, direction: Direction) -> dict[str, object]:
    lead, at = who.lead, world.now
    if direction == Direction.INTERNAL:
        return {}
    columns: dict[str, object] = {"last_touched_at": at}
    if lead.side != Side.SALES:
        return columns
    if direction == Direction.OUT:
        columns["touches"] = lead.touches + 1
    columns |= {
        "first_touched_at": lead.first_touched_at or at,
        "first_touch_due_at": None,
        "wake_at": None,
        "follow_up_due_at": world.terms.hours.due_in_days(at, world.terms.body.promises.touch_gap_days),
    }
    if lead.step_due_at and lead.turn == Turn.STEP and lead.step_kind == channel:
        columns |= {"step_due_at": None, "step_kind": "", "step_is_day": False}
    return columns
