"""Dates as exports write them. The order of day and month is proved by the column or asked for, never guessed."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from enum import StrEnum

from truce.base.words import Word


class DateOrder(Word):
    """How the numbers of a date are to be read."""

    DAY_FIRST = "dmy", "Day, month, year"
    MONTH_FIRST = "mdy", "Month, day, year"
    YEAR_FIRST = "ymd", "Year, month, day"
    EXCEL = "excel", "Days since 1900, as Excel counts"
    UNIX = "unix", "Seconds since 1970"


class Certainty(StrEnum):
    """How sure a column makes us of how to read it: no doubt, proved, a person chooses, or it contradicts itself."""

    NOTHING = "nothing"
    DECIDED = "decided"
    ASKS = "asks"
    CONTRADICTS = "contradicts"


class NoValue(ValueError):
    """A text cannot be read as what its column holds; the message ends a sentence that names the text."""


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier enero gennaio ene janv gen jän jänner",
            "feb february februar février febrero febbraio fév févr",
            "mar march märz mars marzo mär mrz",
            "apr april avril abril aprile avr abr",
            "may mai mayo maggio mag",
            "jun june juni juin junio giugno giu",
            "jul july juli juillet julio luglio lug juil",
            "aug august août agosto ago aoû",
            "sep sept september septembre septiembre settembre set",
            "oct october oktober octobre octubre ottobre okt ott",
            "nov november novembre noviembre",
            "dec december dezember décembre diciembre dicembre dez déc dic",
        ),
        start=1,
    )
    for name in names.split()
}
_TIME = (
    r"(?:[T ,]+(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z|UTC|GMT|(?:UTC|GMT)?[+-]\d{2}:?\d{2}|[+-]\d{2})?)?$"
)
_WEEKDAY = r"(?:[A-Za-zäöüéû]{2,10}\.?,? +)?"
_YEAR_FIRST = re.compile(r"(?P<a>\d{4})([-/.])(?P<b>\d{1,2})\2(?P<c>\d{1,2})" + _TIME)
_NUMBERS = re.compile(r"(?P<a>\d{1,2})([-/. ])(?P<b>\d{1,2})\2(?P<c>\d{4}|\d{2})" + _TIME)
_DAY_NAME = re.compile(
    _WEEKDAY
    + r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?[ -]*(?:de )?(?P<name>[^\W\d_]{3,10})\.?[ ,-]*(?P<year>\d{4}|\d{2})"
    + _TIME
)
_NAME_DAY = re.compile(
    _WEEKDAY + r"(?P<name>[^\W\d_]{3,10})\.?[ -](?P<day>\d{1,2})(?:st|nd|rd|th)?,?[ -](?P<year>\d{4})" + _TIME
)
_COMPACT = re.compile(r"(?:19|20)\d{6}")
_COUNT = re.compile(r"\d{4,6}(?:\.\d+)?|\d{9,13}")
_EXCEL_START = datetime(1899, 12, 30)  # noqa: DTZ001
_PIVOT = 69  # two-digit years from 69 on are of the last century, as POSIX has it
_EXAMPLES = 10
_PLACES = (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST, DateOrder.YEAR_FIRST)


def read_moment(text: str, *, order: str, zone: tzinfo) -> datetime:
    """Return the instant that a text names, in UTC.

    Takes   order: a DateOrder, "" when no value of the column needs one; zone: of times that name none.
    Raises  NoValue.
    """
    moment = _moment(text, order)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def read_day(text: str, *, order: str) -> date:
    """Return the calendar day that a text names, as it stands there.

    Raises  NoValue.
    """
    return _moment(text, order).date()


def _moment(text: str, order: str) -> datetime:
    if text[4:5] == "-" and text[:4].isdigit():
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass
    try:
        return _with_numbers(text, order) or _with_name(text) or _counted(text, order)
    except (ValueError, OverflowError) as why:
        raise NoValue(str(why) if isinstance(why, NoValue) else "is not a date that exists") from None


def _with_numbers(text: str, order: str) -> datetime | None:
    if found := _YEAR_FIRST.match(text):
        return _build(found, int(found["a"]), int(found["b"]), int(found["c"]))
    if not (found := _NUMBERS.match(text)):
        return None
    if order not in _PLACES:
        raise NoValue("is a date whose day and month could be either: choose their order")
    year, month, day = _arranged(found, order)
    return _build(found, year, month, day)


def _arranged(found: re.Match[str], order: str) -> tuple[int, int, int]:
    """Return year, month and day of a date in numbers."""
    if order == DateOrder.YEAR_FIRST:
        if len(found["c"]) == 4:
            raise NoValue("does not start with the year")
        return _full_year(found["a"]), int(found["b"]), int(found["c"])
    day, month = (found["a"], found["b"]) if order == DateOrder.DAY_FIRST else (found["b"], found["a"])
    return _full_year(found["c"]), int(month), int(day)


def _full_year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (1900 if year >= _PIVOT else 2000)


def _with_name(text: str) -> datetime | None:
    found = _DAY_NAME.match(text) or _NAME_DAY.match(text)
    month = _MONTHS.get(found["name"].lower()) if found else None
    return _build(found, _full_year(found["year"]), month, int(found["day"])) if found and month else None


# Times are built as they stand in the file; `read_moment` gives them the zone that a person chose.
def _build(found: re.Match[str], year: int, month: int, day: int) -> datetime:
    if found["hour"] is None:
        return datetime(year, month, day)  # noqa: DTZ001
    hour = int(found["hour"])
    if half := found["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("no hour of a half day")
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    micro = int((found["fraction"] or "0").ljust(6, "0")[:6])
    zone = _zone(found["zone"]) if found["zone"] else None
    return datetime(year, month, day, hour, int(found["minute"]), int(found["second"] or 0), micro, zone)  # noqa: DTZ001


def _zone(text: str) -> tzinfo:
    digits = text.removeprefix("UTC").removeprefix("GMT").replace(":", "")
    if digits in ("", "Z"):
        return UTC
    offset = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:] or 0))
    return timezone(-offset if digits[0] == "-" else offset)


def _counted(text: str, order: str) -> datetime:
    if _COMPACT.fullmatch(text):
        return datetime(int(text[:4]), int(text[4:6]), int(text[6:]))  # noqa: DTZ001
    if _COUNT.fullmatch(text):
        if order == DateOrder.EXCEL:
            # Seconds are as fine as Excel shows; its fractions of a day are not exact.
            return _EXCEL_START + timedelta(seconds=round(float(text) * 86400))
        if order == DateOrder.UNIX:
            return datetime.fromtimestamp(int(text) / (1000 if len(text) > 11 else 1), UTC)
        raise NoValue("is a bare number, not a date: choose how to count")
    raise NoValue("is not a date")


@dataclass(frozen=True)
class DateFinding:
    """What a column says of its dates. `lines`: for each order that is ruled out, where."""

    certainty: Certainty
    order: str = ""
    possible: tuple[str, ...] = ()
    why: str = ""
    lines: tuple[tuple[str, tuple[int, ...]], ...] = ()
    unreadable: tuple[int, ...] = ()


@dataclass
class DateColumn:
    """Gathers what the values of one column prove about the order of day, month and year.

    Feed every value with `add`, then ask `finding`. Memory is bounded, whatever the length of the column.
    """

    possible: set[str] | None = None
    against: dict[str, list[int]] = field(default_factory=dict)
    unreadable: list[int] = field(default_factory=list)
    read: int = 0
    _known: dict[str, frozenset[str] | None] = field(default_factory=dict)

    def add(self, text: str, line: int) -> None:
        """Take one value that is not empty."""
        if text not in self._known:
            if len(self._known) > 50_000:
                self._known.clear()
            self._known[text] = _orders(text)
        orders = self._known[text]
        if orders is None:
            if len(self.unreadable) < _EXAMPLES:
                self.unreadable.append(line)
            return
        self.read += 1
        if orders:
            self._narrow(orders, line)

    def _narrow(self, orders: frozenset[str], line: int) -> None:
        for order in (set(_ALL) if self.possible is None else self.possible | self.against.keys()) - orders:
            lines = self.against.setdefault(order, [])
            if len(lines) < _EXAMPLES:
                lines.append(line)
        self.possible = set(orders) if self.possible is None else self.possible & orders

    def finding(self) -> DateFinding:
        """Return what the values seen so far prove."""
        lines = tuple((order, tuple(found)) for order, found in sorted(self.against.items()))
        bad = tuple(self.unreadable)
        if self.possible is None:
            why = "every date says which number is the month" if self.read else "no dates"
            return DateFinding(Certainty.NOTHING, why=why, unreadable=bad)
        if not self.possible:
            return DateFinding(Certainty.CONTRADICTS, "", (), _quarrel(self.against), lines, bad)
        possible = tuple(order for order in _ALL if order in self.possible)
        if len(possible) == 1 and possible[0] in _PLACES:
            return DateFinding(Certainty.DECIDED, possible[0], possible, _proof(possible[0], self.against), lines, bad)
        why = "no value shows which number is the day" if len(possible) > 1 else "the values are bare numbers"
        return DateFinding(Certainty.ASKS, "", possible, why, lines, bad)


_ALL = tuple(order.value for order in DateOrder)


def _orders(text: str) -> frozenset[str] | None:
    """Return the orders by which a text is a date; empty when it needs none, None when it is no date."""
    if not (_NUMBERS.match(text) or (_COUNT.fullmatch(text) and not _COMPACT.fullmatch(text))):
        return frozenset() if _is_date(text, "") else None
    return frozenset(order for order in _ALL if _fits(text, order)) or None


def _fits(text: str, order: str) -> bool:
    if order == DateOrder.EXCEL and len(text.partition(".")[0]) > 6:
        return False
    if order == DateOrder.UNIX and len(text) < 9:
        return False
    return _is_date(text, order)


def _is_date(text: str, order: str) -> bool:
    try:
        _moment(text, order)
    except NoValue:
        return False
    return True


def _proof(order: str, against: dict[str, list[int]]) -> str:
    lines = [line for other in ("dmy", "mdy") if other != order for line in against.get(other, [])[:1]]
    return f"line {min(lines)} proves it" if lines else "it is the only way to read them"


def _quarrel(against: dict[str, list[int]]) -> str:
    day, month = against.get("dmy", []), against.get("mdy", [])
    month_first = [str(line) for line in day if line not in month]
    day_first = [str(line) for line in month if line not in day]
    if not (day_first and month_first):
        return "some values are dates in numbers, others bare numbers or in another order"
    return f"lines {', '.join(day_first[:5])} put the day first, lines {', '.join(month_first[:5])} the month first"
