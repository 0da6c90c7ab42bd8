"""The hours that the promises count, as data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from zoneinfo import ZoneInfo

from truce.agreement.rules._place import Place

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class Closure:
    """Days, both included, on which the company is closed besides the public holidays."""

    first: str
    last: str
    label: str = ""

    @classmethod
    def read(cls, place: Place) -> Closure:
        first = _day(place, "first")
        last = _day(place, "last") if place.get("last") else first
        if last < first:
            raise place.refuse("the last day is before the first.")
        return cls(first, last, place.text("label", 80, ""))

    def __contains__(self, day: date) -> bool:
        return self.first <= day.isoformat() <= self.last


@dataclass(frozen=True)
class Calendar:
    """Working hours: per weekday (Monday first) the open spans in local time, as ("09:00", "12:30") pairs.

    Takes   zone: an IANA name; country, subdivision: for public holidays, "" for none; "24:00" ends a day.
    """

    zone: str
    week: tuple[tuple[tuple[str, str], ...], ...]
    country: str = ""
    subdivision: str = ""
    closures: tuple[Closure, ...] = ()

    @classmethod
    def read(cls, place: Place) -> Calendar:
        week = place.get("week")
        if not isinstance(week, list) or len(week) != 7:
            raise place.refuse("“week” must be a list of seven days, Monday first.")
        calendar = cls(
            zone=_zone(place),
            week=tuple(_spans(place, day, no) for no, day in enumerate(week)),
            country=place.text("country", 2, "").upper(),
            subdivision=place.text("subdivision", 10, ""),
            closures=place.each("closures", "Closure", Closure.read),
        )
        _has_holidays(place, calendar)
        if not any(calendar.week):
            raise place.refuse("there must be working hours on at least one day.")
        return calendar


def minutes_of(clock: str) -> int:
    """Return the minutes since local midnight of "09:30"; "24:00" gives 1440."""
    return int(clock[:2]) * 60 + int(clock[3:])


def _day(place: Place, key: str) -> str:
    try:
        return date.fromisoformat(place.get(key)).isoformat()
    except (TypeError, ValueError):
        raise place.refuse(f"“{key}” must be a date such as 2026-12-24.") from None


def _zone(place: Place) -> str:
    name = place.text("zone", 50)
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise place.refuse(f"there is no time zone “{name}”.") from None
    return name


def _spans(place: Place, spans: object, no: int) -> tuple[tuple[str, str], ...]:
    if not isinstance(spans, list | tuple) or len(spans) > 12:
        raise place.refuse(f"{DAYS[no]} must be a list of spans such as [“09:00”, “17:00”].")
    read = tuple(_span(place, span, no) for span in spans)
    for before, after in zip(read, read[1:], strict=False):
        if minutes_of(after[0]) < minutes_of(before[1]):
            raise place.refuse(f"the spans of {DAYS[no]} overlap or are not in order.")
    return read


def _span(place: Place, span: object, no: int) -> tuple[str, str]:
    if not isinstance(span, list | tuple) or len(span) != 2 or not all(_is_clock(end) for end in span):
        raise place.refuse(f"{DAYS[no]} must be a list of spans such as [“09:00”, “17:00”].")
    if minutes_of(span[0]) >= minutes_of(span[1]):
        raise place.refuse(f"on {DAYS[no]} a span ends before it begins.")
    return str(span[0]), str(span[1])


def _is_clock(text: object) -> bool:
    return isinstance(text, str) and (text == "24:00" or bool(_CLOCK.fullmatch(text)))


def _has_holidays(place: Place, calendar: Calendar) -> None:
    if not calendar.country:
        return
    known = supported_countries()
    if calendar.country not in known:
        raise place.refuse(f"no public holidays are known for the country “{calendar.country}”.")
    if calendar.subdivision and calendar.subdivision not in known[calendar.country]:
        raise place.refuse(f"{calendar.country} has no part “{calendar.subdivision}”.")


@cache
def supported_countries() -> dict[str, tuple[str, ...]]:
    """Return the countries whose public holidays are known, with their parts."""
    import holidays  # its tables take 50 ms to load, and most processes never ask

    return {country: tuple(parts) for country, parts in holidays.list_supported_countries().items()}


@cache
def holidays_of(country: str, subdivision: str, year: int) -> frozenset[date]:
    """Return the public holidays of one year."""
    if not country:
        return frozenset()
    import holidays

    return frozenset(holidays.country_holidays(country, subdiv=subdivision or None, years=year))
