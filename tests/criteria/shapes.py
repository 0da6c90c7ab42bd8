"""A small vocabulary, and strategies that draw trees and records over it."""

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from truce.criteria import All, Any, Field, Kind, Not, Op, Test, Vocabulary, operators

WORDS = Vocabulary.of(
    Field("title", "Job title", Kind.TEXT),
    Field("stage", "Stage", Kind.CODE, choices={"lead": "Lead", "mql": "MQL", "sal": "SAL"}),
    Field("industry", "Industry", Kind.CODE, path="known__industry"),
    Field("employees", "Employees", Kind.NUMBER, path="known__employees"),
    Field("budget", "Budget", Kind.MONEY),
    Field("born", "Founded", Kind.DATE),
    Field("seen", "Last seen", Kind.INSTANT),
    Field("is_key", "Key account", Kind.BOOL),
    Field("tags", "Tags", Kind.LIST),
)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

texts = st.text("aAbB%_' éÉ\\.", min_size=1, max_size=4)
codes = st.sampled_from(["food", "Food", "wood", "it"])
numbers = st.integers(-3, 3)
days = st.dates(date(2026, 2, 26), date(2026, 3, 4))
tags = st.sampled_from(["hot", "fair", "hot_fair"])
VALUES = {
    "title": texts,
    "stage": st.sampled_from(["lead", "mql", "sal"]),
    "industry": codes,
    "employees": numbers,
    "budget": numbers,
    "born": days,
    "seen": st.datetimes(datetime(2026, 2, 26), datetime(2026, 3, 4), timezones=st.just(UTC)),  # noqa: DTZ001
    "is_key": st.booleans(),
    "tags": st.lists(tags, max_size=2),
}
_NOTHING = {Op.KNOWN, Op.UNKNOWN, Op.IS_TRUE, Op.IS_FALSE}

records = st.fixed_dictionaries({key: st.none() | values for key, values in VALUES.items()})


def _wanted(key: str):
    if WORDS[key].kind in {Kind.DATE, Kind.INSTANT}:
        return days.map(date.isoformat)
    return tags if key == "tags" else VALUES[key]


@st.composite
def tests(draw):
    field = draw(st.sampled_from(WORDS.fields))
    op = draw(st.sampled_from(operators(field.kind)))
    if op in _NOTHING:
        return Test(field.key, op)
    if op == Op.WITHIN_DAYS:
        return Test(field.key, op, draw(st.integers(0, 3)))
    one = _wanted(field.key)
    if op == Op.BETWEEN:
        return Test(field.key, op, tuple(draw(st.tuples(one, one))))
    if op in {Op.ONE_OF, Op.NONE_OF}:
        return Test(field.key, op, tuple(draw(st.lists(one, min_size=1, max_size=3))))
    return Test(field.key, op, draw(one))


def _grow(trees):
    parts = st.lists(trees, max_size=3).map(tuple)
    return st.one_of(parts.map(All), parts.filter(len).map(Any), trees.map(Not))


trees = st.recursive(tests(), _grow, max_leaves=6)
