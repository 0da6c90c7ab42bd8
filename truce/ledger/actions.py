"""Writing history: one event per change, in the transaction that makes the change, and its undo."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.apps import apps
from django.db import IntegrityError, models, transaction

from truce.base.actions import insert, set_aside
from truce.base.errors import Refused
from truce.jobs import actions as jobs
from truce.ledger.models import Act, Event, Note, Seal
from truce.ledger.queries import digest_of
from truce.ledger.rules import FOLDED, KINDS, Changes, EventKind, declare, is_code, payload, to_json

UNDONE = declare("undone", "Undone", subject="any")


TAKE_BACK: list[Callable[..., None]] = []


class Actor(Protocol):
    """Whoever acts: a user of either side, or a system user."""

    pk: int
    side: str


class AlreadyDone(Refused):
    """The same request came twice; `act` is what the first one did."""

    def __init__(self, act: Act):
        super().__init__("This was done already.")
        self.act = act


class CannotUndo(Refused):
    pass


@dataclass(frozen=True)
class Undone:
    """A part of an undoing. below: where to go on; left: kind and id of what was changed since and stays as it is."""

    below: int
    number: int
    left: tuple[tuple[str, int], ...]


@dataclass
class Draft:
    """One event to be written, with the rows that it changes."""

    kind: EventKind
    subject: models.Model
    by: Actor
    at: datetime
    set: Mapping[str, object] = field(default_factory=dict)
    also: Iterable[tuple[models.Model, Mapping[str, object]]] = ()
    act: Act | None = None
    note: str = ""
    known_at: datetime | None = None
    recorded_at: datetime | None = None
    source_system: str = "truce"
    agreement_version: int = 0
    is_sample: bool = False
    data: Mapping[str, object] = field(default_factory=dict)
    before: Mapping[str, dict] = field(default_factory=dict)


def act(label: str, *, by: Actor, at: datetime, key: str = "", operation: str = "", is_sample: bool = False) -> Act:
    """Open one user act: all that follows under it is undone together.

    Takes   key: the idempotency key of the request, unique for ever; empty when the caller has none.
    Raises  AlreadyDone: an act with this key exists.
    """
    if key:
        known = Act.objects.filter(idempotency_key=key).first()
        if known:
            raise AlreadyDone(known)
    try:
        with transaction.atomic():
            return Act.objects.create(
                by_id=by.pk,
                at=at,
                label=label[:200],
                operation=operation,
                idempotency_key=key or None,
                is_sample=is_sample,
            )
    except IntegrityError:
        raise AlreadyDone(Act.objects.get(idempotency_key=key)) from None


def record(kind: EventKind, subject: models.Model, *, by: Actor, at: datetime, data=None, **how) -> Event:
    """Change rows and write down why, in one transaction. The only way a folded column changes.

    Takes   subject: the saved row that the event is about; how: the fields of Draft (set, also, act, note, ...);
            data: the payload that the kind declares.
    Gives   the event; the given instances carry the new values.
    Cost    one UPDATE per changed row, one INSERT (two with a note).
    """
    return write(Draft(kind, subject, by, at, data=data or {}, **how))


def write(draft: Draft) -> Event:
    """Write one drafted event: see `record`."""
    with transaction.atomic():
        changes: Changes = {}
        before: Changes = {}
        for row, values in [(draft.subject, draft.set), *draft.also]:
            if values:
                _change(row, values, changes, before)
        event = _event(draft, changes, before)
        event.save(force_insert=True)
        if draft.note:
            Note.objects.create(event=event, text=draft.note, is_sample=event.is_sample)
    return event


def create(
    kind: EventKind,
    row: models.Model,
    *,
    by: Actor,
    at: datetime,
    undo_to=None,
    subject: models.Model | None = None,
    id_as: str = "",
    data: Mapping[str, object] | None = None,
    **how,
) -> Event:
    """Insert a row and write its first event.

    Takes   row: unsaved; undo_to: the values it gets when this is undone (a row is never deleted);
            subject: the row that the story is told of, when it is another one (a hand-off's story is the lead's);
            id_as: the payload field that names the new row.
    """
    with transaction.atomic():
        row.save(force_insert=True)
        first, before = initial(row), {}
        if undo_to:
            before = {name_of(row): {str(row.pk): {key: to_json(value) for key, value in undo_to.items()}}}
        named = {id_as: row.pk} if id_as else {}
        draft = Draft(kind, subject or row, by, at, data={**(data or {}), **named}, **how)
        changes: Changes = {name_of(row): {str(row.pk): first}}
        for other, values in [(draft.subject, draft.set), *draft.also]:
            if values:
                _change(other, values, changes, before)
        event = _event(draft, changes, before)
        event.save(force_insert=True)
        if draft.note:
            Note.objects.create(event=event, text=draft.note, is_sample=event.is_sample)
    return event


def write_history(drafts: Iterable[tuple[Draft, Changes]]) -> list[Event]:
    """Write many events whose rows already stand in their final state: imports, the demo company, the benchmark.

    Takes   drafts in order of seq with their changes (and `before`, where the act can be undone); rows saved,
            `fold(changes)` equal to what they hold.
    Cost    a stream where every draft says when it was recorded, else one INSERT per 500 events.
    """
    drafts = list(drafts)
    events = [_event(draft, changes, dict(draft.before)) for draft, changes in drafts]
    with transaction.atomic():
        if all(draft.recorded_at for draft, _ in drafts):
            for seq, event in enumerate(events, set_aside(Event, len(events))):
                event.seq = seq
            insert(Event, events)
        else:
            Event.objects.bulk_create(events, batch_size=500)
        notes = [
            Note(event_id=event.seq, text=draft.note, is_sample=event.is_sample)
            for event, (draft, _) in zip(events, drafts, strict=True)
            if draft.note
        ]
        insert(Note, notes)
    return events


def initial(row: models.Model) -> dict:
    """Return all folded columns of a row as the ledger writes them."""
    return {column: to_json(getattr(row, column)) for column in FOLDED[name_of(row)].columns}


def from_json(model: type[models.Model], values: Mapping[str, object]) -> dict[str, object]:
    """Return columns as the ledger wrote them, as values of the model."""
    return {name: model._meta.get_field(name).to_python(value) for name, value in values.items()}


def name_of(row: models.Model) -> str:
    """Return the name under which the ledger knows a kind of row: its model's name in lower case."""
    return row._meta.model_name or ""


@transaction.atomic
def undo(act_id: int, *, by: Actor, at: datetime, may_undo_others: bool = False) -> Act:
    """Take back one act by writing compensating events.

    Gives   the act of undoing (undo it to do the first one again).
    Raises  CannotUndo: not yours, done already, or a later event changed the same columns (says which).
    Cost    three queries and one UPDATE and INSERT per event of the act.
    """
    undoing = begin_undo(act_id, by=by, at=at, may_undo_others=may_undo_others)
    try:
        with transaction.atomic():
            for event in undoing.undid.events.order_by("-seq"):
                _compensate(event, undoing, by=by, at=at)
    except IntegrityError:
        raise CannotUndo("It cannot be as it was before: somebody who held it has left since.") from None
    return undoing


@transaction.atomic
def begin_undo(act_id: int, *, by: Actor, at: datetime, may_undo_others: bool = False) -> Act:
    """Begin to take back an act of so many events that they need several transactions: `undo_some` does the rest.

    Gives   the act of undoing; from now on nobody else can undo the same act.
    Raises  CannotUndo.
    """
    done = Act.objects.select_for_update().get(pk=act_id)
    if done.by_id != by.pk and not may_undo_others:
        raise CannotUndo("Only the one who did it can undo it.")
    if done.undone_by_id:
        raise CannotUndo("This is undone already.")
    _refuse_if_changed_since(list(done.events.order_by("-seq")))
    undoing = Act.objects.create(
        by_id=by.pk, at=at, label=f"Undo: {done.label}"[:200], operation="undo", is_sample=done.is_sample
    )
    jobs.cancel_mails(act_id=done.pk, at=at)
    for take_back in TAKE_BACK:
        take_back(done, by=by, at=at, undoing=undoing)
    done.undone_by = undoing
    done.save(update_fields=["undone_by"])
    return undoing


@transaction.atomic
def undo_some(undoing_id: int, *, by: Actor, at: datetime, below: int | None = None, most: int = 50) -> Undone:
    """Take back the next events of an act whose undoing was begun, the newest first.

    Takes   below: the `below` of the time before, None at first.
    Gives   where to go on, and which subjects were left as they are because something was done to them meanwhile.
    """
    undoing = Act.objects.select_related("undid").get(pk=undoing_id)
    events = undoing.undid.events.order_by("-seq")
    chunk = list((events.filter(seq__lt=below) if below is not None else events)[:most])
    left = []
    for event in chunk:
        try:
            with transaction.atomic():
                _refuse_if_changed_since([event], but=(undoing.undid.pk, undoing.pk))
                _compensate(event, undoing, by=by, at=at)
        except (CannotUndo, IntegrityError):
            left.append((event.subject_kind, event.subject_id))
    return Undone(chunk[-1].seq if chunk else 0, len(chunk), tuple(left))


def on_undo(take_back: Callable[..., None]) -> None:
    """Have a part take back what an act did outside the folded columns: `take_back(act, by=, at=, undoing=)`."""
    TAKE_BACK.append(take_back)


def _compensate(event: Event, undoing: Act, *, by: Actor, at: datetime) -> None:
    before: Changes = {}
    for subject, rows in event.before.items():
        model = apps.get_model(FOLDED[subject].model)
        for key, values in rows.items():
            row = model._base_manager.get(pk=key)
            before.setdefault(subject, {})[key] = {name: to_json(getattr(row, name)) for name in values}
            _save(row, from_json(model, values))
    Event.objects.create(
        kind=UNDONE.name,
        subject_kind=event.subject_kind,
        subject_id=event.subject_id,
        act=undoing,
        undoes=event,
        happened_at=at,
        known_at=at,
        actor_id=by.pk,
        actor_side=by.side,
        agreement_version=event.agreement_version,
        is_sample=event.is_sample,
        data={"kind": event.kind},
        changes=event.before,
        before=before,
    )


def _refuse_if_changed_since(events: list[Event], but: Collection[int] = ()) -> None:
    """Refuse where a later event changed the same columns. Takes but: acts whose events do not count."""
    mine = {event.seq for event in events}
    touched = {
        (subject, key, column)
        for event in events
        for subject, rows in event.before.items()
        for key, columns in rows.items()
        for column in columns
    }
    subjects = {(event.subject_kind, event.subject_id) for event in events}
    for kind in {kind for kind, _ in subjects}:
        ids = [pk for known, pk in subjects if known == kind]
        later = Event.objects.filter(subject_kind=kind, subject_id__in=ids, seq__gt=min(mine)).order_by("seq")
        for event in later:
            if event.seq not in mine and event.act_id not in but and _touches(event, touched):
                raise CannotUndo(
                    f"Something was done after it: {_label(event)} ({event.happened_at:%d %b, %H:%M}). Undo that first."
                )


def _touches(event: Event, columns: set[tuple[str, str, str]]) -> bool:
    return any(
        (subject, key, column) in columns
        for subject, rows in event.changes.items()
        for key, values in rows.items()
        for column in values
    )


def _label(event: Event) -> str:
    kind = KINDS.get(event.kind)
    return kind.label.lower() if kind else event.kind


def _change(row: models.Model, values: Mapping[str, object], changes: Changes, before: Changes) -> None:
    folded = FOLDED[name_of(row)]
    stray = values.keys() - set(folded.columns)
    if stray:
        raise TypeError(f"{folded.subject} does not fold {', '.join(sorted(stray))}")
    new = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not new:
        return
    key = str(row.pk)
    changes.setdefault(folded.subject, {})[key] = {name: to_json(value) for name, value in new.items()}
    before.setdefault(folded.subject, {})[key] = {name: to_json(getattr(row, name)) for name in new}
    _save(row, new)


def _save(row: models.Model, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    type(row)._base_manager.filter(pk=row.pk).update(**values)


def _event(draft: Draft, changes: Changes, before: Changes) -> Event:
    _codes_only(changes)
    subject = draft.subject
    event = Event(
        kind=draft.kind.name,
        subject_kind=name_of(subject),
        subject_id=subject.pk,
        act=draft.act,
        happened_at=draft.at,
        known_at=draft.known_at or draft.at,
        source_system=draft.source_system,
        actor_id=draft.by.pk,
        actor_side=draft.by.side,
        agreement_version=draft.agreement_version,
        is_sample=draft.is_sample or getattr(subject, "is_sample", False),
        data=payload(draft.kind, draft.data),
        changes=changes,
        before=before,
    )
    if draft.recorded_at:
        event.recorded_at = draft.recorded_at
    return event


@transaction.atomic
def seal(*, before: datetime, at: datetime, most: int = 5_000) -> int:
    """Chain a digest over the next settled events and return how many it covers.

    Takes   before: events recorded later are not settled: a transaction with a smaller seq may still be open.
    """
    last = Seal.objects.select_for_update().order_by("-to_seq").first()
    first = last.to_seq + 1 if last else 1
    seqs = list(
        Event.objects.filter(seq__gte=first, recorded_at__lt=before)
        .order_by("seq")
        .values_list("seq", flat=True)[:most]
    )
    if not seqs:
        return 0
    prev = last.sha if last else ""
    Seal.objects.create(from_seq=first, to_seq=seqs[-1], sha=digest_of(first, seqs[-1], prev), prev=prev, sealed_at=at)
    return len(seqs)


def _codes_only(changes: Changes) -> None:
    """Keep words out of the ledger: they could be about a person, and could not be erased."""
    for subject, rows in changes.items():
        for columns in rows.values():
            for name, value in columns.items():
                if not is_code(value):
                    raise TypeError(f"{subject}.{name} is not an id, code, number or time: {value!r}")
