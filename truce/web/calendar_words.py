"""Dates and times as a language writes them, remembered: Babel reads its patterns anew for each, 20 µs a time.

A list shows the same few days and minutes again and again, each twice: near in its text, exact in its title.
"""

from datetime import date, time
from functools import lru_cache

from babel import Locale
from babel import dates as babel_dates


@lru_cache(maxsize=10_000)
def of_date(on: date, form: str, locale: Locale) -> str:
    """Return a date in a named form or by a pattern."""
    return babel_dates.format_date(on, form, locale=locale)


@lru_cache(maxsize=10_000)
def of_parts(on: date, skeleton: str, locale: Locale) -> str:
    """Return the named parts of a date in the order of the language: `MMMd`, `yMMMM`."""
    return babel_dates.format_skeleton(skeleton, on, locale=locale)


@lru_cache(maxsize=10_000)
def of_minute(hour: int, minute: int, locale: Locale) -> str:
    """Return a time of day without its seconds."""
    return babel_dates.format_time(time(hour, minute), "short", locale=locale)


def of_second(hour: int, minute: int, second: int, locale: Locale) -> str:
    """Return a time of day with its seconds, the last two digits in all our languages."""
    before, _, after = _whole_minute(hour, minute, locale).rpartition("00")
    return f"{before}{second:02}{after}"


@lru_cache(maxsize=10_000)
def _whole_minute(hour: int, minute: int, locale: Locale) -> str:
    return babel_dates.format_time(time(hour, minute), "medium", locale=locale)


@lru_cache(maxsize=64)
def joined(locale: Locale) -> str:
    """Return how a language puts a date {1} and a time {0} together."""
    return str(locale.datetime_formats["medium"]).replace("'", "")
