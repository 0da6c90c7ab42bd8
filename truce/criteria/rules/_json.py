"""A tree as JSON and back, refusing what cannot be read."""

from __future__ import annotations

import math
from datetime import date
from typing import Any as Anything

from truce.criteria.rules._tree import (
    All,
    Any,
    BadCriteria,
    Field,
    Kind,
    Not,
    Op,
    Test,
    Tree,
    Vocabulary,
    operators,
)

DEPTH = 8
TESTS = 200
LISTED = 200
LETTERS = 200

_NO_VALUE = {Op.KNOWN, Op.UNKNOWN, Op.IS_TRUE, Op.IS_FALSE}
_MANY = {Op.ONE_OF, Op.NONE_OF}


def to_json(tree: Tree) -> dict:
    """Return a tree as plain JSON."""
    if isinstance(tree, All):
        return {"all": [to_json(part) for part in tree.parts]}
    if isinstance(tree, Any):
        return {"any": [to_json(part) for part in tree.parts]}
    if isinstance(tree, Not):
        return {"not": to_json(tree.part)}
    node: dict = {"field": tree.field, "op": str(tree.op)}
    if tree.value is not None:
        node["value"] = list(tree.value) if isinstance(tree.value, tuple) else tree.value
    return node


def from_json(data: Anything, vocabulary: Vocabulary | None = None) -> Tree:
    """Read a tree from plain JSON.

    Takes   vocabulary: when given, every field must be in it and every question must fit its kind.
    Raises  BadCriteria, naming the place.
    """
    left = [TESTS]
    tree = _read(data, DEPTH, left)
    if vocabulary is not None:
        check(tree, vocabulary)
    return tree


def check(tree: Tree, vocabulary: Vocabulary) -> None:
    """Refuse a tree that asks about an unknown field, or asks a question that does not fit.

    Raises  BadCriteria, naming the field.
    """
    if isinstance(tree, Test):
        _check_test(tree, vocabulary[tree.field])
    elif isinstance(tree, Not):
        check(tree.part, vocabulary)
    else:
        for part in tree.parts:
            check(part, vocabulary)


def _read(data: Anything, depth: int, left: list[int]) -> Tree:
    if depth == 0:
        raise BadCriteria(f"Conditions may be nested {DEPTH} deep at most.")
    if not isinstance(data, dict):
        raise BadCriteria("A condition must be written as an object with “all”, “any”, “not” or “field”.")
    keys = set(data)
    if keys == {"all"}:
        return All(_read_parts(data["all"], depth, left))
    if keys == {"any"}:
        parts = _read_parts(data["any"], depth, left)
        if not parts:
            raise BadCriteria("“Any of” needs at least one condition.")
        return Any(parts)
    if keys == {"not"}:
        return Not(_read(data["not"], depth - 1, left))
    return _read_test(data, keys, left)


def _read_parts(data: Anything, depth: int, left: list[int]) -> tuple[Tree, ...]:
    if not isinstance(data, list):
        raise BadCriteria("“All of” and “any of” take a list of conditions.")
    return tuple(_read(part, depth - 1, left) for part in data)


def _read_test(data: dict, keys: set[str], left: list[int]) -> Test:
    if not {"field", "op"} <= keys <= {"field", "op", "value"}:
        raise BadCriteria("A condition needs “field” and “op”, and may have “value”.")
    left[0] -= 1
    if left[0] < 0:
        raise BadCriteria(f"A filter may hold {TESTS} conditions at most.")
    key, op = data["field"], data["op"]
    if not isinstance(key, str) or not 0 < len(key) <= 64:
        raise BadCriteria("A field is named by a word of 1 to 64 letters.")
    if op not in Op.values:
        raise BadCriteria(f"“{op}” is not a question that can be asked of {key}.")
    return Test(key, op, _value(key, op, data.get("value")))


def _value(key: str, op: str, value: Anything) -> Anything:
    if op in _NO_VALUE:
        if value is not None:
            raise BadCriteria(f"{key}: “{Op(op).label}” takes no value.")
        return None
    if op in _MANY:
        return _several(key, value)
    if op == Op.BETWEEN:
        pair = _several(key, value)
        if len(pair) != 2 or isinstance(pair[0], str) != isinstance(pair[1], str):
            raise BadCriteria(f"{key}: “between” takes two values.")
        return pair
    return _single(key, op, value)


def _single(key: str, op: str, value: Anything) -> Anything:
    plain = _plain(key, value)
    if op == Op.WITHIN_DAYS and not (isinstance(plain, int) and 0 <= plain <= 36_500):
        raise BadCriteria(f"{key}: “within the last … days” takes a whole number of days.")
    if op in {Op.BEFORE, Op.AFTER}:
        _date(key, plain)
    return plain


def _several(key: str, value: Anything) -> tuple:
    if not isinstance(value, list | tuple) or not 0 < len(value) <= LISTED:
        raise BadCriteria(f"{key}: give 1 to {LISTED} values.")
    return tuple(_plain(key, each) for each in value)


def _plain(key: str, value: Anything) -> Anything:
    if isinstance(value, str):
        return _text(key, value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadCriteria(f"{key}: a value must be text or a number.")
    if not math.isfinite(value) or abs(value) > 2**53:
        raise BadCriteria(f"{key}: the number is too large.")
    return value


def _text(key: str, value: str) -> str:
    if not 0 < len(value) <= LETTERS:
        raise BadCriteria(f"{key}: text must have 1 to {LETTERS} letters.")
    # No database can hold these two, so no record could ever match them.
    if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise BadCriteria(f"{key}: the text holds a letter that cannot be stored.")
    return value


def _date(key: str, value: Anything) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadCriteria(f"{key}: write a date as 2026-03-02.") from None


def _check_test(test: Test, field: Field) -> None:
    if test.op not in operators(field.kind):
        raise BadCriteria(f"“{Op(test.op).label}” cannot be asked of {field.label}.")
    if test.op in _NO_VALUE or test.op == Op.WITHIN_DAYS:
        return
    for value in test.value if isinstance(test.value, tuple) else (test.value,):
        _check_value(value, field)


def _check_value(value: Anything, field: Field) -> None:
    if field.kind in {Kind.DATE, Kind.INSTANT}:
        _date(field.label, value)
    elif field.kind in {Kind.NUMBER, Kind.MONEY}:
        if isinstance(value, str):
            raise BadCriteria(f"{field.label} takes a number.")
    elif not isinstance(value, str):
        raise BadCriteria(f"{field.label} takes text.")
    elif field.choices and value not in field.choices:
        raise BadCriteria(f"{field.label} has no “{value}”.")
