"""Loading the sample company."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import connection, models, transaction
from django.db.models import F

from truce.agreement import actions as agreement
from truce.agreement.queries import current, is_there
from truce.agreement.rules import Industry, template
from truce.base.errors import Refused
from truce.campaigns.models import Campaign, Identified, Touchpoint
from truce.handoff.models import HandOff
from truce.ingest.demo import cast, queries, story
from truce.ingest.demo.book import NUMBERED, Book
from truce.journey.models import Lead
from truce.ledger import actions as ledger
from truce.ledger.models import Act
from truce.people.models import Company, Consent, Domain, EmailAddress, Fact, Person, Phone
from truce.teams.models import House, Team, User
from truce.teams.queries import automation, house
from truce.teams.queries import queues as all_queues


class AlreadyThere(Refused):
    pass


Chunk = Callable[[], AbstractContextManager]


@dataclass(frozen=True)
class Loaded:
    """What was loaded: rows by table."""

    rows: dict[str, int]


def load(
    *, people: int, seed: int, until: datetime, password: str, chunk: Chunk = transaction.atomic, rows: int = 2000
) -> Loaded:
    """Make the sample company.

    Takes   password: as typed, for all sample users; "" lets none of them sign in with one.
    Raises  AlreadyThere.
    """
    if queries.is_there():
        raise AlreadyThere("There is a sample company here already; remove it first.")
    with chunk():
        settle(until)
        first = set_aside(people)
    book = story.tell(
        people=people,
        seed=seed,
        until=until,
        terms=current(),
        first=first,
        queues=all_queues(),
        automation=automation(),
        taken=queries.taken_names(),
        password=make_password(password or None),
    )
    written: dict[str, int] = {}
    for label, batch, write in _batches(book, rows):
        with chunk():
            write(batch)
        written[label] = written.get(label, 0) + len(batch)
    return Loaded(written)


def settle(at: datetime) -> None:
    """Give the sample company a house and an agreement to start from, where there are none yet."""
    long_ago = at - timedelta(days=560)
    if house() is None:
        House.objects.create(
            pk=1, name=cast.HOUSE, zone=cast.ZONE, currency=cast.CURRENCY, country=cast.COUNTRY, started_at=long_ago
        )
    if not is_there():
        body = template(Industry.INDUSTRIAL, zone=cast.ZONE, country=cast.COUNTRY)
        agreement.start(body, by=automation(), at=long_ago)


def set_aside(people: int) -> dict[str, int]:
    """Set ids aside for the rows that others name, so that nobody else gets them; return the first of each range."""
    from django.apps import apps

    return {
        label: _range(apps.get_model(label), round(each * people) + more) for label, (each, more) in NUMBERED.items()
    }


def _range(model: type[models.Model], count: int) -> int:
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return _postgres_range(cursor, table, column, count)
        cursor.execute("select seq from sqlite_sequence where name = %s", [table])
        found = cursor.fetchone()
        if found:
            cursor.execute("update sqlite_sequence set seq = seq + %s where name = %s", [count, table])
        else:
            cursor.execute("insert into sqlite_sequence (name, seq) values (%s, %s)", [table, count])
        return (found[0] if found else 0) + 1


def _postgres_range(cursor, table: str, column: str, count: int) -> int:
    """Take ids one by one until they come without a gap: others may take some in between."""
    while True:
        cursor.execute(
            "select min(id), max(id) from (select nextval(pg_get_serial_sequence(%s, %s)) id"
            " from generate_series(1, %s)) taken",
            [table, column, count],
        )
        lowest, highest = cursor.fetchone()
        if highest - lowest == count - 1:
            return lowest


Batch = tuple[str, Sequence, Callable[[Sequence], object]]


def _batches(book: Book, most: int) -> Iterator[Batch]:
    """Yield what is to be written, in an order in which nothing can be done with a row before its history stands."""
    plain = [
        (Team, book.teams),
        (User, list(book.users.values())),
        (Act, book.acts),
    ]
    yield from _rows(plain, most)
    for batch in _slices(book.events, most):
        yield "ledger.Event", batch, ledger.write_history
    people = [
        (Company, book.companies),
        (Domain, book.domains),
        (Person, book.people),
        (EmailAddress, book.emails),
        (Phone, book.phones),
        (Campaign, book.campaigns),
        (Identified, book.identified),
        (Fact, book.facts),
        (Touchpoint, book.touchpoints),
        (Consent, [row for rows in book.consents_of.values() for row in rows]),
    ]
    yield from _rows(people, most)
    for batch in _slices(book.leads, most // 2):
        yield "journey.Lead", batch, lambda leads: _write_leads(book, leads)


def _rows(tables: list[tuple[type[models.Model], Sequence]], most: int) -> Iterator[Batch]:
    for model, rows in tables:
        for batch in _slices(rows, most):
            yield model._meta.label, batch, lambda found, model=model: _write(model, found)


def _slices(rows: Sequence, most: int) -> Iterator[Sequence]:
    for start in range(0, len(rows), most):
        yield rows[start : start + most]


def _write(model: type[models.Model], rows: Sequence) -> None:
    model._base_manager.bulk_create(rows, batch_size=500)
    if any(field.name == "created_at" for field in model._meta.fields) and hasattr(rows[0], "recorded_at"):
        _as_of_then(model, rows)


def _write_leads(book: Book, leads: Sequence[Lead]) -> None:
    _write(Lead, leads)
    handoffs = [handoff for lead in leads for handoff in book.handoffs.get(lead.pk, ())]
    HandOff.objects.bulk_create(handoffs, batch_size=500)


def _as_of_then(model: type[models.Model], rows: Sequence) -> None:
    """Have rows recorded when they were made, so that a question as of then sees them."""
    found = model._base_manager.filter(pk__gte=rows[0].pk, pk__lte=rows[-1].pk, is_sample=True)
    found.update(recorded_at=F("created_at"))
