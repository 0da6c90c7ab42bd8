"""Values of fields as people type them, and as the record keeps them."""

import re
from datetime import date

from truce.insight.queries.fields import FieldValue

MOST = 2_000
MOST_NUMBER = 1e15
NAMES = ("name", "company_name")
YES, NO = ("true", "yes", "y", "1"), ("false", "no", "n", "0")

_EITHER = re.compile(r"-?\d{1,3}\.\d{3}", re.ASCII)
_COMMAS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_DOTS = re.compile(r"-?\d{1,3}(\.\d{3})+(,\d+)?", re.ASCII)
_PLAIN = re.compile(r"-?\d{1,40}([.,]\d{1,40})?", re.ASCII)


class Unreadable(ValueError):
    """What was typed is no value of this field; the message says what would be."""


def read(text: str, field: FieldValue) -> object:
    """Return typed text as the value of a field, None for an empty one.

    Raises  Unreadable.
    """
    text = text.replace("\0", "").strip()
    if not text:
        if field.key in NAMES:
            raise Unreadable("There must be a name.")
        return None
    if len(text) > MOST:
        raise Unreadable(f"That is too long: {MOST} characters at most.")
    return _READERS[field.kind](text, field)


def _number(text: str, field: FieldValue) -> float:
    """Read 50000, 50,000, 50 000, 12.5, 12,5 or 1.234,50; ask where a dot may part thousands or decimals."""
    plain = "".join(text.split()).replace("'", "").replace("’", "")
    if _EITHER.fullmatch(plain):
        raise Unreadable(f"Is that {plain.replace('.', '')} or {plain.partition('.')[0]}? Write it without the dot.")
    if _COMMAS.fullmatch(plain):
        plain = plain.replace(",", "")
    elif _DOTS.fullmatch(plain):
        plain = plain.replace(".", "").replace(",", ".")
    elif _PLAIN.fullmatch(plain):
        plain = plain.replace(",", ".")
    else:
        raise Unreadable("Write a number, such as 420 or 12.5.")
    value = float(plain)
    if abs(value) >= MOST_NUMBER:
        raise Unreadable("That number is too large.")
    return int(value) if value.is_integer() else value


def _date(text: str, field: FieldValue) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Unreadable("Write a date as year, month and day: 2026-03-02.") from None


def _bool(text: str, field: FieldValue) -> bool:
    word = text.lower()
    if word not in YES + NO:
        raise Unreadable("Choose yes or no.")
    return word in YES


def _code(text: str, field: FieldValue) -> str:
    """Return the code whose words were typed: “3 months” is 3_months where the scorecard knows that."""
    codes = {words.lower(): words.replace(" ", "_") for words in field.hints}
    codes |= {words.lower(): value for value, words in field.options if value}
    return codes.get(text.lower(), text)


_READERS = {"text": lambda text, field: text, "code": _code, "number": _number, "date": _date, "bool": _bool}
