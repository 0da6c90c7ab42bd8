"""A tree in plain words."""

from __future__ import annotations

from typing import Any as Anything

from truce.criteria.rules._tree import All, Any, Field, Kind, Not, Op, Test, Tree, Vocabulary


def sentence(tree: Tree, vocabulary: Vocabulary) -> str:
    """Return a tree in plain words, such as “industry is one of Food, Logistics and employees at least 200”.

    Raises  BadCriteria when the vocabulary lacks a field.
    """
    if isinstance(tree, Test):
        return _test(tree, vocabulary[tree.field])
    if isinstance(tree, Not):
        return f"not {_inner(tree.part, vocabulary)}"
    if not tree.parts:
        return "everyone" if isinstance(tree, All) else "no one"
    if len(tree.parts) == 1:
        return sentence(tree.parts[0], vocabulary)
    glue = " and " if isinstance(tree, All) else " or "
    return glue.join(_inner(part, vocabulary) for part in tree.parts)


def _inner(tree: Tree, vocabulary: Vocabulary) -> str:
    words = sentence(tree, vocabulary)
    return f"({words})" if isinstance(tree, All | Any) and len(tree.parts) > 1 else words


def _test(test: Test, field: Field) -> str:
    op = Op(test.op)
    name = field.label[:1].lower() + field.label[1:] if field.label[1:2].islower() else field.label
    if op in {Op.KNOWN, Op.UNKNOWN, Op.IS_TRUE, Op.IS_FALSE}:
        return f"{name} {op.label}"
    if op == Op.WITHIN_DAYS:
        return f"{name} within the last {test.value} {'day' if test.value == 1 else 'days'}"
    if op == Op.BETWEEN:
        return f"{name} between {_say(test.value[0], field)} and {_say(test.value[1], field)}"
    if isinstance(test.value, tuple):
        return f"{name} {op.label} {', '.join(_say(each, field) for each in test.value)}"
    return f"{name} {op.label} {_say(test.value, field)}"


def _say(value: Anything, field: Field) -> str:
    if field.choices and value in field.choices:
        return str(field.choices[value])
    if field.kind == Kind.MONEY:
        return f"{value / 100:,.2f}".removesuffix(".00")
    return str(value)
