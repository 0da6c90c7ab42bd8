from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import models

from truce.agreement import actions as agreement
from truce.agreement.queries import current, is_there, version
from truce.agreement.rules import Industry, template
from truce.base.actions import insert, set_aside
from truce.base.errors import Refused
from truce.campaigns.models import Campaign, Identified, Touchpoint
from truce.handoff.models import HandOff
from truce.ingest.demo import cast, queries, story
from truce.ingest.demo.actions._work import At
from truce.ingest.demo.book import NUMBERED, Book
from truce.journey.models import Lead
from truce.ledger import actions as ledger
from truce.ledger.models import Act
from truce.people.models import Company, Consent, Domain, EmailAddress, Fact, Person, Phone
from truce.teams.models import House, Team, User
from truce.teams.queries import automation, house
from truce.teams.queries import queues as all_queues

TELLING = "Making up eighteen months"
WRITING = "Writing them down"


class AlreadyThere(Refused):
    pass


@dataclass(frozen=True)
class Wanted:
    """Which sample company: about how many people, which of all stories, when it ends; password: a hash."""

    people: int
    seed: int
    until: datetime
    password: str


@dataclass(frozen=True)
class Loaded:
    """What was loaded: rows by table."""

    rows: dict[str, int]


@dataclass(frozen=True)
class _Ground:
    """What a story stands on besides what was wanted; kept, so that a worker that goes on tells the very same."""

    first: dict[str, int]
    taken: dict[str, list[str]]
    version: int


def load(wanted: Wanted, *, work: At) -> Loaded:
    """Make the sample company, or go on with making it.

    Raises  AlreadyThere.
    Cost    about 5 ms for each person.
    """
    ground = _Ground(**work.kept["ground"]) if work.kept else _prepare(wanted, work)
    with _no_garbage():
        return _load(wanted, ground, work)


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Have nobody look for garbage among the millions of objects of a story, which has none: a quarter of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _load(wanted: Wanted, ground: _Ground, work: At) -> Loaded:
    work.tell(0, 100, TELLING)
    book = story.tell(
        people=wanted.people,
        seed=wanted.seed,
        until=wanted.until,
        terms=version(ground.version),
        first=ground.first,
        queues=all_queues(),
        automation=automation(),
        taken=ground.taken,
        password=wanted.password,
        tick=lambda share: work.tell(int(share * 30), 100, TELLING),
    )
    _write_down(book, ground, work)
    return Loaded({label: len(rows) for label, rows, _ in _tables(book)})


def _prepare(wanted: Wanted, work: At) -> _Ground:
    if queries.is_there():
        raise AlreadyThere("There is a sample company here already; remove it first.")
    with work.chunk():
        settle(wanted.until)
        taken = {kind: sorted(names) for kind, names in queries.taken_names().items()}
        ground = _Ground(_numbers(wanted.people), taken, current().version)
        work.keep({"ground": asdict(ground), "done": 0}, 0, 100, TELLING)
    return ground


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


def set_password(password: str) -> int:
    """Give all sample users a password, as typed; return how many there are."""
    return User.objects.filter(is_sample=True).update(password=make_password(password))


def _numbers(people: int) -> dict[str, int]:
    """Set ids aside for the rows that others name; return the first of each range."""
    return {
        label: set_aside(apps.get_model(label), round(each * people) + more) for label, (each, more) in NUMBERED.items()
    }


def _write_down(book: Book, ground: _Ground, work: At) -> None:
    """Write the book in chunks; `done` counts the rows that stand already."""
    tables = _tables(book)
    total = sum(len(rows) for _, rows, _ in tables)
    done, skip = work.kept.get("done", 0), work.kept.get("done", 0)
    for _, rows, write in tables:
        start, skip = min(skip, len(rows)), max(0, skip - len(rows))
        while start < len(rows):
            with work.chunk():
                batch = rows[start : start + max(1, work.rows())]
                write(batch)
                start, done = start + len(batch), done + len(batch)
                share = 30 + 70 * done // total
                work.keep({"ground": asdict(ground), "done": done}, share, 100, WRITING)


Table = tuple[str, Sequence, Callable[[Sequence], object]]


def _tables(book: Book) -> list[Table]:
    """Return what is to be written: the history first, so that nothing is done with a row before it stands."""
    consents = [row for rows in book.consents_of.values() for row in rows]
    first: list[tuple[type[models.Model], Sequence]] = [
        (Team, book.teams),
        (User, list(book.users.values())),
        (Act, book.acts),
    ]
    then: list[tuple[type[models.Model], Sequence]] = [
        (Company, book.companies),
        (Domain, book.domains),
        (Person, book.people),
        (EmailAddress, book.emails),
        (Phone, book.phones),
        (Campaign, book.campaigns),
        (Identified, book.identified),
        (Fact, book.facts),
        (Touchpoint, book.touchpoints),
        (Consent, consents),
    ]
    return [
        *_plain(first),
        ("ledger.Event", book.events, ledger.write_history),
        *_plain(then),
        ("journey.Lead", book.leads, partial(_write_leads, book)),
    ]


def _plain(tables: list[tuple[type[models.Model], Sequence]]) -> Iterator[Table]:
    for model, rows in tables:
        yield model._meta.label, rows, partial(insert, model)


def _write_leads(book: Book, leads: Sequence[Lead]) -> None:
    insert(Lead, leads)
    insert(HandOff, [handoff for lead in leads for handoff in book.handoffs.get(lead.pk, ())])
