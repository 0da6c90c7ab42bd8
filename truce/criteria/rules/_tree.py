"""The tree itself and the vocabulary of fields it may speak of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any as Anything

from truce.base.errors import Refused
from truce.base.words import Word


class BadCriteria(Refused, ValueError):
    """A condition that cannot be read; the message names what is wrong with it."""


class Kind(Word):
    """What sort of value a field holds, and so which questions fit it."""

    TEXT = "text", "text"
    CODE = "code", "choice"
    NUMBER = "number", "number"
    MONEY = "money", "amount"
    DATE = "date", "date"
    INSTANT = "instant", "time"
    BOOL = "bool", "yes or no"
    LIST = "list", "list"


class Op(Word):
    """The questions that can be asked of a field, in the words of the sentence."""

    IS = "is", "is"
    IS_NOT = "is_not", "is not"
    ONE_OF = "one_of", "is one of"
    NONE_OF = "none_of", "is none of"
    CONTAINS = "contains", "contains"
    STARTS_WITH = "starts_with", "starts with"
    AT_LEAST = "at_least", "at least"
    AT_MOST = "at_most", "at most"
    BETWEEN = "between", "between"
    BEFORE = "before", "before"
    AFTER = "after", "after"
    WITHIN_DAYS = "within_days", "within the last"
    KNOWN = "known", "is known"
    UNKNOWN = "unknown", "is not known"
    IS_TRUE = "is_true", "is yes"
    IS_FALSE = "is_false", "is no"


_EITHER = (Op.KNOWN, Op.UNKNOWN)
_EQUAL = (Op.IS, Op.IS_NOT, Op.ONE_OF, Op.NONE_OF)
_RANGE = (*_EQUAL, Op.AT_LEAST, Op.AT_MOST, Op.BETWEEN, *_EITHER)
_TIMES = (Op.IS, Op.BEFORE, Op.AFTER, Op.BETWEEN, Op.WITHIN_DAYS, *_EITHER)
_OPERATORS = {
    Kind.TEXT: (*_EQUAL, Op.CONTAINS, Op.STARTS_WITH, *_EITHER),
    Kind.CODE: (*_EQUAL, *_EITHER),
    Kind.NUMBER: _RANGE,
    Kind.MONEY: _RANGE,
    Kind.DATE: _TIMES,
    Kind.INSTANT: _TIMES,
    Kind.BOOL: (Op.IS_TRUE, Op.IS_FALSE, *_EITHER),
    Kind.LIST: (Op.CONTAINS, Op.ONE_OF, Op.NONE_OF, *_EITHER),
}


def operators(kind: str) -> tuple[Op, ...]:
    """Return the questions that fit a kind of field, the usual one first."""
    return _OPERATORS[Kind(kind)]


@dataclass(frozen=True, slots=True)
class Test:
    """One question about one field. Values are plain JSON: dates as 2026-03-02, money in minor units."""

    __test__ = False  # pytest would take the name for a test class

    field: str
    op: str
    value: Anything = None


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; without parts it holds for everyone."""

    parts: tuple[Tree, ...] = ()


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part holds."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold (of an unknown fact that is unknown too)."""

    part: Tree


Tree = All | Any | Not | Test


@dataclass(frozen=True)
class Field:
    """One thing that can be asked about.

    Takes   path: where a query finds it (an ORM lookup such as "person__company__employees"), or a
            function (op, value, at) -> Q that is asked positive questions and `known` only;
            choices: value -> label; can_be_unknown: False for a column that is never empty.
    """

    key: str
    label: str
    kind: str = Kind.TEXT
    choices: Mapping[str, str] | None = None
    path: str | Callable[..., Anything] = ""
    can_be_unknown: bool = True

    def lookup(self) -> str | Callable[..., Anything]:
        """Return where a query finds the field: its path, or its key where none was given."""
        return self.path or self.key


@dataclass(frozen=True)
class Vocabulary:
    """The fields that a tree may speak of, in the order in which a picker shows them."""

    fields: tuple[Field, ...] = field(default=())

    @classmethod
    def of(cls, *fields: Field) -> Vocabulary:
        return cls(tuple(fields))

    def __add__(self, other: Vocabulary) -> Vocabulary:
        return Vocabulary(self.fields + other.fields)

    def __contains__(self, key: str) -> bool:
        return key in self._by_key

    def __getitem__(self, key: str) -> Field:
        try:
            return self._by_key[key]
        except KeyError:
            raise BadCriteria(f"There is no field called “{key}”.") from None

    @cached_property
    def _by_key(self) -> dict[str, Field]:
        return {each.key: each for each in self.fields}


def fields_of(tree: Tree) -> tuple[str, ...]:
    """Return the keys of the fields a tree asks about, each once, in order."""
    return tuple(dict.fromkeys(_walk_fields(tree)))


def _walk_fields(tree: Tree) -> Iterable[str]:
    if isinstance(tree, Test):
        yield tree.field
    elif isinstance(tree, Not):
        yield from _walk_fields(tree.part)
    else:
        for part in tree.parts:
            yield from _walk_fields(part)
