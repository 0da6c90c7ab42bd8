"""Moving a lead: the only code that changes its stage, its holder or its clock."""

from collections.abc import Mapping
from datetime import datetime

from truce.base.errors import Refused
from truce.journey.models import Lead
from truce.journey.rules import (
    CLOSED,
    DUES,
    LEAD_ASSIGNED,
    LEAD_CLOSED,
    LEAD_CREATED,
    NOTHING_DUE,
    Stage,
    next_turn,
    skipped,
)
from truce.ledger import actions as ledger
from truce.ledger.models import Act, Event
from truce.ledger.rules import EventKind


class NothingDue(Refused):
    pass


class AlreadyClosed(Refused):
    pass


def start(lead: Lead, *, by, at: datetime, kind: EventKind = LEAD_CREATED, data=None, **how) -> Event:
    """Insert a new lead with its first holder and clock, and write its first event.

    Takes   lead: unsaved, with its person, side, one holder and at least one due time; at: when it became a lead.
    Raises  NothingDue: no due time is set.
    """
    for column, value in _clock(lead, {}, at).items():
        setattr(lead, column, value)
    return ledger.create(kind, lead, by=by, at=at, data=data, is_sample=lead.is_sample, **how)


def move(
    lead: Lead,
    kind: EventKind,
    *,
    by,
    at: datetime,
    set: Mapping[str, object],
    act: Act | None = None,
    data: Mapping[str, object] | None = None,
    **how,
) -> Event:
    """Change a lead and recompute its one clock from what is due, in one event. The only way a lead moves.

    Takes   set: folded columns of the lead; due columns left out keep their time; how: see ledger.record.
    Raises  AlreadyClosed: the lead is closed; NothingDue: an open lead would be left without a clock.
    """
    if not lead.is_open:
        raise AlreadyClosed("This lead is closed.")
    columns = with_clock(lead, set, at)
    return ledger.record(kind, lead, by=by, at=at, set=columns, act=act, data=data, **how)


def with_clock(lead: Lead, columns: Mapping[str, object], at: datetime) -> dict[str, object]:
    """Return columns to be set on a lead together with the clock that follows from them.

    Raises  NothingDue: an open lead would be left without a clock.
    """
    return {**columns, **_clock(lead, columns, at)}


def to_user(user) -> dict[str, object]:
    """Return the columns that make a user the holder."""
    return {"holder_user_id": user.pk, "holder_queue_id": None}


def to_queue(queue) -> dict[str, object]:
    """Return the columns that make a queue the holder."""
    return {"holder_user_id": None, "holder_queue_id": queue.pk}


def close(
    lead: Lead,
    *,
    stage: Stage,
    reason: str,
    by,
    at: datetime,
    kind: EventKind = LEAD_CLOSED,
    set: Mapping[str, object] | None = None,
    **how,
) -> Event:
    """Close a lead: won, lost, disqualified or merged; nobody holds it any more and no clock runs.

    Takes   stage: one of CLOSED; reason: a code of the agreement's close reasons; how: see ledger.record.
    Raises  AlreadyClosed.
    """
    if stage not in CLOSED:
        raise ValueError(f"{stage} is not a closed stage")
    columns = {**(set or {}), "stage": stage.value, "closed_at": at, "close_reason": reason}
    if kind is LEAD_CLOSED:
        how["data"] = {"reason": reason, "skipped": list(skipped(lead.stage, stage))}
    return move(lead, kind, by=by, at=at, set=columns, **how)


def assign(lead: Lead, *, holder: Mapping[str, object], why: str, by, at: datetime, **how) -> Event:
    """Give a lead to another user or queue of its side; what is due stays due at the same time.

    Takes   holder: from `to_user` or `to_queue`; why: a code such as `by_hand` or `left`.
    """
    return move(lead, LEAD_ASSIGNED, by=by, at=at, set=holder, data={"why": why}, **how)


def _clock(lead: Lead, columns: Mapping[str, object], at: datetime) -> dict[str, object]:
    if columns.get("closed_at"):
        return {
            **NOTHING_DUE,
            "holder_user_id": None,
            "holder_queue_id": None,
            "turn": "",
            "due_at": None,
            "promise": "",
            "turn_since": None,
            "step_kind": "",
            "step_is_day": False,
        }
    clock = next_turn({due: columns.get(due, getattr(lead, due)) for due in DUES})
    if clock is None:
        raise NothingDue("An open lead needs something that is due.")
    changed = {"turn": clock.turn.value, "due_at": clock.due_at, "promise": clock.promise.value}
    holder = (
        columns.get("holder_user_id", lead.holder_user_id),
        columns.get("holder_queue_id", lead.holder_queue_id),
    )
    if clock.turn != lead.turn or holder != (lead.holder_user_id, lead.holder_queue_id) or not lead.turn_since:
        changed["turn_since"] = at
    return changed
