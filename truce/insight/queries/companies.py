"""The list of companies: how many people, open leads and won ones each has."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Q

from truce.journey.models import Lead
from truce.journey.rules import Stage
from truce.people.models import Company, Person
from truce.people.queries import name_key
from truce.teams.models import User

PAGE = 50
MOST_COUNTED = 10_000
_LAST = "\U0010ffff"


@dataclass(frozen=True)
class Row:
    """One company of the list. `sides`: which sides have open leads there."""

    id: int
    name: str
    owner: str
    owner_side: str
    people: int
    open: int
    won: int
    industry: str
    region: str
    is_sample: bool


@dataclass(frozen=True)
class Companies:
    """One page of companies by name. Takes total: None beyond 10,000; after: key of the next page, "" at the end."""

    rows: tuple[Row, ...]
    total: int | None
    q: str
    after: str
    next: str


def companies(*, user: User, q: str = "", after: str = "") -> Companies:
    """Return a page of companies by name.

    Takes   q: how the name begins; after: `next` of the page before.
    Cost    four queries.
    """
    wanted = _beginning(Company.objects.visible_to(user), name_key(q))
    total = wanted.order_by()[: MOST_COUNTED + 1].count()
    page = list(_after(wanted, after).select_related("owner").order_by("name_key", "pk")[: PAGE + 1])
    shown = page[:PAGE]
    ids = [company.pk for company in shown]
    people, leads = _people(ids), _leads(ids)
    return Companies(
        rows=tuple(_row(company, people, leads) for company in shown),
        total=total if total <= MOST_COUNTED else None,
        q=q.strip(),
        after=after,
        next=f"{shown[-1].pk}.{shown[-1].name_key}" if len(page) > PAGE else "",
    )


def _beginning(rows, key: str):
    """Keep the names that begin so; SQLite needs the range said for its index, PostgreSQL has one for prefixes."""
    if not key:
        return rows
    if connection.vendor == "sqlite":
        rows = rows.filter(name_key__gte=key, name_key__lt=key + _LAST)
    return rows.filter(name_key__startswith=key)


def _after(rows, after: str):
    pk, _, key = after.partition(".")
    if not pk.isdecimal():
        return rows
    return rows.filter(Q(name_key__gt=key) | Q(name_key=key, pk__gt=int(pk)))


def _people(ids: list[int]) -> Mapping[int, int]:
    found = Person.objects.filter(company_id__in=ids, merged_into=None).order_by().values_list("company_id")
    return dict(found.annotate(count=Count("pk")))


def _leads(ids: list[int]) -> Mapping[int, tuple[int, int]]:
    counted = (
        Lead.objects.filter(company_id__in=ids)
        .order_by()
        .values("company_id")
        .annotate(open=Count("pk", filter=Q(closed_at__isnull=True)), won=Count("pk", filter=Q(stage=Stage.CUSTOMER)))
    )
    return {row["company_id"]: (row["open"], row["won"]) for row in counted}


def _row(company: Company, people: Mapping[int, int], leads: Mapping[int, tuple[int, int]]) -> Row:
    count_open, won = leads.get(company.pk, (0, 0))
    return Row(
        id=company.pk,
        name=company.name,
        owner=str(company.owner or ""),
        owner_side=company.owner.side if company.owner else "",
        people=people.get(company.pk, 0),
        open=count_open,
        won=won,
        industry=str(company.known.get("industry") or "").replace("_", " "),
        region=str(company.known.get("region") or ""),
        is_sample=company.is_sample,
    )
