"""From the text of a cell to a value: one function per column, made once per file."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from truce.base.contact import domain_of, email_key, email_problem, phone_key, phone_problem
from truce.base.errors import Refused
from truce.ingest.rules._dates import DateColumn, NoValue, read_day, read_moment
from truce.ingest.rules._fields import Holds
from truce.ingest.rules._numbers import NumberColumn, read_money, read_number
from truce.ingest.rules._texts import read_bool

_CACHED = 20_000


@dataclass(frozen=True)
class Defaults:
    """What holds for every column that says nothing else: the company's own zone, currency and country."""

    zone: str = "UTC"
    currency: str = "EUR"
    region: str = ""


class Contact(NamedTuple):
    """An address or a number: as it was typed, and the key under which it is matched ("" for an unreadable number)."""

    typed: str
    key: str


class NotAZone(Refused):
    """A time zone that nobody knows."""


class Options(NamedTuple):
    """How the texts of one column are read; "" for what does not matter. `most`: characters that they may have."""

    date_order: str = ""
    mark: str = ""
    zone: str = ""
    currency: str = ""
    region: str = ""
    most: int = 200


Reader = Callable[[str], object]


def reader_for(holds: str, options: Options) -> Reader:
    """Return the function that reads the texts of one column; it raises NoValue with the end of a sentence.

    Raises  NotAZone.
    """
    order, mark, zone_name, currency, region, most = options
    mark = mark or "."
    if holds == Holds.MOMENT:
        zone = zone_of(zone_name)
        return _cached(lambda text: read_moment(text, order=order, zone=zone))
    readers: dict[str, Reader] = {
        Holds.DAY: lambda text: read_day(text, order=order),
        Holds.MONEY: lambda text: read_money(text, mark=mark, currency=currency),
        Holds.NUMBER: lambda text: read_number(text, mark=mark),
        Holds.BOOL: read_bool,
        Holds.EMAIL: _email,
        Holds.PHONE: lambda text: _phone(text, region),
        Holds.WEBSITE: lambda text: _website(text, most),
    }
    reader = readers.get(holds) or _short(most)
    return _cached(reader) if holds in (Holds.DAY, Holds.BOOL) else reader


def zone_of(name: str) -> ZoneInfo:
    """Return a time zone by its name.

    Raises  NotAZone.
    """
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise NotAZone(f"There is no time zone called {name}.") from None


def looks_like(holds: str, text: str) -> bool:
    """Return whether a text could be a value of this sort, whatever the order of its date or its decimal mark."""
    if holds in (Holds.MOMENT, Holds.DAY):
        dates = DateColumn()
        dates.add(text, 1)
        return not dates.unreadable
    if holds in (Holds.MONEY, Holds.NUMBER):
        numbers = NumberColumn()
        numbers.add(text, 1)
        return not numbers.unreadable
    try:
        if holds in (Holds.BOOL, Holds.EMAIL):
            reader_for(holds, Options())(text)
    except NoValue:
        return False
    return True


def _cached(reader: Reader) -> Reader:
    """Remember what was read: exports repeat the same times by the thousand."""
    known: dict[str, object] = {}

    def read(text: str) -> object:
        if text in known:
            return known[text]
        if len(known) >= _CACHED:
            known.clear()
        value = known[text] = reader(text)
        return value

    return read


def _short(most: int) -> Reader:
    def read(text: str) -> str:
        if len(text) > most:
            raise NoValue(f"is longer than {most:,} characters")
        return text

    return read


def _email(text: str) -> Contact:
    key = email_key(text)
    if not key:
        raise NoValue("is no e-mail address: " + (email_problem(text) or "it cannot be read.").rstrip("."))
    return Contact(text, key)


def _phone(text: str, region: str) -> Contact:
    key = phone_key(text, region)
    if not key:
        problem = phone_problem(text, region)
        raise NoValue("is a phone number of an unknown country" if "country" in problem else "is no phone number")
    return Contact(text, key)


def _website(text: str, most: int) -> str:
    if len(text) > most or not domain_of(text):
        raise NoValue("is no web address")
    return text
