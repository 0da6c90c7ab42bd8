"""The rows and the ledger of a story that is still only told: what `ledger.record` does, in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps

from truce.agreement.rules import Occurrence
from truce.campaigns.models import Campaign, Identified, Touchpoint
from truce.handoff.models import HandOff
from truce.journey import actions as journey
from truce.journey.models import Lead
from truce.ledger.actions import Draft, initial, name_of
from truce.ledger.models import Act
from truce.ledger.rules import FOLDED, Changes, EventKind, to_json
from truce.people.models import Company, Consent, Domain, EmailAddress, Fact, Person, Phone
from truce.people.queries import name_key
from truce.people.rules import FIELDS, Origin
from truce.teams.models import Team, User

# Rows that others name by id; their ids are set aside before the story begins, so many for so many people.
NUMBERED = {
    "teams.Team": (0, 10),
    "teams.User": (0, 30),
    "campaigns.Campaign": (0, 80),
    "people.Company": (1, 200),
    "people.Person": (1.2, 400),
    "people.Consent": (2.4, 800),
    "journey.Lead": (1.5, 400),
    "handoff.HandOff": (3, 1500),
    "campaigns.Touchpoint": (40, 20_000),
    "ledger.Act": (30, 10_000),
}
RECORDED = {"people.Company", "people.Person", "journey.Lead"}
COLUMN_OF = {known.key: known.column for known in FIELDS if known.column}


class Line:
    """A line of a log that is only written: with all columns of its model, for a tenth of the time of an instance."""

    def __init__(self, model: type[Fact | Touchpoint], **values):
        self.__dict__ = {**_blank(model), **values}

    def __getattr__(self, name: str) -> Any:  # so that types may ask for columns
        raise AttributeError(name)

    @property
    def pk(self) -> int | None:
        return self.__dict__["seq"]


@cache
def _blank(model: type[Fact | Touchpoint]) -> dict[str, Any]:
    return {
        field.attname: None if field.has_db_default() else field.get_default() for field in model._meta.concrete_fields
    }


class Numbers:
    """Ids out of ranges that were set aside: model label -> first id."""

    def __init__(self, first: Mapping[str, int]):
        self._next = dict(first)

    def take(self, label: str) -> int:
        number = self._next[label]
        self._next[label] = number + 1
        return number


@dataclass
class Book:
    """Everything that was made and everything that happened, in the order of time.

    Takes   undo_from: acts from then on keep what was before, so that they can be undone.
    """

    numbers: Numbers
    undo_from: datetime
    users: dict[str, User] = field(default_factory=dict)
    teams: list[Team] = field(default_factory=list)
    campaigns: list[Campaign] = field(default_factory=list)
    companies: list[Company] = field(default_factory=list)
    domains: list[Domain] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    emails: list[EmailAddress] = field(default_factory=list)
    phones: list[Phone] = field(default_factory=list)
    consents_of: dict[int, list[Consent]] = field(default_factory=dict)
    identified: list[Identified] = field(default_factory=list)
    facts: list[Line] = field(default_factory=list)
    touchpoints: list[Line] = field(default_factory=list)
    leads: list[Lead] = field(default_factory=list)
    handoffs: dict[int, list[HandOff]] = field(default_factory=dict)
    acts: list[Act] = field(default_factory=list)
    events: list[tuple[Draft, Changes]] = field(default_factory=list)

    def new(self, table: str, /, **values):
        """Return an unsaved sample row with an id of its own."""
        if table in RECORDED:
            values["recorded_at"] = values["created_at"]
        return apps.get_model(table)(pk=self.numbers.take(table), is_sample=True, **values)

    def act(self, label: str, *, by: User, at: datetime, operation: str) -> Act:
        act = self.new("ledger.Act", by_id=by.pk, at=at, label=label[:200], operation=operation)
        self.acts.append(act)
        return act

    def record(
        self,
        kind: EventKind,
        subject,
        *,
        by: User,
        at: datetime,
        set: Mapping[str, object] | None = None,
        also: Iterable[tuple[object, Mapping[str, object]]] = (),
        created=None,
        undo_to: Mapping[str, object] | None = None,
        **how,
    ) -> None:
        """Change rows in memory and keep the event. Takes created: a new row that the event brings with it."""
        changes: Changes = {}
        before: Changes = {}
        if created is not None:
            changes[name_of(created)] = {str(created.pk): initial(created)}
            if undo_to and how.get("act"):
                before[name_of(created)] = {str(created.pk): {key: to_json(value) for key, value in undo_to.items()}}
        can_undo = how.get("act") is not None and at > self.undo_from
        for row, values in [(subject, set or {}), *also]:
            _change(row, values, changes, before if can_undo else None)
        draft = Draft(kind, subject, by, at, recorded_at=at, is_sample=True, before=before, **how)
        self.events.append((draft, changes))

    def move(self, lead: Lead, kind: EventKind, *, by: User, at: datetime, set: Mapping[str, object], **how) -> None:
        """Change a lead and its clock: see `journey.actions.move`."""
        self.record(kind, lead, by=by, at=at, set=journey.with_clock(lead, set, at), **how)

    def learn(self, of: Person | Company, values: Mapping[str, object], *, by: User, at: datetime, origin: Origin):
        """Keep facts and lay them over the row that shows them: see `people.actions.learn`."""
        new = {key: value for key, value in values.items() if value != of.known.get(key) and value not in ("", None)}
        is_person = isinstance(of, Person)
        whose = {"person_id": of.pk} if is_person else {"company_id": of.pk}
        self.facts += [
            Line(Fact, field=key, value=value, origin=origin.value, is_sample=True, **whose, **logged(by, at))
            for key, value in new.items()
        ]
        of.known.update(new)
        for key, value in new.items():
            if column := COLUMN_OF.get(key):
                setattr(of, column, str(value)[:200])
        return sorted(new)

    def touch(self, *, by: User, at: datetime, **values) -> Occurrence:
        """Keep a touchpoint and return it as the scorecard sees it."""
        values.setdefault("is_human", True)
        seq = self.numbers.take("campaigns.Touchpoint")
        row = Line(Touchpoint, seq=seq, is_sample=True, **values, **logged(by, at))
        self.touchpoints.append(row)
        return Occurrence(seq, row.kind, row.channel, row.campaign_id, at, row.is_human, row.detail)


def logged(by: User, at: datetime) -> dict[str, object]:
    """Return the columns that the three logs share, for something known and written down as it happened."""
    return {
        "happened_at": at,
        "known_at": at,
        "recorded_at": at,
        "actor_id": by.pk,
        "actor_side": by.side,
    }


def named(label: str, **values):
    """Return the columns of a row that has a name to be compared."""
    return {"name": label, "name_key": name_key(label), **values}


def _change(row, values: Mapping[str, object], changes: Changes, before: Changes | None) -> None:
    new = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not new:
        return
    subject, key = name_of(row), str(row.pk)
    stray = new.keys() - set(FOLDED[subject].columns)
    if stray:
        raise TypeError(f"{subject} does not fold {', '.join(sorted(stray))}")
    changes.setdefault(subject, {})[key] = {name: to_json(value) for name, value in new.items()}
    if before is not None:
        before.setdefault(subject, {})[key] = {name: to_json(getattr(row, name)) for name in new}
    for name, value in new.items():
        setattr(row, name, value)
