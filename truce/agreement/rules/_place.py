"""Reading a part of the document: what is wrong is refused with a sentence that names the place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, TypeVar

from truce.agreement.rules._words import BadAgreement
from truce.base.words import Word
from truce.criteria import All, BadCriteria, Not, Test, Tree, Vocabulary, from_json, to_json
from truce.criteria import Any as AnyOf

Read = TypeVar("Read")
LONGEST_LIST = 100
MILLI = 1000


@dataclass(frozen=True)
class Place:
    """A piece of the document, where it stands, and the fields its conditions may speak of."""

    data: Any
    name: str
    facts: Vocabulary | None = None

    def refuse(self, what: str) -> BadAgreement:
        return BadAgreement(f"{self.name}: {what}" if self.name else what)

    def within(self, key: str, label: str) -> Place:
        """Return the object under a key; an absent one is empty."""
        found = self.get(key, {})
        if not isinstance(found, dict):
            raise self.refuse(f"“{key}” must be an object.")
        return Place(found, label, self.facts)

    def get(self, key: str, default: Any = None) -> Any:
        if not isinstance(self.data, dict):
            raise self.refuse("this must be an object.")
        return self.data.get(key, default)

    def integer(self, key: str, low: int, high: int, default: int | None = None) -> int:
        value = self.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.refuse(f"“{key}” must be a whole number from {low} to {high}.")
        return value

    def optional_integer(self, key: str, low: int, high: int) -> int | None:
        return None if self.get(key) is None else self.integer(key, low, high)

    def whole_points(self, key: str, default: int | None = None) -> int:
        value = self.integer(key, -1_000_000, 1_000_000, default)
        if value % MILLI:
            raise self.refuse(f"“{key}” must be whole points (thousands of milli-points).")
        return value

    def share(self, key: str) -> float:
        value = self.get(key, 0.0)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise self.refuse(f"“{key}” must be a share from 0 to 1.")
        return float(value)

    def text(self, key: str, longest: int, default: str | None = None) -> str:
        value = self.get(key, default)
        if not isinstance(value, str) or len(value) > longest or (default is None and not value.strip()):
            raise self.refuse(f"“{key}” must be text of {0 if default == '' else 1} to {longest} letters.")
        return value.strip()

    def code(self, key: str) -> str:
        value = self.text(key, 40)
        if not value.replace("_", "").replace("-", "").isalnum() or not value.isascii():
            raise self.refuse(f"“{key}” may only have letters, digits, - and _.")
        return value

    def word(self, key: str, words: type[Word], default: Word | None = None) -> Any:
        value = self.get(key, default)
        if value not in words.values:
            raise self.refuse(f"“{key}” must be one of {', '.join(words.values)}.")
        return words(value)

    def each(self, key: str, label: str, read: Callable[[Place], Read]) -> tuple[Read, ...]:
        """Read every item of a list."""
        items = self.get(key, [])
        if not isinstance(items, list) or len(items) > LONGEST_LIST:
            raise self.refuse(f"“{key}” must be a list of {LONGEST_LIST} at most.")
        return tuple(read(Place(item, f"{label} {no}", self.facts)) for no, item in enumerate(items, 1))

    def tree(self, key: str, vocabulary: Vocabulary | None) -> Tree:
        try:
            return from_json(self.get(key), vocabulary)
        except BadCriteria as bad:
            raise self.refuse(str(bad)) from None


def keyed_once(items: tuple, label: str) -> tuple:
    """Refuse a list in which two items have the same key."""
    keys = [item.key for item in items]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise BadAgreement(f"{label}: “{twice}” is there twice.")
    return items


def dump(value: Any) -> Any:
    """Return any part of the agreement as plain JSON."""
    if isinstance(value, All | AnyOf | Not | Test):
        return to_json(value)
    if is_dataclass(value):
        return {each.name: dump(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): dump(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [dump(item) for item in value]
    return str(value) if isinstance(value, Word) else value
