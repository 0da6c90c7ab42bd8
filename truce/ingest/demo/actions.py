"""Loading the sample company."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import models, transaction

from truce.agreement import actions as agreement
from truce.agreement.queries import current, is_there
from truce.agreement.rules import Industry, template
from truce.base.actions import insert, set_aside
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
        first = _numbers(people)
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


def _numbers(people: int) -> dict[str, int]:
    """Set ids aside for the rows that others name; return the first of each range."""
    return {
        label: set_aside(apps.get_model(label), round(each * people) + more) for label, (each, more) in NUMBERED.items()
    }


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
            yield model._meta.label, batch, partial(insert, model)


def _slices(rows: Sequence, most: int) -> Iterator[Sequence]:
    for start in range(0, len(rows), most):
        yield rows[start : start + most]


def _write_leads(book: Book, leads: Sequence[Lead]) -> None:
    insert(Lead, leads)
    insert(HandOff, [handoff for lead in leads for handoff in book.handoffs.get(lead.pk, ())])
