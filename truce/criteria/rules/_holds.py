"""A tree judged on one record: true, false, or not known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any as Anything

from truce.criteria.rules._tree import Any, Not, Op, Test, Tree


@dataclass(frozen=True, slots=True)
class Finding:
    """One test and what came of it."""

    test: Test
    result: bool | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a tree says of one record: result None where a fact is missing; reasons: what decided it."""

    result: bool | None
    reasons: tuple[Finding, ...] = ()

    def __bool__(self) -> bool:
        return self.result is True


def holds(tree: Tree, values: Mapping[str, Anything], *, at: datetime | None = None) -> Verdict:
    """Judge one record by a tree (Kleene's three-valued logic).

    Takes   values: field key -> value; absent, None and "" mean not known. Instants are aware.
            at: the day on which “within the last … days” is asked.
    Gives   a verdict whose reasons are the tests that decided it.
    """
    if isinstance(tree, Test):
        result = truth(tree, values, at=at)
        return Verdict(result, (Finding(tree, result),))
    if isinstance(tree, Not):
        inner = holds(tree.part, values, at=at)
        return Verdict(None if inner.result is None else not inner.result, inner.reasons)
    result = truth(tree, values, at=at)
    deciding = [part for part in (holds(each, values, at=at) for each in tree.parts) if part.result is result]
    return Verdict(result, tuple(finding for part in deciding for finding in part.reasons))


def truth(tree: Tree, values: Mapping[str, Anything], *, at: datetime | None = None) -> bool | None:
    """Return only the result of `holds`, faster."""
    if isinstance(tree, Test):
        return _test(tree, values.get(tree.field), at)
    if isinstance(tree, Not):
        inner = truth(tree.part, values, at=at)
        return None if inner is None else not inner
    decisive = isinstance(tree, Any)
    result: bool | None = not decisive
    for part in tree.parts:
        found = truth(part, values, at=at)
        if found is decisive:
            return decisive
        if found is None:
            result = None
    return result


def flips_on(tree: Tree, values: Mapping[str, Anything], *, at: datetime) -> date | None:
    """Return the next day on which a test of the tree changes only because time passes, if any."""
    if isinstance(tree, Test):
        return _test_flips(tree, values.get(tree.field), day_of(at))
    parts = (tree.part,) if isinstance(tree, Not) else tree.parts
    days = (flips_on(part, values, at=at) for part in parts)
    return min((day for day in days if day is not None), default=None)


def _test_flips(test: Test, value: Anything, today: date) -> date | None:
    if test.op != Op.WITHIN_DAYS or value is None:
        return None
    first = day_of(value)
    last = first + timedelta(days=test.value)
    if today < first:
        return first
    return last + timedelta(days=1) if today <= last else None


def day_of(value: date | datetime) -> date:
    """Return the plain date, in UTC for an instant."""
    return value.astimezone(UTC).date() if isinstance(value, datetime) else value


def fold(value: Anything) -> Anything:
    """Return a value as it is compared: text without regard to case."""
    return value.lower() if isinstance(value, str) else value


def _test(test: Test, value: Anything, at: datetime | None) -> bool | None:
    is_known = value is not None and value != ""
    if test.op == Op.KNOWN:
        return is_known
    if test.op == Op.UNKNOWN:
        return not is_known
    if not is_known:
        return None
    return _ASK[test.op](value, test.value, at)


def _is(value: Anything, wanted: Anything, at: datetime | None = None) -> bool:
    if isinstance(value, date):
        return day_of(value) == date.fromisoformat(wanted)
    return fold(value) == fold(wanted)


def _one_of(value: Anything, wanted: tuple, at: datetime | None = None) -> bool:
    return any(_contains(value, each) if _is_listed(value) else _is(value, each) for each in wanted)


def _contains(value: Anything, wanted: str, at: datetime | None = None) -> bool:
    if _is_listed(value):
        return any(fold(each) == fold(wanted) for each in value)
    return fold(wanted) in fold(value)


def _is_listed(value: Anything) -> bool:
    return isinstance(value, list | tuple | set | frozenset)


def _at_least(value: Anything, wanted: Anything, at: datetime | None = None) -> bool:
    if isinstance(value, date):
        return day_of(value) >= date.fromisoformat(wanted)
    return value >= wanted


def _at_most(value: Anything, wanted: Anything, at: datetime | None = None) -> bool:
    if isinstance(value, date):
        return day_of(value) <= date.fromisoformat(wanted)
    return value <= wanted


def _within_days(value: date | datetime, days: int, at: datetime | None) -> bool:
    if at is None:
        raise ValueError("A test of the last days needs to know which day it is asked on.")
    return 0 <= (day_of(at) - day_of(value)).days <= days


_ASK: dict[str, Callable[[Anything, Anything, datetime | None], bool]] = {
    Op.IS: _is,
    Op.IS_NOT: lambda value, wanted, at: not _is(value, wanted),
    Op.ONE_OF: _one_of,
    Op.NONE_OF: lambda value, wanted, at: not _one_of(value, wanted),
    Op.CONTAINS: _contains,
    Op.STARTS_WITH: lambda value, wanted, at: fold(value).startswith(fold(wanted)),
    Op.AT_LEAST: _at_least,
    Op.AT_MOST: _at_most,
    Op.BETWEEN: lambda value, wanted, at: _at_least(value, wanted[0]) and _at_most(value, wanted[1]),
    Op.BEFORE: lambda value, wanted, at: not _at_least(value, wanted),
    Op.AFTER: lambda value, wanted, at: not _at_most(value, wanted),
    Op.WITHIN_DAYS: _within_days,
    Op.IS_TRUE: lambda value, wanted, at: bool(value),
    Op.IS_FALSE: lambda value, wanted, at: not value,
}
