"""How numbers, dates, clocks and money read for the person who looks at the page.

The middleware says once per request whose eyes these are (`use`); pages then write `{{ at|ago }}`.
A plain date is never converted; an instant is shown in the reader's zone.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel import dates as babel_dates
from babel import numbers as babel_numbers
from django.utils import timezone
from markupsafe import Markup, escape

from truce.base import clock
from truce.base import zones as base_zones
from truce.web import calendar_words

LOCALES = ("en", "en_GB", "en_US", "de_DE", "de_CH", "fr_FR", "es_ES", "it_IT", "nl_NL", "pt_BR", "sv_SE", "pl_PL")
HOUR, DAY = 3600, 86400
SOON = HOUR

BRITISH = Locale("en", "GB")
_locale: ContextVar[Locale] = ContextVar("locale", default=BRITISH)
_zone: ContextVar[tzinfo] = ContextVar("zone", default=UTC)
_now: ContextVar[datetime | None] = ContextVar("now", default=None)


def use(locale: str, zone: str, at: datetime | None = None) -> None:
    """Show everything that follows in this request in a person's own way; what is unknown is English and UTC.

    Takes   at: the instant that is "now" on the whole page; None asks the clock each time.
    """
    _locale.set(_parsed(locale))
    _zone.set(ZoneInfo(zone) if zone in base_zones.zones() else UTC)
    _now.set(at)
    timezone.activate(_zone.get())


def present() -> datetime:
    """Return the instant that is "now" on this page."""
    return _now.get() or clock.now()


@lru_cache(maxsize=64)
def _parsed(locale: str) -> Locale:
    try:
        return Locale.parse(locale if "_" in locale else {"en": "en_GB"}.get(locale, locale))
    except (UnknownLocaleError, ValueError):
        return BRITISH


def language() -> str:
    return _locale.get().language


def local(at: datetime) -> datetime:
    return at.astimezone(_zone.get())


def today() -> date:
    return local(present()).date()


def day(on: date | datetime | None, form: str = "medium") -> str:
    """Return a date in words: a plain date as it is, an instant as the reader's day."""
    if on is None:
        return ""
    plain = local(on).date() if isinstance(on, datetime) else on
    if form == "medium" and plain.year == today().year:
        return calendar_words.of_parts(plain, "MMMd", _locale.get())
    return calendar_words.of_date(plain, form, _locale.get())


def day_name(on: date | datetime) -> str:
    """Return 'today', 'tomorrow', 'yesterday', a weekday within six days, else the date."""
    plain = local(on).date() if isinstance(on, datetime) else on
    distance = (plain - today()).days
    if distance in (-1, 0, 1):
        return ("yesterday", "today", "tomorrow")[distance + 1]
    if 1 < distance < 7:
        return calendar_words.of_date(plain, "EEE", _locale.get())
    return day(plain)


def month(on: date) -> str:
    return calendar_words.of_parts(on, "yMMMM", _locale.get())


def hour(at: datetime) -> str:
    where = local(at)
    return calendar_words.of_minute(where.hour, where.minute, _locale.get())


def moment(at: datetime | None) -> str:
    """Return an instant exactly: weekday, date, time and zone."""
    if at is None:
        return ""
    where, locale = local(at), _locale.get()
    on = calendar_words.of_date(where.date(), "medium", locale)
    time = calendar_words.of_second(where.hour, where.minute, where.second, locale)
    both = calendar_words.joined(locale).replace("{0}", time).replace("{1}", on)
    return f"{calendar_words.of_date(where.date(), 'EEE', locale)} {both} {where.tzname()}"


def short(at: datetime) -> str:
    """Return an instant for a list: 'today 09:02', '19 Nov', '3 Nov 2024'."""
    near = abs((local(at).date() - today()).days) <= 1
    return f"{day_name(at)} {hour(at)}" if near else day(at)


def ago(at: datetime | None) -> str:
    """Return the distance from now in words: '20 s ago', '5 h ago', 'in 3 days', then the date."""
    if at is None:
        return ""
    seconds = (present() - at).total_seconds()
    if abs(seconds) >= 30 * DAY:
        return day(at)
    words = span(abs(seconds))
    return f"{words} ago" if seconds >= 0 else f"in {words}"


def span(seconds: float) -> str:
    """Return a length of time in its largest fitting unit: '40 s', '38 min', '5 h', '3 days'."""
    for size, words in ((DAY, "day"), (HOUR, "h"), (60, "min")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {words}{'s' if words == 'day' and count != 1 else ''}"
    return f"{int(seconds)} s"


def hours(seconds: float) -> str:
    """Return a length in working time: '38 min', '3 h 10', '16 h'."""
    minutes = int(seconds // 60)
    if minutes < 60:
        return f"{minutes} min"
    if minutes >= 600 or minutes % 60 == 0:
        return f"{minutes // 60} h"
    return f"{minutes // 60} h {minutes % 60:02}"


def when(at: datetime | date | None, form: str = "short") -> Markup:
    """Return a <time> whose text is near and whose title is exact. form: short, ago, hour, day or moment."""
    if at is None:
        return Markup("")
    if not isinstance(at, datetime):
        return _time(at.isoformat(), day(at, "full"), day_name(at))
    text = {"short": short, "ago": ago, "hour": hour, "day": day, "moment": moment}[form](at)
    return _time(at.astimezone(UTC).isoformat(timespec="seconds"), moment(at), text)


def _time(exact: str, title: str, text: str) -> Markup:
    return Markup(f'<time datetime="{exact}" title="{escape(title)}">{escape(text)}</time>')


@dataclass(frozen=True)
class Face:
    """What a clock shows: state is '', 'soon' or 'late'; used is the share of the promised time that is gone."""

    state: str
    words: str
    sub: str
    used: int | None


def face(due_at: datetime, left_s: float | None = None, of_s: float | None = None, what: str = "") -> Face:
    """Return what the clock of one turn shows now.

    Takes   left_s: working seconds left, negative once past; None = wall time; of_s: working seconds promised.
    Gives   far away clocks name the day they run out, near ones the time left, past ones how long they are over.
    """
    left = (due_at - present()).total_seconds() if left_s is None else left_s
    sub = what or (f"of {hours(of_s)} left" if of_s else "")
    if left <= 0:
        wall = (present() - due_at).total_seconds()
        return Face("late", f"{over(-left, wall)} over", what or "past the time", None)
    used = round(100 * (1 - min(1, left / of_s))) if of_s else None
    if left >= 10 * HOUR:
        return Face("", _begun(f"{day_name(due_at)} {hour(due_at)}"), sub, used)
    return Face("soon" if left <= SOON else "", hours(max(60, left)), sub, used)


def _begun(words: str) -> str:
    """Return words with a capital at their beginning; names of months keep theirs."""
    return words[:1].upper() + words[1:]


def over(working: float, wall: float) -> str:
    """Return how long a clock is over: working time up to ten hours, then whole days."""
    return hours(max(60, working)) if working < 10 * HOUR and wall < 2 * DAY else span(max(DAY, wall))


def due(on: date) -> Face:
    """Return what a clock shows whose promise is a day, not an hour."""
    distance = (on - today()).days
    if distance < 0:
        return Face("late", f"{-distance} day{'s' if distance < -1 else ''} over", f"was due {day(on)}", None)
    return Face("", _begun(day_name(on)), _beside(on, distance), None)


def _beside(on: date, distance: int) -> str:
    if distance < 2:
        return "any time"
    return day(on) if distance < 7 else f"in {distance} days"


def number(value: float | int | None, decimals: int | None = None) -> str:
    if value is None:
        return ""
    form = None if decimals is None else "#,##0." + "0" * decimals if decimals else "#,##0"
    return babel_numbers.format_decimal(value, format=form, locale=_locale.get())


def fact(value: object, kind: str = "text") -> str:
    """Return a field's value as its kind reads: number, date, bool or code; "" for none. Takes what was posted too."""
    if value in (None, ""):
        return ""
    if isinstance(value, bool) or kind == "bool":
        return "yes" if value in (True, "true") else "no"
    words = str(value)
    try:
        if kind == "number":
            return number(float(words) if "." in words else int(words))
        if kind == "date":
            return day(date.fromisoformat(words))
    except ValueError:  # imported before the field had this kind
        return words
    return words.replace("_", " ") if kind == "code" else words


def share(value: float | None) -> str:
    return "" if value is None else babel_numbers.format_percent(value, locale=_locale.get())


def points(value: int) -> str:
    """Return points with their sign, with a true minus: '+25', '0', '−5'."""
    return f"+{value}" if value > 0 else f"−{-value}" if value < 0 else "0"


def money(minor: int | None, currency: str) -> str:
    """Return an amount of minor units in its own currency, without cents where there are none."""
    if minor is None:
        return ""
    digits = babel_numbers.get_currency_precision(currency)
    amount = minor / 10**digits
    form = None if amount % 1 else _locale.get().currency_formats["standard"].pattern.replace(".00", "")
    return babel_numbers.format_currency(amount, currency, form, locale=_locale.get(), currency_digits=bool(amount % 1))


def plural(count: int, one: str, many: str = "") -> str:
    """Return the number with its word: '1 lead', '12 leads'."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def zones() -> list[str]:
    return sorted(zone for zone in base_zones.zones() if "/" in zone and not zone.startswith("Etc"))


def locales() -> list[tuple[str, str]]:
    """Return the offered ways of writing dates and numbers, each with an example."""
    sample = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
    return [
        (code, f"{Locale.parse(code).get_display_name('en')}: {_example(sample, code)}")
        for code in LOCALES
        if code != "en"
    ]


def _example(at: datetime, code: str) -> str:
    return f"{babel_dates.format_date(at, 'medium', locale=code)}, {babel_numbers.format_decimal(1234.5, locale=code)}"
