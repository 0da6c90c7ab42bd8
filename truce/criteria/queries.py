"""A tree as a database query, true of exactly the records of which `holds` says True.

SQL's "not" is no help with what is not known, so the tree is compiled into what is surely true or what is
surely false; a "not" swaps the two. A record with a missing fact is in neither.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any as Anything

from django.db.models import Q

from truce.criteria.rules import All, Field, Kind, Not, Op, Test, Tree, Vocabulary

NOTHING = Q(pk__in=())
# Not the empty Q: that one vanishes from an "or".
EVERYTHING = ~NOTHING


def to_query(tree: Tree, vocabulary: Vocabulary, *, at: datetime | None = None) -> Q:
    """Return the condition of a list filter.

    Takes   at: the instant on whose UTC day “within the last … days” is asked.
    Gives   a Q; facts that are not known do not match, whether a test or its opposite is asked.
    Raises  BadCriteria when the vocabulary lacks a field.
    """
    return _compile(tree, vocabulary, at, wanted=True)


def _compile(tree: Tree, vocabulary: Vocabulary, at: datetime | None, *, wanted: bool) -> Q:
    if isinstance(tree, Test):
        return _test(tree, vocabulary[tree.field], at, wanted=wanted)
    if isinstance(tree, Not):
        return _compile(tree.part, vocabulary, at, wanted=not wanted)
    parts = [_compile(part, vocabulary, at, wanted=wanted) for part in tree.parts]
    is_and = isinstance(tree, All) == wanted
    if not parts:
        return EVERYTHING if is_and else NOTHING
    return Q(*parts, _connector=Q.AND if is_and else Q.OR)


_OPPOSITE = {Op.IS_NOT: Op.IS, Op.NONE_OF: Op.ONE_OF, Op.IS_FALSE: Op.IS_TRUE, Op.UNKNOWN: Op.KNOWN}


def _test(test: Test, field: Field, at: datetime | None, *, wanted: bool) -> Q:
    op = Op(test.op)
    if op in _OPPOSITE:
        op, wanted = _OPPOSITE[op], not wanted
    known = _known(field)
    if op == Op.KNOWN:
        return known if wanted else ~known
    asked = _ask(field, op, test.value, at)
    return known & (asked if wanted else ~asked)


def _ask(field: Field, op: Op, value: Anything, at: datetime | None) -> Q:
    path = field.lookup()
    if callable(path):
        return path(op, value, at)
    if field.kind == Kind.LIST:
        return _listed(path, value)
    if field.kind in {Kind.DATE, Kind.INSTANT}:
        return _days(field, path, *_span(op, value, at))
    if field.kind in {Kind.NUMBER, Kind.MONEY}:
        return _NUMBERS[op](path, value)
    if field.kind == Kind.BOOL:
        return Q(**{path: True})
    if field.kind == Kind.CODE and field.choices:
        # A closed list is stored as it is spelt, so that an index can be used.
        return Q(**{f"{path}__in": value if isinstance(value, tuple) else (value,)})
    return _words(path, op, value)


def _known(field: Field) -> Q:
    path = field.lookup()
    if not field.can_be_unknown:
        return EVERYTHING
    if callable(path):
        return path(Op.KNOWN, None, None)
    known = Q(**{f"{path}__isnull": False})
    if field.kind in {Kind.TEXT, Kind.CODE}:
        known &= ~Q(**{path: ""})
    return known


_NUMBERS: dict[Op, Callable[[str, Anything], Q]] = {
    Op.IS: lambda path, value: Q(**{path: value}),
    Op.ONE_OF: lambda path, value: Q(**{f"{path}__in": value}),
    Op.AT_LEAST: lambda path, value: Q(**{f"{path}__gte": value}),
    Op.AT_MOST: lambda path, value: Q(**{f"{path}__lte": value}),
    Op.BETWEEN: lambda path, value: Q(**{f"{path}__gte": value[0], f"{path}__lte": value[1]}),
}
_WORDS = {
    Op.IS: ("iexact", r"\A{}\Z"),
    Op.ONE_OF: ("iexact", r"\A{}\Z"),
    Op.CONTAINS: ("icontains", "{}"),
    Op.STARTS_WITH: ("istartswith", r"\A{}"),
}


def _words(path: str, op: Op, value: Anything) -> Q:
    plain, pattern = _WORDS[op]
    values = value if isinstance(value, tuple) else (value,)
    return Q(*(_word(path, plain, pattern, each) for each in values), _connector=Q.OR)


def _word(path: str, plain: str, pattern: str, value: str) -> Q:
    if value.isascii():
        return Q(**{f"{path}__{plain}": value})
    # SQLite compares only A to Z without regard to case; a pattern compares all letters.
    return Q(**{f"{path}__iregex": pattern.format(re.escape(value))})


def _listed(path: str, value: Anything) -> Q:
    """A list is kept as a JSON array of codes, so a member stands in it between quotes."""
    values = value if isinstance(value, tuple) else (value,)
    return Q(*(Q(**{f"{path}__icontains": json.dumps(each)}) for each in values), _connector=Q.OR)


def _span(op: Op, value: Anything, at: datetime | None) -> tuple[date | None, date | None]:
    """Return the first and the last day that a test of a date allows, None where it is open."""
    if op == Op.WITHIN_DAYS:
        if at is None:
            raise ValueError("A test of the last days needs to know which day it is asked on.")
        today = at.astimezone(UTC).date()
        return today - timedelta(days=value), today
    if op == Op.BETWEEN:
        return date.fromisoformat(value[0]), date.fromisoformat(value[1])
    day = date.fromisoformat(value)
    if op == Op.BEFORE:
        return None, day - timedelta(days=1)
    if op == Op.AFTER:
        return day + timedelta(days=1), None
    return day, day


def _days(field: Field, path: str, first: date | None, last: date | None) -> Q:
    if field.kind == Kind.DATE:
        low, high, end = first, last, "lte"
    else:
        low = first and datetime.combine(first, time(), UTC)
        high, end = last and datetime.combine(last + timedelta(days=1), time(), UTC), "lt"
    found = Q()
    if low is not None:
        found &= Q(**{f"{path}__gte": low})
    if high is not None:
        found &= Q(**{f"{path}__{end}": high})
    return found
