"""In which order leads are listed, and paging by key: each page begins after the last row of the one before."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

PAGE = 50


@dataclass(frozen=True)
class Order:
    """One way to sort. `columns` are ORM paths, the weightiest first; the last one is the lead's id, so no two tie.

    Takes   reads: turns the text of each column's value back; empty: the path that is null in leads without a value:
            those come last, by id; downwards: the direction of the first click.
    """

    key: str
    columns: tuple[str, ...]
    reads: tuple[Callable[[str], Any], ...]
    empty: str = ""
    downwards: bool = False


LARGEST = 2**63 - 1


def _whole(text: str) -> int:
    found = int(text)
    if abs(found) > LARGEST:
        raise ValueError("no number that a database can hold")
    return found


def _words(text: str) -> str:
    if "\0" in text:
        raise ValueError("no text that a database can hold")
    return text


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a time without a zone")
    return found


ORDERS = {
    order.key: order
    for order in (
        Order("due", ("due_at", "id"), (_moment, _whole), empty="due_at"),
        Order("score", ("number", "id"), (_whole, _whole), downwards=True),
        Order("created", ("created_at", "id"), (_moment, _whole), downwards=True),
        Order("touched", ("last_touched_at", "id"), (_moment, _whole), empty="last_touched_at", downwards=True),
        Order("closed", ("closed_at", "id"), (_moment, _whole), empty="closed_at", downwards=True),
        Order("name", ("person__name_key", "person_id", "id"), (_words, _whole, _whole)),
        Order("company", ("company__name", "company_id", "id"), (_words, _whole, _whole), empty="company"),
    )
}


@dataclass(frozen=True)
class Sort:
    """An order and its direction, as the address says it: `due`, `-score`."""

    order: Order
    downwards: bool

    @classmethod
    def read(cls, text: str) -> "Sort | None":
        order = ORDERS.get(text.removeprefix("-"))
        return cls(order, text.startswith("-")) if order else None

    def without_empty(self) -> "Sort":
        """Return the same for leads that all have a value."""
        return replace(self, order=replace(self.order, empty=""))

    def __str__(self) -> str:
        return f"-{self.order.key}" if self.downwards else self.order.key


@dataclass(frozen=True)
class Mark:
    """A place between two rows: the key of the row before (or after) it; without values it is among the empty ones."""

    values: tuple[Any, ...]
    id: int

    @classmethod
    def read(cls, text: str, order: Order) -> "Mark | None":
        """Return the mark that a link carries, None where it is not one of this order."""
        try:
            if text.startswith("~"):
                return cls((), _whole(text[1:])) if order.empty else None
            parts = text.rsplit("~", len(order.columns) - 1)
            values = tuple(read(part) for read, part in zip(order.reads, parts, strict=True))
            return cls(values, values[-1])
        except ValueError:
            return None

    @staticmethod
    def write(values: tuple[Any, ...]) -> str:
        """Return the mark of a row as text, from the values of its order's columns."""
        if values[0] is None:
            return f"~{values[-1]}"
        return "~".join(each.isoformat() if isinstance(each, datetime) else str(each) for each in values)


def page(
    leads: QuerySet, paths: tuple[str, ...], sort: Sort, mark: Mark | None, *, backwards: bool = False
) -> list[tuple]:
    """Return one more row than a page holds, from a mark on, in the order of walking.

    Takes   leads: what the filter finds; paths: the values of a row; backwards: walk towards the first row.
    Cost    one query; two where a page reaches into the leads without a value. Only the rows of the page are joined
            with what they show: the keys are found and sorted alone.
    """
    order, downwards = sort.order, sort.downwards != backwards
    if not order.empty:
        return _page(leads, paths, order.columns, mark.values if mark else None, downwards, PAGE + 1)
    there, empty = Q(**{f"{order.columns[0]}__isnull": False}), Q(**{f"{order.empty}__isnull": True})
    parts = [(there, order.columns), (empty, ("id",))]
    starts_empty = mark is not None and not mark.values
    if backwards:
        parts.reverse()
    if mark and starts_empty != backwards:
        parts = parts[1:]
    found: list[tuple] = []
    for which, columns in parts:
        here = mark and (mark.values if columns != ("id",) else (mark.id,) if starts_empty else None)
        found += _page(leads.filter(which), paths, columns, here or None, downwards, PAGE + 1 - len(found))
        if len(found) > PAGE:
            break
    return found


def _page(
    leads: QuerySet, paths: tuple[str, ...], columns: tuple[str, ...], values: tuple | None, downwards: bool, most: int
) -> list[tuple]:
    order = [f"-{column}" if downwards else column for column in columns]
    keys = (_after(leads, columns, values, downwards) if values else leads).order_by(*order)[:most]
    return list(leads.model.objects.filter(pk__in=keys.values("pk")).order_by(*order).values_list(*paths))


def _after(leads: QuerySet, columns: tuple[str, ...], values: tuple, downwards: bool) -> QuerySet:
    """Leave out the rows up to a key. The first bound stands alone, so that an index can begin at it."""
    beyond, edge = ("lt", "lte") if downwards else ("gt", "gte")
    later = Q(**{f"{columns[-1]}__{beyond}": values[-1]})
    for column, value in reversed(list(zip(columns[:-1], values[:-1], strict=True))):
        later = Q(**{f"{column}__{beyond}": value}) | Q(**{column: value}) & later
    return leads.filter(Q(**{f"{columns[0]}__{edge}": values[0]}) & later)
