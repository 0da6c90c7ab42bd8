"""Reaching people: touches logged, next steps promised and kept, and the clocks that they stop or start."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from truce.agreement.queries import Terms, current
from truce.base.errors import Refused
from truce.campaigns import actions as campaigns
from truce.campaigns.rules import Channel as TouchChannel
from truce.campaigns.rules import TouchKind
from truce.handoff import actions as handoffs
from truce.journey import actions as journey
from truce.journey.models import Lead
from truce.journey.rules import LEAD_MOVED, LEAD_SNOOZED, Stage, StepKind, Turn, skipped
from truce.ledger import actions as ledger
from truce.ledger.models import Act, Event
from truce.outreach.rules import LOGGED, STEP_DROPPED, STEP_KEPT, STEP_PROMISED, Channel, Direction, Outcome
from truce.teams.access import operation
from truce.teams.models import User
from truce.teams.rules import EDITORS, MANAGERS, SALES, Role, Side

BACKDATED = timedelta(days=1)
AHEAD = timedelta(minutes=5)


class NotThen(Refused):
    pass


class NotYourTurn(Refused):
    pass


class NoStep(Refused):
    pass


class TooEarly(Refused):
    pass


@operation("outreach.log", "Log a call, mail, meeting or note", roles=EDITORS)
def log(
    lead_id: int,
    *,
    channel: Channel,
    by: User,
    at: datetime,
    text: str = "",
    direction: Direction = Direction.OUT,
    outcome: Outcome | None = None,
    happened_at: datetime | None = None,
    duration_s: int | None = None,
    key: str = "",
) -> Event:
    """Write down a touch: it stops the first-touch clock and starts the one for the next touch.

    Takes   text: plain words, kept beside the ledger; happened_at: when it was, if not now (an earlier call with
            its time stops the clock at that time); duration_s: seconds.
    Raises  NotThen: it lies in the future or before the lead; journey.AlreadyClosed; ledger.AlreadyDone.
    """
    happened_at = happened_at or at
    lead = _locked(lead_id)
    if not lead.is_open:
        raise journey.AlreadyClosed("This lead is closed.")
    if happened_at > at + AHEAD or happened_at < lead.created_at - timedelta(days=3650):
        raise NotThen("A touch lies in the past: choose a time that was.")
    direction = Direction.INTERNAL if channel == Channel.NOTE else direction
    act = ledger.act(
        f"Logged a {channel.label.lower()} with {lead.person}",
        by=by,
        at=at,
        key=key,
        operation="outreach.log",
    )
    event = journey.move(
        lead,
        LOGGED[channel],
        by=by,
        at=happened_at,
        known_at=at,
        act=act,
        note=text.strip(),
        set=_after_touch(lead, channel, direction, current(), by=by, at=at, happened_at=happened_at),
        data={
            "direction": direction.value,
            "outcome": outcome.value if outcome else None,
            "is_human": True,
            "duration_s": duration_s,
            "cycle_no": lead.cycle_no,
            "customer_first": direction == Direction.IN and not lead.first_touched_at or None,
            "is_backdated": True if at - happened_at > BACKDATED else None,
        },
    )
    if direction == Direction.IN or (channel == Channel.MEETING and outcome == Outcome.HELD):
        _touchpoint(lead, channel, by=by, at=happened_at, known_at=at)
    return event


def remember(lead: Lead, words: str, *, by: User, at: datetime, act: Act) -> Event:
    """Keep a note on a lead as a part of another act: both are there, or neither."""
    data = {"direction": Direction.INTERNAL.value, "is_human": True, "cycle_no": lead.cycle_no}
    return journey.move(lead, LOGGED[Channel.NOTE], by=by, at=at, act=act, note=words.strip(), set={}, data=data)


def _after_touch(
    lead: Lead,
    channel: Channel,
    direction: Direction,
    terms: Terms,
    *,
    by: User,
    at: datetime,
    happened_at: datetime,
) -> dict[str, object]:
    """Return the columns that a touch changes: counts, and on sales' side its clocks."""
    if direction == Direction.INTERNAL:
        return {}
    columns: dict[str, object] = {"last_touched_at": max(happened_at, lead.last_touched_at or happened_at)}
    if lead.side != Side.SALES:
        return columns
    if direction == Direction.OUT:
        columns["touches"] = lead.touches + 1
    columns["first_touched_at"] = min(happened_at, lead.first_touched_at or happened_at)
    columns["first_touch_due_at"] = None
    columns["wake_at"] = None
    columns["follow_up_due_at"] = terms.hours.due_in_days(
        max(happened_at, at - timedelta(days=1)), terms.body.promises.touch_gap_days
    )
    if lead.step_due_at and lead.turn == Turn.STEP and lead.step_kind == channel:
        columns |= {"step_due_at": None, "step_kind": "", "step_is_day": False}
    return columns


def _touchpoint(lead: Lead, channel: Channel, *, by: User, at: datetime, known_at: datetime) -> None:
    kind = {Channel.CALL: TouchKind.CALL_IN, Channel.MEETING: TouchKind.MEETING}.get(channel, TouchKind.REPLY)
    way = {Channel.CALL: TouchChannel.PHONE, Channel.EMAIL: TouchChannel.EMAIL}.get(channel, TouchChannel.DIRECT)
    campaigns.touch(lead.person, kind=kind, channel=way, by=by, at=at, known_at=known_at, is_direct=True)


@operation("outreach.promise", "Promise a next step", roles=EDITORS)
def promise(
    lead_id: int,
    *,
    kind: StepKind,
    on: date | None = None,
    due_at: datetime | None = None,
    text: str = "",
    by: User,
    at: datetime,
    key: str = "",
) -> Event:
    """Promise the next step of a lead; it takes the place of the one promised before, and is the holder's clock.

    Takes   on: a plain date in the promiser's time zone, due by the end of its working day; due_at: or an exact time.
    Raises  NotThen: it lies in the past; NotYourTurn: a hand-off waits for its answer; journey.AlreadyClosed.
    """
    lead = _locked(lead_id)
    if lead.answer_due_at:
        raise NotYourTurn("This lead waits for a yes or no first.")
    due = due_at or _end_of(on or at.date(), by.zone)
    if due < at - AHEAD:
        raise NotThen("A next step lies ahead: choose today or later.")
    act = ledger.act(f"Promised {lead.person} a next step", by=by, at=at, key=key, operation="outreach.promise")
    columns: dict[str, object] = {"step_due_at": due, "step_kind": kind.value, "step_is_day": due_at is None}
    if lead.side == Side.SALES and lead.first_touched_at:
        columns["follow_up_due_at"] = None
        columns["wake_at"] = None
    return journey.move(
        lead,
        STEP_PROMISED,
        by=by,
        at=at,
        act=act,
        note=text.strip(),
        set=columns,
        data={"kind": kind.value, "due": due},
    )


@operation("outreach.keep", "Finish a promised step", roles=EDITORS)
def keep(lead_id: int, *, by: User, at: datetime, dropped: bool = False, key: str = "") -> Event:
    """Say that the promised step is done, or that it is dropped; the clock for the next touch runs again.

    Raises  NoStep.
    """
    lead = _locked(lead_id)
    if not lead.step_due_at:
        raise NoStep("No next step is promised on this lead.")
    label = "Dropped a step with" if dropped else "Kept a step with"
    act = ledger.act(f"{label} {lead.person}", by=by, at=at, key=key, operation="outreach.keep")
    data = {"kind": lead.step_kind, "due": lead.step_due_at}
    columns = {"step_due_at": None, "step_kind": "", "step_is_day": False, **_next(lead, at)}
    return journey.move(lead, STEP_DROPPED if dropped else STEP_KEPT, by=by, at=at, act=act, set=columns, data=data)


def _next(lead: Lead, at: datetime) -> dict[str, object]:
    """Return the clock that runs when a step is off the table and nothing else is due."""
    terms = current()
    promises = terms.body.promises
    if lead.side == Side.MARKETING:
        others = (lead.return_due_at, lead.triage_due_at, lead.check_due_at, lead.wake_at, lead.answer_due_at)
        return {} if any(others) else {"wake_at": at + timedelta(days=promises.nurture_days)}
    if lead.first_touch_due_at or lead.follow_up_due_at or lead.answer_due_at:
        return {}
    return {"follow_up_due_at": terms.hours.due_in_days(at, promises.touch_gap_days)}


@operation("outreach.later", "Put a lead off", roles=EDITORS)
def later(lead_id: int, *, until: date, why: str = "", by: User, at: datetime, key: str = "") -> Event:
    """Put one's turn off until a day. Past the promised time of a hand-off or first touch that needs a reason.

    Raises  NotThen, TooEarly: a promise would be passed without a reason; NotYourTurn.
    """
    lead = _locked(lead_id)
    _turn_of(lead, by)
    due = _end_of(until, by.zone)
    if due <= at:
        raise NotThen("Choose a day that lies ahead.")
    if lead.turn in (Turn.ANSWER, Turn.ANSWER_RETURN):
        raise TooEarly("The other side waits for a yes or no: accept it, or return it with a reason.")
    if lead.due_at and due > lead.due_at and lead.turn != Turn.WAKE and not why.strip():
        raise TooEarly("That is past the promised time: say why.")
    act = ledger.act(f"Put {lead.person} off", by=by, at=at, key=key, operation="outreach.later")
    cleared = {
        "first_touch_due_at": None,
        "follow_up_due_at": None,
        "step_due_at": None,
        "triage_due_at": None,
        "check_due_at": None,
    }
    return journey.move(
        lead,
        LEAD_SNOOZED,
        by=by,
        at=at,
        act=act,
        note=why.strip(),
        set={**cleared, "wake_at": due, "step_kind": "", "step_is_day": False},
        data={"until": due},
    )


@operation("lead.assign", "Give a lead to somebody else", roles=EDITORS)
def assign(lead_id: int, *, to: User, by: User, at: datetime, key: str = "", act: Act | None = None) -> Event:
    """Give the turn to another user of the side that has it; what is due stays due.

    Takes   act: the act of a bulk change, else one is opened.
    Raises  NotYourTurn: only the holder, a manager or operations may; journey.AlreadyClosed.
    """
    lead = _locked(lead_id)
    check_assign(lead, to=to, by=by)
    act = act or ledger.act(f"Gave {lead.person} to {to}", by=by, at=at, key=key, operation="lead.assign")
    return journey.assign(lead, holder=journey.to_user(to), why="by_hand", by=by, at=at, act=act)


def check_assign(lead: Lead, *, to: User, by: User) -> None:
    """Raise what speaks against giving a lead to a user; a preview asks the same as the verb.

    Takes   lead: with its holder loaded.
    Raises  NotYourTurn, journey.AlreadyClosed.
    """
    if not lead.is_open:
        raise journey.AlreadyClosed("This lead is closed.")
    _turn_of(lead, by)
    if lead.holder_user_id == to.pk:
        raise NotYourTurn(f"{to} has this lead already.")
    if not to.is_active or to.side not in (lead.holder_side, Side.BOTH):
        raise NotYourTurn(f"{to} is not in {lead.holder_side}; hand the lead over instead.")
    if lead.turn == Turn.ANSWER:
        raise NotYourTurn("This lead waits for a yes or no; it moves on by itself when its time is up.")


@operation("lead.qualify", "Qualify a lead for sales", roles=SALES | MANAGERS)
def qualify(lead_id: int, *, by: User, at: datetime, key: str = "") -> Event:
    """Say that an accepted lead is worth a sale: it becomes an SQL.

    Raises  NotYourTurn: it is not with sales.
    """
    lead = _locked(lead_id)
    if lead.side != Side.SALES or lead.stage in (Stage.SALES_QUALIFIED, Stage.OPPORTUNITY):
        raise NotYourTurn("Only a lead that sales accepted can be qualified, once.")
    act = ledger.act(f"Qualified {lead.person}", by=by, at=at, key=key, operation="lead.qualify")
    passed = list(skipped(lead.stage, Stage.SALES_QUALIFIED))
    return journey.move(
        lead,
        LEAD_MOVED,
        by=by,
        at=at,
        act=act,
        set={"stage": Stage.SALES_QUALIFIED.value},
        data={"skipped": passed},
    )


@operation("lead.close", "Close a lead", roles=EDITORS)
def close(
    lead_id: int, *, reason: str, by: User, at: datetime, note: str = "", key: str = "", act: Act | None = None
) -> Event:
    """Close a lead as lost or disqualified, by a reason of the agreement.

    Takes   act: the act of a bulk change, else one is opened.
    Raises  agreement.BadAgreement: no such reason; journey.AlreadyClosed; NotYourTurn.
    """
    lead = _locked(lead_id)
    check_close(lead, by=by)
    why = current().body.close_reason(reason)
    stage = Stage(why.type.value)
    label = f"Closed {lead.person}: {why.label.lower()}"
    act = act or ledger.act(label, by=by, at=at, key=key, operation="lead.close")
    also = handoffs.ended_with(lead, by=by, at=at)
    return journey.close(lead, stage=stage, reason=why.key, by=by, at=at, act=act, also=also, note=note.strip())


def check_close(lead: Lead, *, by: User) -> None:
    """Raise what speaks against closing a lead; a preview asks the same as the verb.

    Takes   lead: with its holder loaded.
    Raises  NotYourTurn, journey.AlreadyClosed.
    """
    if not lead.is_open:
        raise journey.AlreadyClosed("This lead is closed.")
    _turn_of(lead, by)


@operation("lead.win", "Win a lead", roles=SALES | MANAGERS)
def win(lead_id: int, *, by: User, at: datetime, note: str = "", key: str = "") -> Event:
    """Close a lead as a customer; the stages that it passed without a stay are written with it.

    Raises  journey.AlreadyClosed, NotYourTurn.
    """
    lead = _locked(lead_id)
    _turn_of(lead, by)
    if lead.side != Side.SALES:
        raise NotYourTurn("Only a lead that sales has can be won.")
    act = ledger.act(f"Won {lead.person}", by=by, at=at, key=key, operation="lead.win")
    also = handoffs.ended_with(lead, by=by, at=at) if lead.is_open else []
    return journey.close(lead, stage=Stage.CUSTOMER, reason="won", by=by, at=at, act=act, also=also, note=note.strip())


def _locked(lead_id: int) -> Lead:
    rows = Lead.objects.select_for_update(of=("self",)).select_related(
        "person", "company", "holder_user", "holder_queue"
    )
    return rows.get(pk=lead_id)


def _turn_of(lead: Lead, by: User) -> None:
    if lead.is_open and lead.holder_user_id not in (None, by.pk) and by.role not in MANAGERS | {Role.SYSTEM}:
        raise NotYourTurn(f"{lead.holder_user} has the turn; a manager can give it to you.")


def _end_of(day: date, zone: str) -> datetime:
    """Return the end of the working day (17:00) of a plain date in a zone, as an instant."""
    return datetime.combine(day, time(17), ZoneInfo(zone))
