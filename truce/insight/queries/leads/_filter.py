"""A filter as chips: how a tree is taken apart to be shown, and put together again from what a form says."""

from collections.abc import Sequence
from dataclasses import dataclass

from truce.criteria import (
    All,
    Any,
    BadCriteria,
    Field,
    Kind,
    Op,
    Test,
    Tree,
    Vocabulary,
    from_json,
    from_param,
    operators,
    sentence,
    to_param,
)
from truce.insight.queries.leads._fields import groups, vocabulary
from truce.teams.models import User

MANY = (Op.ONE_OF, Op.NONE_OF)
GONE = "That condition is not there any more."
NOTHING = (Op.KNOWN, Op.UNKNOWN, Op.IS_TRUE, Op.IS_FALSE)


@dataclass(frozen=True)
class Filter:
    """A filter that was read: its tree, and the words that it speaks in."""

    tree: All
    words: Vocabulary

    @property
    def sentence(self) -> str:
        return sentence(self.tree, self.words)

    @property
    def text(self) -> str:
        return to_param(self.tree)


@dataclass(frozen=True)
class Chip:
    """One condition in words. place: where it stands in the tree, "" where it cannot be changed alone;
    without: the filter that is left when it is taken away."""

    words: str
    place: str
    without: str


@dataclass(frozen=True)
class Picker:
    """What a form needs for one condition: the fields, and the questions and values that fit the chosen one.

    Takes   control: which kind of input a value takes: none, text, number, date, days, one, many, between, dates.
    """

    groups: list[tuple[str, list[Field]]]
    field: Field | None
    ops: list[Op]
    op: Op | None
    control: str
    values: tuple[str, ...]
    place: str


def read(text: str, user: User) -> Filter:
    """Read a filter from a link.

    Raises  BadCriteria.
    Cost    none; one query where it asks for a field made in this house, and one for each list of names it uses.
    """
    words = vocabulary(user)
    try:
        tree = from_param(text, words)
    except BadCriteria:
        words = vocabulary(user, own=True)
        tree = from_param(text, words)
    return Filter(tree if isinstance(tree, All) else All((tree,)), words)


def words_for(user: User, field: str) -> Vocabulary:
    """Return the fields to choose from, or those that know the one chosen: what was made in this house is asked last.

    Cost    one query, none where the chosen field ships with Truce.
    """
    shipped = vocabulary(user)
    return shipped if field in shipped else vocabulary(user, own=True)


def chips(found: Filter) -> list[tuple[Chip, ...]]:
    """Return the conditions as groups of chips: all groups must hold, of one group any chip."""
    return [tuple(_chips_of(found, index, part)) for index, part in enumerate(found.tree.parts)]


def _chips_of(found: Filter, index: int, part: Tree):
    if isinstance(part, Any) and all(isinstance(each, Test) for each in part.parts):
        for number, each in enumerate(part.parts):
            yield _chip(found, each, f"{index}.{number}")
    else:
        yield _chip(found, part, str(index), can_change=isinstance(part, Test))


def _chip(found: Filter, part: Tree, place: str, can_change: bool = True) -> Chip:
    return Chip(sentence(part, found.words), place if can_change else "", to_param(_changed(found.tree, place, None)))


def changed(found: Filter, test: Test, *, place: str = "", is_or: bool = False) -> Filter:
    """Return the filter with one more condition, or with another one at a place, or with a way around it.

    Takes   place: of a chip; "" adds the condition; is_or: it is enough that either holds.
    """
    if not place:
        return Filter(All((*found.tree.parts, test)), found.words)
    if not is_or:
        return Filter(_changed(found.tree, place, test), found.words)
    index, _ = _spot(place)
    if index >= len(found.tree.parts):
        raise BadCriteria(GONE)
    part = found.tree.parts[index]
    either = Any((*part.parts, test)) if isinstance(part, Any) else Any((part, test))
    return Filter(All(_put(found.tree.parts, index, either)), found.words)


def _changed(tree: All, place: str, test: Test | None) -> All:
    index, within = _spot(place)
    part: Tree | None = test
    if within is not None:
        group = tree.parts[index] if index < len(tree.parts) else None
        rest = _put(group.parts if isinstance(group, Any) else (), within, test)
        part = rest[0] if len(rest) == 1 else Any(rest) if rest else None
    return All(_put(tree.parts, index, part))


def _spot(place: str) -> tuple[int, int | None]:
    """Return which part of the tree a chip stands for, and which way around it within that part."""
    first, _, second = place.partition(".")
    if not (first.isdecimal() and (second.isdecimal() or not second)):
        raise BadCriteria(GONE)
    return int(first), int(second) if second else None


def _put(parts: Sequence[Tree], index: int, part: Tree | None) -> tuple[Tree, ...]:
    if not 0 <= index < len(parts):
        raise BadCriteria(GONE)
    return (*parts[:index], *([part] if part else ()), *parts[index + 1 :])


def test_at(found: Filter, place: str) -> Test | None:
    """Return the condition of a chip."""
    first, _, second = place.partition(".")
    try:
        part = found.tree.parts[int(first)]
        part = part.parts[int(second)] if second else part
    except (ValueError, IndexError, AttributeError):
        return None
    return part if isinstance(part, Test) else None


def read_test(words: Vocabulary, field: str, op: str, values: Sequence[str]) -> Test:
    """Return the condition that a form says.

    Raises  BadCriteria: a value is missing or does not fit.
    """
    known = words[field]
    given = [value.strip() for value in values if value.strip()]
    node: dict = {"field": known.key, "op": op}
    if op not in NOTHING:
        if not given:
            raise BadCriteria(f"{known.label}: say what it is compared with.")
        is_number = known.kind in (Kind.NUMBER, Kind.MONEY) or op == Op.WITHIN_DAYS
        if op in MANY and not known.choices:
            given = [each.strip() for value in given for each in value.split(",") if each.strip()]
        found = [_number(each, known.label) for each in given] if is_number else given
        node["value"] = found if op in (*MANY, Op.BETWEEN) else found[0]
    test = from_json(node, words)
    assert isinstance(test, Test)
    return test


def _number(text: str, label: str) -> int | float:
    plain = text.replace(" ", "").replace("\u202f", "")
    try:
        return int(plain)
    except ValueError:
        pass
    try:
        return float(plain)
    except ValueError:
        raise BadCriteria(f"{label} takes a number.") from None


def picker(found: Filter, *, field: str = "", op: str = "", values: Sequence[str] = (), place: str = "") -> Picker:
    """Return what the form for one condition shows; without a field only the fields to choose from."""
    at = test_at(found, place) if place and not field else None
    if at:
        field, op, values = at.field, str(at.op), _texts(at.value)
    known = found.words[field] if field else None
    ops = [each for each in operators(known.kind) if known.can_be_unknown or each not in _EITHER] if known else []
    chosen = Op(op) if op in [each.value for each in ops] else ops[0] if ops else None
    control = _control(known, chosen) if known and chosen else "none"
    return Picker(groups(found.words), known, ops, chosen, control, tuple(values), place)


_EITHER = (Op.KNOWN, Op.UNKNOWN)


def _texts(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, tuple) else (value,)
    return tuple(str(each) for each in values if each is not None)


def _control(field: Field, op: Op) -> str:
    is_date, is_number = field.kind in (Kind.DATE, Kind.INSTANT), field.kind in (Kind.NUMBER, Kind.MONEY)
    if op in NOTHING:
        return "none"
    if op == Op.WITHIN_DAYS:
        return "days"
    if op == Op.BETWEEN:
        return "dates" if is_date else "between"
    if field.choices:
        return "many" if op in MANY else "one"
    return "date" if is_date else "number" if is_number and op not in MANY else "text"
