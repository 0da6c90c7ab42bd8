"""The running clock of a lead, in the working time that was promised."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from truce.agreement.queries import Terms
from truce.journey.models import Lead
from truce.journey.rules import Turn

BY_THE_DAY = (Turn.WAKE,)


@dataclass(frozen=True)
class Clock:
    """What is due of whom by when. left_s, of_s: working seconds, None where days are promised, not hours.

    Takes   on: the plain date, where a day was promised; stops_at: when working time pauses next.
    """

    turn: str
    due_at: datetime
    since: datetime
    left_s: float | None = None
    of_s: float | None = None
    stops_at: datetime | None = None
    on: date | None = None

    @property
    def what(self) -> str:
        return str(Turn(self.turn).label)


def clock_of(lead: Lead, terms: Terms | None, *, at: datetime, zone: str = "UTC") -> Clock | None:
    """Return the clock of a lead, None for a closed one. Takes zone: where a promised day is a day."""
    if not lead.is_open or lead.due_at is None:
        return None
    since = lead.turn_since or lead.created_at
    return clock(lead.turn, lead.due_at, since, terms, at=at, zone=zone, is_day=lead.step_is_day)


def clock(
    turn: str, due_at: datetime, since: datetime, terms: Terms | None, *, at: datetime, zone: str, is_day: bool = False
) -> Clock:
    """Return the clock of a turn. Takes is_day: a promised step is due on a day, not at an hour."""
    if turn == Turn.STEP and is_day:
        return Clock(turn, due_at, since, on=due_at.astimezone(ZoneInfo(zone)).date())
    if terms is None or turn in BY_THE_DAY:
        return Clock(turn, due_at, since, on=due_at.astimezone(ZoneInfo(zone)).date() if turn in BY_THE_DAY else None)
    hours = terms.hours
    of_s = hours.elapsed(since, due_at) or None
    return Clock(turn, due_at, since, hours.elapsed(at, due_at), of_s, hours.open_until(at))
