"""Questions whose SQL is worked out once, for the pages that everybody opens fifty times a day.

Building a query costs Django ten times what SQLite needs to answer it. A `Question` builds it once for each
shape (which values, how many in a list) and from then on only fills the values in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators

Value = int | str | datetime | Sequence[int]
SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
_FIRST_INT = -7_000_000_000_000
_FIRST_DAY = datetime(1001, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class _Prepared:
    """SQL with the place of each value: in `params` a name and an index stand where a value goes."""

    sql: str
    params: tuple[Any, ...]
    places: tuple[tuple[int, str, int], ...]
    converters: tuple[tuple[int, Any, Any], ...]
    made: "_Made | None" = None


@dataclass(frozen=True)
class _Made:
    """How rows become records with those that were joined to them, as Django's own ModelIterable does it."""

    model: type[Model]
    columns: tuple[str, ...]
    start: int
    joined: tuple[Any, ...]
    annotated: tuple[tuple[str, int], ...]

    @classmethod
    def read(cls, compiler: Any) -> "_Made":
        info, select = compiler.klass_info, compiler.select
        first, last = info["select_fields"][0], info["select_fields"][-1] + 1
        columns = tuple(column[0].target.attname for column in select[first:last])
        joined = tuple(get_related_populators(info, select, connection.alias))  # type: ignore[call-arg]
        return cls(info["model"], columns, first, joined, tuple(compiler.annotation_col_map.items()))

    def of(self, rows: list[tuple]) -> list:
        end = self.start + len(self.columns)
        made = []
        for row in rows:
            record = self.model.from_db(connection.alias, self.columns, row[self.start : end])
            for join in self.joined:
                join.populate(row, record)
            for name, place in self.annotated:
                setattr(record, name, row[place])
            made.append(record)
        return made


class Question:
    """A query with named values: `Question(lambda user: Lead.objects.filter(holder_user_id=user).values_list("pk"))`.

    Takes   a function of named values (whole numbers, words, instants, lists of whole numbers) that gives a
            queryset; it must not look at the values, only hand them to the query.
    """

    def __init__(self, build: Callable[..., QuerySet]):
        self._build = build
        self._known: dict[tuple, _Prepared] = {}

    def __call__(self, **values: Value) -> list:
        """Return the rows for some values: tuples of a query made with values_list, else records with what it joins.

        Takes   values: an empty list among them gives no rows.

        Cost    one query.
        """
        given = {name: _listed(value) for name, value in values.items()}
        if any(value == [] for value in given.values()):
            return []
        shape = (connection.vendor, *((name, _kind(value)) for name, value in given.items()))
        prepared = self._known.get(shape)
        if prepared is None:
            prepared = self._known[shape] = self._prepare(given)
        params = list(prepared.params)
        for place, name, index in prepared.places:
            value = given[name]
            params[place] = value[index] if isinstance(value, list) else _adapted(value)
        with connection.cursor() as cursor:
            cursor.execute(prepared.sql, params)
            rows = cursor.fetchall()
        read = [_read(row, prepared.converters) for row in rows] if prepared.converters else list(rows)
        return prepared.made.of(read) if prepared.made else read

    def _prepare(self, given: dict[str, Any]) -> _Prepared:
        stand_ins: dict[str, Any] = {}
        names: dict[Any, tuple[str, int]] = {}
        for value_no, (name, value) in enumerate(given.items()):
            if isinstance(value, list):
                stand_ins[name] = [_stand_in(0, 1000 * value_no + index) for index in range(len(value))]
                names |= {each: (name, index) for index, each in enumerate(stand_ins[name])}
            else:
                stand_ins[name] = _stand_in(value, 1000 * value_no)
                names[_adapted(stand_ins[name])] = (name, 0)
        queryset = self._build(**stand_ins)
        compiler = queryset.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        places = tuple((place, *names[each]) for place, each in enumerate(params) if _is_name(each, names))
        missing = given.keys() - {name for _, name, _ in places}
        if missing:
            raise TypeError(f"the query does not use {', '.join(sorted(missing))}")
        fields = [column[0] for column in compiler.select[: compiler.col_count]]
        converters = compiler.get_converters(fields).items()
        made = _Made.read(compiler) if queryset._iterable_class is ModelIterable else None
        return _Prepared(sql, tuple(params), places, tuple((place, *found) for place, found in converters), made)


def _read(row: Sequence[Any], converters: tuple[tuple[int, Any, Any], ...]) -> tuple:
    """Return a row as values of Python: instants, booleans and JSON are not what the database gives."""
    values = list(row)
    for place, converts, expression in converters:
        for convert in converts:
            values[place] = convert(values[place], expression, connection)
    return tuple(values)


def _listed(value: Value) -> Any:
    """Return a list filled up to one of a few sizes with its last member, so that few shapes are known."""
    if isinstance(value, str | int | datetime):
        return value
    listed = list(value)
    size = next((size for size in SIZES if size >= len(listed)), len(listed))
    return listed + listed[-1:] * (size - len(listed))


def _kind(value: Any) -> Any:
    return len(value) if isinstance(value, list) else type(value)


def _stand_in(value: Any, number: int) -> Any:
    if isinstance(value, datetime):
        return _FIRST_DAY + timedelta(days=number)
    return f"~{number}~" if isinstance(value, str) else _FIRST_INT - number


def _adapted(value: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def _is_name(each: Any, names: dict) -> bool:
    return isinstance(each, int | str | datetime) and each in names
