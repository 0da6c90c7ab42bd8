"""Values of fields as people type them, and as the record keeps them."""

from datetime import date

from truce.insight.queries.fields import FieldValue

MOST = 2_000
NAMES = ("name", "company_name")
YES, NO = ("true", "yes", "y", "1"), ("false", "no", "n", "0")


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
    """Read 50000, 50,000, 50 000, 12.5 or 1.234,50: one kind of mark before three digits parts thousands."""
    plain = "".join(text.split()).replace("'", "").replace("’", "")
    head, mark, tail = plain.rpartition(max(",.", key=plain.rfind))
    is_thousands = len(tail) == 3 and mark == "," and "." not in head or len(tail) == 3 and mark in head
    whole = head.replace(",", "").replace(".", "")
    digits = f"{whole}{tail}" if is_thousands or not mark else f"{whole}.{tail}"
    try:
        value = float(digits)
    except ValueError:
        raise Unreadable("Write a number, such as 420 or 12.5.") from None
    if not abs(value) < 1e15:
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
