"""The running clock of a lead, in the working time that was promised."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from truce.agreement.queries import Terms
from truce.agreement.rules import BusinessTime
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
    if lead.turn == Turn.STEP and lead.step_is_day:
        return Clock(lead.turn, lead.due_at, since, on=lead.due_at.astimezone(ZoneInfo(zone)).date())
    if terms is None or lead.turn in BY_THE_DAY:
        return Clock(lead.turn, lead.due_at, since)
    hours = terms.hours
    left = hours.elapsed(at, lead.due_at)
    return Clock(lead.turn, lead.due_at, since, left, hours.elapsed(since, lead.due_at) or None, _pause(hours, at))


def _pause(hours: BusinessTime, at: datetime) -> datetime:
    """Return when the clock stands still next: closing time, or now outside working hours."""
    spans = hours.open_spans(at.astimezone(ZoneInfo(hours.calendar.zone)).year)
    return next((ends for starts, ends, _ in spans if starts <= at < ends), at)
