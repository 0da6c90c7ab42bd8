"""Numbers and money as exports write them. Which mark is the decimal one is proved by the column or asked for."""

import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from truce.ingest.rules._dates import Certainty, NoValue


class Amount(NamedTuple):
    """Money: minor units of a currency."""

    minor: int
    currency: str


# Signs of one currency, and signs that several share: for those the currency has to be known otherwise.
_SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "₹": "INR",
    "₽": "RUB",
    "₩": "KRW",
    "₺": "TRY",
    "₴": "UAH",
    "₪": "ILS",
    "zł": "PLN",
    "Kč": "CZK",
}
_OWN = {
    "US$": "USD",
    "A$": "AUD",
    "C$": "CAD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "S$": "SGD",
    "R$": "BRL",
    "Fr.": "CHF",
    "Rs.": "INR",
}
_SHARED = {
    "$": ("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN", "CLP", "COP", "ARS"),
    "¥": ("JPY", "CNY"),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
}
_MINOR_DIGITS = dict.fromkeys(
    ["JPY", "KRW", "VND", "CLP", "ISK", "UGX", "XAF", "XOF", "PYG", "RWF"], 0
) | dict.fromkeys(["KWD", "BHD", "OMR", "JOD", "TND", "IQD", "LYD"], 3)
_TIMES = {
    "k": 1000,
    "m": 10**6,
    "mn": 10**6,
    "mio": 10**6,
    "mio.": 10**6,
    "b": 10**9,
    "bn": 10**9,
    "l": 10**5,
    "lakh": 10**5,
    "cr": 10**7,
}
_SIGN = "|".join(re.escape(sign) for sign in sorted([*_SIGNS, *_OWN, *_SHARED], key=len, reverse=True)) + "|[A-Z]{3}"
_MONEY = re.compile(
    rf"(?P<open>\()?\s*(?P<minus>[-\u2212+]?)\s*(?P<before>{_SIGN})?\s*(?P<minus2>[-\u2212+]?)\s*"
    rf"(?P<digits>\d[\d.,'\u2019 \u00a0\u202f]*|[.,]\d+)\s*(?P<times>[A-Za-z]{{1,4}}\.?)??\s*(?P<after>{_SIGN})?"
    r"(?P<minus3>-)?\s*(?P<close>\))?"
)
_SPACES = str.maketrans("", "", "'\u2019 \u00a0\u202f")
_GROUPED = {
    ",": re.compile(r"[1-9]\d{0,2}(,\d{2,3})*,\d{3}"),
    ".": re.compile(r"[1-9]\d{0,2}(\.\d{2,3})*\.\d{3}"),
}
_EXAMPLES = 10
_MOST = Decimal(10) ** 15


class _Parts(NamedTuple):
    digits: str
    sign: str
    times: int
    is_negative: bool


def minor_digits(currency: str) -> int:
    """Return how many decimal places a currency has."""
    return _MINOR_DIGITS.get(currency, 2)


def read_number(text: str, *, mark: str = ".") -> Decimal:
    """Return the number that a text writes.

    Takes   mark: the decimal mark of the column.
    Raises  NoValue.
    """
    return _value(_parts(text), mark)


def read_money(text: str, *, mark: str = ".", currency: str) -> Amount:
    """Return the money that a text writes, rounded half up to minor units.

    Takes   currency: of values that name none, or by a sign that several currencies share.
    Raises  NoValue.
    """
    parts = _parts(text)
    own = _currency(parts.sign, currency)
    minor = (_value(parts, mark) * 10 ** minor_digits(own)).to_integral_value(ROUND_HALF_UP)
    return Amount(int(minor), own)


def _parts(text: str) -> _Parts:
    found = _MONEY.fullmatch(text)
    if not found or bool(found["open"]) != bool(found["close"]) or (found["before"] and found["after"]):
        raise NoValue("is not an amount")
    times = _TIMES.get((found["times"] or "").lower(), 0 if found["times"] else 1)
    if not times:
        raise NoValue(f"has an unknown unit {found['times']}")
    minus = (found["minus"] or found["minus2"] or found["minus3"] or "") in ("-", "\u2212")
    digits = found["digits"].translate(_SPACES)
    return _Parts(digits, found["before"] or found["after"] or "", times, bool(minus) != bool(found["open"]))


def _currency(sign: str, chosen: str) -> str:
    if not sign:
        return chosen
    if sign in _SHARED:
        if chosen not in _SHARED[sign]:
            raise NoValue(f"is in {sign}, which is not {chosen}: choose the currency")
        return chosen
    return _SIGNS.get(sign) or _OWN.get(sign) or sign


def _value(parts: _Parts, mark: str) -> Decimal:
    other = "," if mark == "." else "."
    whole, _, places = parts.digits.partition(mark)
    if mark in places or other in places or (other in whole and not _GROUPED[other].fullmatch(whole)):
        raise NoValue(f"does not fit numbers with a decimal {'point' if mark == '.' else 'comma'}")
    value = Decimal(f"{whole.replace(other, '') or '0'}.{places or '0'}") * parts.times
    if value > _MOST:
        raise NoValue("is too large an amount")
    return -value if parts.is_negative else value


@dataclass(frozen=True)
class NumberFinding:
    """What a column says of its numbers: the decimal mark, and the currency signs that stand in it."""

    certainty: Certainty
    mark: str = ""
    signs: tuple[str, ...] = ()
    why: str = ""
    unreadable: tuple[int, ...] = ()


@dataclass
class NumberColumn:
    """Gathers what the values of one column prove about its decimal mark. Feed every value, then ask `finding`."""

    proofs: dict[str, list[int]] = field(default_factory=lambda: {".": [], ",": []})
    either: list[int] = field(default_factory=list)
    signs: set[str] = field(default_factory=set)
    unreadable: list[int] = field(default_factory=list)

    def add(self, text: str, line: int) -> None:
        """Take one value that is not empty."""
        try:
            parts = _parts(text)
        except NoValue:
            _keep(self.unreadable, line)
            return
        if parts.sign and len(self.signs) < 50:
            self.signs.add(parts.sign)
        mark = _proved(parts.digits)
        if mark in self.proofs:
            _keep(self.proofs[mark], line)
        elif mark == "either":
            _keep(self.either, line)
        elif mark == "neither":
            _keep(self.unreadable, line)

    def finding(self) -> NumberFinding:
        """Return what the values seen so far prove."""
        point, comma = self.proofs["."], self.proofs[","]
        signs, bad = tuple(sorted(self.signs)), tuple(self.unreadable)
        if point and comma:
            why = f"line {point[0]} has a decimal point, line {comma[0]} a decimal comma"
            return NumberFinding(Certainty.CONTRADICTS, "", signs, why, bad)
        if point or comma:
            why = f"line {(point or comma)[0]} proves it"
            return NumberFinding(Certainty.DECIDED, "." if point else ",", signs, why, bad)
        if self.either:
            why = f"line {self.either[0]} could be thousands or decimals"
            return NumberFinding(Certainty.ASKS, "", signs, why, bad)
        return NumberFinding(Certainty.NOTHING, ".", signs, "whole numbers only", bad)


def _keep(lines: list[int], line: int) -> None:
    if len(lines) < _EXAMPLES:
        lines.append(line)


def _proved(digits: str) -> str:
    """Return the decimal mark that a number proves; "either", "neither", or "" when it has no mark at all."""
    points, commas = digits.count("."), digits.count(",")
    if not points and not commas:
        return ""
    fits = [mark for mark in (".", ",") if _reads(digits, mark)]
    if len(fits) == 2:
        return "either"
    return fits[0] if fits else "neither"


def _reads(digits: str, mark: str) -> bool:
    try:
        _value(_Parts(digits, "", 1, False), mark)
    except NoValue:
        return False
    return True


def is_shared_sign(sign: str, currency: str) -> bool:
    """Return whether a sign may stand for this currency but also for others."""
    return currency in _SHARED.get(sign, ())


def needs_currency(sign: str) -> bool:
    """Return whether a sign alone does not name a currency."""
    return sign in _SHARED
