"""What one chunk of an import writes: gathered in memory, then put down table by table, each in a few statements."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.base import ModelState

from truce.base import contact
from truce.base.actions import insert, set_aside
from truce.campaigns.models import Touchpoint
from truce.journey.models import Lead
from truce.ledger import actions as ledger
from truce.ledger.actions import Draft, name_of
from truce.ledger.rules import Changes, EventKind, to_json
from truce.people.models import Company, Consent, Domain, EmailAddress, Fact, Person, Phone
from truce.people.queries import name_key
from truce.people.rules import COMPANY_ADDED, CONSENT_CHANGED, PERSON_ADDED, ConsentState, Origin
from truce.teams.models import User

Row = TypeVar("Row", bound=models.Model)
_FIRST: Mapping[str, object] = {}


@dataclass
class _Line:
    kind: EventKind
    subject: models.Model
    by: User
    at: datetime
    first: bool
    set: dict[str, object]
    before: Mapping[str, object]
    also: models.Model | None
    data: Mapping[str, object]
    note: str
    version: int


@dataclass
class Book:
    """New rows by table, changed rows, and the events that tell of both."""

    source: str
    by: User
    at: datetime
    companies: list[Company] = field(default_factory=list)
    domains: list[Domain] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    emails: list[EmailAddress] = field(default_factory=list)
    phones: list[Phone] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    touches: list[Touchpoint] = field(default_factory=list)
    leads: list[tuple[Lead, Callable[[Lead], None]]] = field(default_factory=list)
    lines: list[_Line] = field(default_factory=list)
    changed: dict[models.Model, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add_company(self, name: str, *, facts: Mapping[str, object], at: datetime, owner: User | None) -> Company:
        """Add a company with its first facts."""
        company = fresh_row(
            Company, name=name[:200], name_key=name_key(name), owner=owner, created_at=at, source_system=self.source
        )
        self.companies.append(company)
        self.learn(company, {"company_name": name, **facts}, at=at)
        self.tell(COMPANY_ADDED, company, at=at, first=True)
        return company

    def add_domain(self, company: Company, name: str) -> None:
        """Give a company a domain that no other has."""
        self.domains.append(fresh_row(Domain, company=company, name=name))

    def add_person(self, name: str, *, facts: Mapping[str, object], at: datetime, company: Company | None) -> Person:
        """Add a person with their first facts."""
        person = fresh_row(
            Person,
            name=name[:200],
            name_key=name_key(name),
            job_title=str(facts.get("job_title") or "")[:200],
            company=company,
            created_at=at,
            source_system=self.source,
        )
        self.people.append(person)
        self.learn(person, {"name": name, **facts}, at=at)
        self.tell(PERSON_ADDED, person, at=at, first=True)
        return person

    def add_email(self, person: Person, typed: str, key: str, *, is_primary: bool) -> None:
        """Give a person an address that nobody has."""
        address = typed.strip()[:320]
        self.emails.append(fresh_row(EmailAddress, person=person, address=address, key=key, is_primary=is_primary))

    def add_phone(self, person: Person, typed: str, key: str, *, is_primary: bool) -> None:
        """Give a person a number."""
        number = typed.strip()[:60]
        self.phones.append(fresh_row(Phone, person=person, number=number, key=key or None, is_primary=is_primary))

    def learn(self, of: Person | Company, values: Mapping[str, object], *, at: datetime) -> list[str]:
        """Write facts into fields that are empty so far, and return which."""
        new = {key: value for key, value in values.items() if value not in (None, "") and not of.known.get(key)}
        if not new:
            return []
        is_person = isinstance(of, Person)
        self.facts += [
            fresh_row(
                Fact,
                person=of if is_person else None,
                company=None if is_person else of,
                field=key,
                value=value,
                origin=Origin.IMPORT,
                happened_at=at,
                known_at=at,
                source_system=self.source,
                actor_id=self.by.pk,
                actor_side=self.by.side,
            )
            for key, value in new.items()
        ]
        of.known = {**of.known, **new}
        if of.pk:
            self.changed[of].add("known")
            if is_person and "job_title" in new:
                of.job_title = str(new["job_title"])[:200]
                self.changed[of].add("job_title")
        return sorted(new)

    def touch(self, person: Person, *, kind: str, channel: str, at: datetime, by: User | None = None, **details):
        """Write down that something reached a person or came from them."""
        who = by or self.by
        touch = fresh_row(
            Touchpoint,
            person=person,
            kind=kind,
            channel=channel,
            happened_at=at,
            known_at=at,
            source_system=self.source,
            actor_id=who.pk,
            actor_side=who.side,
            **{name: _cut(name, value) for name, value in details.items()},
        )
        self.touches.append(touch)
        return touch

    def add_lead(self, lead: Lead, finish: Callable[[Lead], None]) -> None:
        """Add a lead; `finish` sets what needs the numbers of other new rows."""
        self.leads.append((lead, finish))

    def withdraw(self, person: Person, purpose: str, known: Consent | None, *, at: datetime) -> Consent:
        """Write down that a person no longer allows mails or calls, unless they said so before or otherwise since."""
        state = ConsentState.WITHDRAWN.value
        data = {"purpose": purpose, "state": state}
        if known is None:
            known = Consent(person=person, purpose=purpose, state=state, changed_at=at)
            self.consents.append(known)
            self.tell(CONSENT_CHANGED, person, at=at, first=True, also=known, data=data)
        elif known.state != state and known.changed_at <= at:
            self.tell(CONSENT_CHANGED, person, at=at, also=known, set={"state": state, "changed_at": at}, data=data)
        return known

    def tell(
        self,
        kind: EventKind,
        subject: models.Model,
        *,
        at: datetime,
        by: User | None = None,
        first: bool = False,
        set: Mapping[str, object] = _FIRST,
        also: models.Model | None = None,
        data: Mapping[str, object] = _FIRST,
        note: str = "",
        version: int = 0,
    ) -> None:
        """Write an event. Takes first: the row (`also`, else the subject) is new; set: folded columns that change
        (a row that is new itself stands for its number); version: of the agreement."""
        row = also or subject
        before = {name: getattr(row, name) for name in set}
        for name, value in set.items():
            self.changed[row].add(name)
            if not isinstance(value, models.Model):
                setattr(row, name, value)
        self.lines.append(_Line(kind, subject, by or self.by, at, first, dict(set), before, also, data, note, version))

    def write(self) -> list:
        """Put everything down, in the order in which rows point at each other, and return the events in order.

        Cost    one INSERT per table and a few hundred rows, one UPDATE per changed row.
        """
        for model, rows in (
            (Company, self.companies),
            (Domain, self.domains),
            (Person, self.people),
            (EmailAddress, self.emails),
            (Phone, self.phones),
            (Consent, self.consents),
            (Fact, self.facts),
            (Touchpoint, self.touches),
        ):
            put(model, rows, at=self.at)
        for line in self.lines:
            _number(line)
        for lead, finish in self.leads:
            finish(lead)
        put(Lead, [lead for lead, _ in self.leads], at=self.at)
        update_rows(self.changed)
        return ledger.write_history(self._draft(line) for line in self.lines) if self.lines else []

    def _draft(self, line: _Line) -> tuple[Draft, Changes]:
        row = line.also or line.subject
        changes: Changes = {}
        before: Changes = {}
        if line.first:
            changes = {name_of(row): {str(row.pk): ledger.initial(row)}}
        elif line.set:
            changes = {name_of(row): {str(row.pk): {name: to_json(value) for name, value in line.set.items()}}}
            before = {name_of(row): {str(row.pk): {name: to_json(value) for name, value in line.before.items()}}}
        draft = Draft(
            line.kind,
            line.subject,
            line.by,
            line.at,
            data=line.data,
            before=before,
            note=line.note,
            source_system=self.source,
            recorded_at=self.at,
            agreement_version=line.version,
        )
        return draft, changes


@lru_cache(maxsize=32)
def _blank(model: type[models.Model]) -> tuple[dict[str, object], tuple[tuple[str, Callable], ...]]:
    """Return the columns of a new row: those that are the same for all, and what makes the others."""
    row = model()
    own = [found for found in model._meta.concrete_fields if found.has_default() and callable(found.default)]
    made = tuple((found.attname, found.default) for found in own)
    return {name: value for name, value in row.__dict__.items() if name != "_state"}, made


def fresh_row(model: type[Row], **values: object) -> Row:
    """Return a new row like `model(**values)`, ten times as fast: nothing is asked of each field again.

    Takes   values: columns, or rows for what points at them (which may still be without a number).
    """
    same, made = _blank(model)
    row = model.__new__(model)
    row._state = ModelState()
    known = row.__dict__
    known.update(same)
    for name, make in made:
        known[name] = make()
    for name, value in values.items():
        if isinstance(value, models.Model):
            row._state.fields_cache[name] = value
            known[f"{name}_id"] = value.pk
        elif value is not None or name in same:
            known[name] = value
    return row


def put(model: type[models.Model], rows: Sequence[models.Model], *, at: datetime) -> None:
    """Insert new rows, whose numbers are drawn first; they carry them afterwards.

    Takes   rows: what they point at is saved by now, if not when they were made; at: when they were recorded.
    """
    if not rows:
        return
    others = [(found.name, found.attname) for found in model._meta.concrete_fields if found.is_relation]
    is_dated = any(found.name == "recorded_at" for found in model._meta.concrete_fields)
    for number, row in enumerate(rows, set_aside(model, len(rows))):
        row.pk = number
        known = row.__dict__
        for name, column in others:
            if known[column] is None and (other := row._state.fields_cache.get(name)) is not None:
                known[column] = other.pk
        if is_dated:
            known["recorded_at"] = at
    insert(model, rows)
    for row in rows:
        row._state.adding = False
        row._state.db = DEFAULT_DB_ALIAS


def _number(line: _Line) -> None:
    """Put the numbers of rows that are there by now in the place of the rows."""
    for name, value in line.set.items():
        if isinstance(value, models.Model):
            line.set[name] = value.pk
            setattr(line.also or line.subject, name, value.pk)


def update_rows(changed: Mapping[models.Model, Iterable[str]]) -> None:
    """Save some columns of many rows that are loaded already: one prepared UPDATE, run for each of them."""
    groups: dict[tuple, list[models.Model]] = defaultdict(list)
    for row, names in changed.items():
        groups[type(row), tuple(sorted(names))].append(row)
    for (model, names), rows in groups.items():
        fields = [_field(model, name) for name in names]
        columns = ", ".join(f'"{found.column}" = %s' for found in fields)
        sql = f'UPDATE "{model._meta.db_table}" SET {columns} WHERE "id" = %s'
        with connection.cursor() as cursor:
            cursor.executemany(
                sql,
                [[*(f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields), row.pk] for row in rows],
            )


def _field(model: type[models.Model], name: str) -> models.Field:
    return next(found for found in model._meta.concrete_fields if name in (found.name, found.attname))


def _cut(name: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    return value[: Touchpoint._meta.get_field(name).max_length]


def domain_for(website: str) -> str:
    """Return the domain by which a website ties people to a company, "" for none."""
    return contact.company_domain(website)
