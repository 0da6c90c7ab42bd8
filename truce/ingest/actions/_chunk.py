"""What the writers of one chunk share: the run, the time, who works here, and records looked up once."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db import models

from truce.agreement.queries import Terms, current, is_there
from truce.ingest.actions._book import Book
from truce.ingest.models import External, ImportRun
from truce.ingest.rules import ROW_KEY, Fate, Link, Prepared, RecordKind, Remark, name_key, named
from truce.people.models import FieldDefinition, Person
from truce.people.queries import root
from truce.teams.models import Queue, User
from truce.teams.queries import importer, queues

Key = tuple[str, str]


@dataclass
class Outcome:
    """What became of one row: with `record` where it came in, with `reasons` where it was refused.

    `ref`: kind and number of the record that a duplicate stands for.
    """

    fate: Fate
    record: models.Model | None = None
    reasons: tuple[Remark, ...] = ()
    notes: list[Remark] = field(default_factory=list)
    ref: tuple[str, int] | None = None


def refused(code: str, text: str) -> Outcome:
    """Return the outcome of a row that cannot come in, with the one reason."""
    return Outcome(Fate.REFUSED, reasons=(Remark(code, "", text),))


class House:
    """What does not change from chunk to chunk of one run: users, queues, the agreement, the fields in use."""

    def __init__(self, run: ImportRun) -> None:
        self.run = run
        self.by = importer()
        self.queues: dict[str, Queue] = queues()
        self.terms: Terms | None = current() if is_there() else None
        self._users = list(User.objects.people())
        self._users_by_key = dict(
            External.objects.filter(source=run.source_system, kind="user").values_list("key", "record_id")
        )

    @cached_property
    def fields(self) -> dict[str, FieldDefinition]:
        return {found.key: found for found in FieldDefinition.objects.all()}

    def user(self, link: Link) -> User | None:
        """Return the user that a row names: by id, else by address, else by a name that only one has."""
        number = self._users_by_key.get(link.key) if link.key else None
        by_email = [user for user in self._users if link.email and user.email.lower() == link.email]
        by_name = [user for user in self._users if link.name and name_key(user.name) == name_key(link.name)]
        by_key = [user for user in self._users if user.pk == number]
        return next((found[0] for found in (by_key, by_email, by_name) if len(found) == 1), None)

    def due(self, at: datetime, promise: str) -> datetime:
        """Return when a promise of the agreement runs out; before there is one, at once."""
        return self.terms.due(at, getattr(self.terms.body.promises, promise)) if self.terms else at

    def due_in_days(self, at: datetime, promise: str) -> datetime:
        """Return when a promise that is counted in days runs out; before there is an agreement, in a day."""
        if not self.terms:
            return at + timedelta(days=1)
        return self.terms.hours.due_in_days(at, getattr(self.terms.body.promises, promise))


class Chunk:
    """One transaction's worth of rows, on their way in."""

    def __init__(self, house: House, *, at: datetime) -> None:
        self.house = house
        self.run = house.run
        self.source = house.run.source_system
        self.at = at
        self.book = Book(self.source, house.by, at)
        self._people: dict[int, Person] = {}

    def one(self, person: Person) -> Person:
        """Return the one copy of a person that all rows of this chunk change."""
        person = root(person)
        return self._people.setdefault(person.pk, person) if person.pk else person

    def people(self, ids: Iterable[int], *, lock: bool = False) -> dict[int, Person]:
        """Return people by id, merged ones as the one who was kept. One query. Takes lock: they are to be changed."""
        wanted = set(ids)
        if not wanted:
            return {}
        found = Person.objects.select_related("merged_into", "company").filter(pk__in=wanted).order_by("pk")
        return {person.pk: self.one(person) for person in (found.select_for_update(of=("self",)) if lock else found)}

    def known(self, wanted: Collection[Key]) -> dict[Key, int]:
        """Return the numbers of records by (kind, external key). One query."""
        wanted = {pair for pair in wanted if pair[1]}
        if not wanted:
            return {}
        rows = External.objects.filter(
            source=self.source, kind__in={kind for kind, _ in wanted}, key__in={key for _, key in wanted}
        )
        found = {(kind, key): pk for kind, key, pk in rows.values_list("kind", "key", "record_id")}
        return {pair: found[pair] for pair in wanted if pair in found}

    def claimed(self, kind: RecordKind, ids: Collection[int]) -> set[int]:
        """Return which records an id of the same source stands for already. One query, none for no ids."""
        if not ids:
            return set()
        known = External.objects.filter(source=self.source, kind=kind, record_kind=kind, record_id__in=ids)
        return set(known.exclude(key__startswith=ROW_KEY).values_list("record_id", flat=True))

    def day(self, at: datetime) -> date:
        """Return the plain date of an instant where the file comes from."""
        return at.astimezone(ZoneInfo(self.run.defaults["zone"])).date()

    def owner(self, row: Prepared, notes: list[Remark]) -> User | None:
        """Return whom a row names as its owner, and tell where that is nobody who works here."""
        link = row.links.get("owner")
        if link is None:
            return None
        user = self.house.user(link)
        if user is None:
            who = link.name or link.email or link.key
            notes.append(Remark("unknown_owner", "", f"{who} does not work here, or several of that name do."))
        return user


def several(code: str, what: str, name: str, found: Iterable[str]) -> Remark:
    """Return the remark that a name stands for several records, with the candidates."""
    candidates = list(found)
    return Remark(code, "", f"{len(candidates)} {what} are called {name}: {named(candidates)}.")
