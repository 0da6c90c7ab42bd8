"""Business time: how long something took in the hours people work, and when a promise runs out."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from truce.agreement.rules._calendar import DAY_MINUTES, Calendar, holidays_of, minutes_of
from truce.agreement.rules._words import BadAgreement

# A promise that does not run out in this many years means a calendar that never opens again.
YEARS_AHEAD = 30


@dataclass(frozen=True, slots=True)
class _Year:
    """The open spans of one local year, in seconds since 1970, and the open seconds before each."""

    starts: list[int]
    ends: list[int]
    before: list[int]
    total: int


class BusinessTime:
    """The open hours of one calendar as an exact map between time and open seconds.

    Spans are given in local time and turned into UTC end by end, so days of 23 or 25 hours count as they are.
    An end that the clock skips is moved to the skip; one that it shows twice is a start at the first, an end
    at the second.
    Source  Agreed service hours; the map is piecewise linear: elapsed(a, b) = B(b) - B(a).
    """

    def __init__(self, calendar: Calendar):
        if not any(calendar.week):
            raise BadAgreement("A calendar without working hours cannot count time.")
        self.calendar = calendar
        self._zone = ZoneInfo(calendar.zone)
        self._years: dict[int, _Year] = {}

    def elapsed(self, start: datetime, end: datetime) -> float:
        """Return the open seconds between two instants, negative when the second comes first."""
        if end < start:
            return -self.elapsed(end, start)
        first, last = self._local_year(start), self._local_year(end)
        a, b = start.timestamp(), end.timestamp()
        if first == last:
            return self._before(first, b) - self._before(first, a)
        between = sum(self._year(year).total for year in range(first + 1, last))
        return self._year(first).total - self._before(first, a) + between + self._before(last, b)

    def due(self, start: datetime, seconds: float) -> datetime:
        """Return the first instant by which so many open seconds have passed since the start, in UTC.

        Takes   seconds: 0 or more; nothing to wait for is due at the start itself.
        Raises  BadAgreement when the calendar does not open often enough within 30 years.
        """
        if seconds <= 0:
            return start.astimezone(UTC)
        year = self._local_year(start)
        left = seconds + self._before(year, start.timestamp())
        for ahead in range(year, year + YEARS_AHEAD):
            spans = self._year(ahead)
            if left <= spans.total:
                # The latest span that begins with less than what is left: a promise may end at closing time.
                at = bisect_left(spans.before, left) - 1
                return datetime.fromtimestamp(spans.starts[at], UTC) + timedelta(seconds=left - spans.before[at])
            left -= spans.total
        raise BadAgreement("The working hours are too few to ever keep this promise.")

    def due_in_minutes(self, start: datetime, minutes: int) -> datetime:
        """Return `due` for a promise given in business minutes."""
        return self.due(start, minutes * 60)

    def due_in_days(self, start: datetime, days: int) -> datetime:
        """Return closing time of the n-th open day after the local day of the start.

        Takes   days: 1 or more open days.
        """
        day, left = start.astimezone(self._zone).date(), days
        last = day + timedelta(days=366 * YEARS_AHEAD)
        while left > 0:
            day += timedelta(days=1)
            if day > last:
                raise BadAgreement("The working hours are too few to ever keep this promise.")
            left -= self.is_working_day(day)
        closes = self._spans(day)[-1][1]
        return datetime.fromtimestamp(self._utc(day, closes, is_end=True), UTC)

    def next_opening(self, at: datetime) -> datetime:
        """Return the instant itself in open hours, else the next opening, in UTC."""
        opens = self.due(at, 1)
        return opens - timedelta(seconds=1) if not self.is_open(at) else at.astimezone(UTC)

    def is_open(self, at: datetime) -> bool:
        """Return whether an instant lies in open hours (closing time does not)."""
        spans, moment = self._year(self._local_year(at)), at.timestamp()
        index = bisect_right(spans.starts, moment) - 1
        return index >= 0 and moment < spans.ends[index]

    def open_until(self, at: datetime) -> datetime:
        """Return closing time in open hours, else the instant itself: until then a running clock moves."""
        spans, moment = self._year(self._local_year(at)), at.timestamp()
        index = bisect_right(spans.starts, moment) - 1
        is_open = index >= 0 and moment < spans.ends[index]
        return datetime.fromtimestamp(spans.ends[index], UTC) if is_open else at

    def is_working_day(self, day: date) -> bool:
        """Return whether a local date has open hours."""
        return bool(self._spans(day))

    def open_spans(self, year: int) -> tuple[tuple[datetime, datetime, int], ...]:
        """Return the open spans of a local year in UTC, each with the open seconds of that year before it."""
        spans = self._year(year)
        return tuple(
            (datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC), before)
            for start, end, before in zip(spans.starts, spans.ends, spans.before, strict=True)
        )

    def _local_year(self, at: datetime) -> int:
        return at.astimezone(self._zone).year

    def _before(self, year: int, moment: float) -> float:
        spans = self._year(year)
        index = bisect_right(spans.starts, moment) - 1
        if index < 0:
            return 0
        return spans.before[index] + min(moment, spans.ends[index]) - spans.starts[index]

    def _year(self, year: int) -> _Year:
        found = self._years.get(year)
        if found is None:
            found = self._years[year] = self._build(year)
        return found

    def _build(self, year: int) -> _Year:
        starts: list[int] = []
        ends: list[int] = []
        day, after = date(year, 1, 1), date(year + 1, 1, 1)
        while day < after:
            for opens, closes in self._spans(day):
                start, end = self._utc(day, opens, is_end=False), self._utc(day, closes, is_end=True)
                if end > start:
                    starts.append(start)
                    ends.append(end)
            day += timedelta(days=1)
        before = list(accumulate((end - start for start, end in zip(starts, ends, strict=True)), initial=0))
        return _Year(starts, ends, before[:-1], before[-1])

    def _spans(self, day: date) -> tuple[tuple[str, str], ...]:
        spans = self.calendar.week[day.weekday()]
        if not spans or day in holidays_of(self.calendar.country, self.calendar.subdivision, day.year):
            return ()
        return () if any(day in closure for closure in self.calendar.closures) else spans

    def _utc(self, day: date, clock: str, *, is_end: bool) -> int:
        minutes = minutes_of(clock)
        day += timedelta(days=minutes // DAY_MINUTES)
        minutes %= DAY_MINUTES
        local = datetime(day.year, day.month, day.day, minutes // 60, minutes % 60, tzinfo=self._zone, fold=int(is_end))
        there = local.astimezone(UTC)
        if there.astimezone(self._zone).replace(tzinfo=None) != local.replace(tzinfo=None):
            return self._skip(local)
        return int(there.timestamp())

    def _skip(self, local: datetime) -> int:
        """Return when the clock jumped over a local time that never was: bisect between its two readings."""
        low, high = (int(local.replace(fold=fold).timestamp()) for fold in (1, 0))
        shift = self._offset(low)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._offset(middle) == shift else (low, middle)
        return high

    def _offset(self, moment: int) -> timedelta | None:
        return datetime.fromtimestamp(moment, self._zone).utcoffset()


@lru_cache(maxsize=64)
def business_time(calendar: Calendar) -> BusinessTime:
    """Return the map of a calendar, the same one for the same calendar (its years are built once)."""
    return BusinessTime(calendar)
