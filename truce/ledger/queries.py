"""Questions to the ledger: what happened to a subject, and whether the tables still are the sum of their events."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Q

from truce.ledger.models import Act, Event, Note, Seal
from truce.ledger.rules import FOLDED, KINDS, Changes, fold, to_json

CHUNK = 5_000


@dataclass(frozen=True)
class Line:
    """What the live stream needs of one event."""

    seq: int
    kind: str
    subject_kind: str
    subject_id: int
    actor_id: int | None
    changes: Changes
    before: Changes


@dataclass(frozen=True)
class Difference:
    """One column of one row that is not what its events say."""

    subject: str
    id: int
    column: str
    in_table: object
    in_ledger: object


@dataclass(frozen=True)
class Verified:
    """What `verify` found. `digest` is the same wherever the same history is stored."""

    events: int
    rows: dict[str, int]
    differences: tuple[Difference, ...]
    seals: int
    broken_seals: tuple[str, ...]
    digest: str

    @property
    def is_whole(self) -> bool:
        return not self.differences and not self.broken_seals


def verify(*, most_differences: int = 50, watch: Callable[[int], None] = lambda events: None) -> Verified:
    """Rebuild the state of every folded table from the events and compare; check the chain of seals.

    All of it is read as of one moment, so that what others write meanwhile is no difference.

    Takes   watch: is told every few thousand events how many were read; what it raises ends the proof.
    Cost    reads the whole ledger and the folded tables once; memory grows with the rows, not with the events.
    """
    with one_moment():
        state: Changes = {}
        events = 0
        for changes in _changes():
            fold(state, changes)
            events += 1
            if events % CHUNK == 0:
                watch(events)
        digest = hashlib.sha256()
        differences: list[Difference] = []
        rows: dict[str, int] = {}
        for subject in sorted(FOLDED):
            found, count = _compare(subject, state.pop(subject, {}), digest)
            rows[subject] = count
            differences += found[: most_differences - len(differences)]
            watch(events)
        seals, broken = _check_seals()
    return Verified(events, rows, tuple(differences), seals, broken, digest.hexdigest())


@contextmanager
def one_moment() -> Iterator[None]:
    """Read everything that follows as it was at one instant, without keeping anybody from writing.

    Inside a transaction it changes nothing: there the caller has decided already.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        # Django's own transactions begin with the lock for writing.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield


def last_seal() -> Seal | None:
    """Return the newest seal.

    Cost    one query.
    """
    return Seal.objects.order_by("-to_seq").first()


def _changes() -> Iterator[Changes]:
    yield from Event.objects.order_by("seq").values_list("changes", flat=True).iterator(chunk_size=CHUNK)


def _compare(subject: str, folded: dict[str, dict], digest) -> tuple[list[Difference], int]:
    known = FOLDED[subject]
    model = apps.get_model(known.model)
    differences, count = [], 0
    rows = model._base_manager.order_by("pk").values_list("pk", *known.columns)
    for pk, *values in rows.iterator(chunk_size=CHUNK):
        count += 1
        events = folded.pop(str(pk), {})
        for column, value in zip(known.columns, values, strict=True):
            written = to_json(value)
            if column not in events or events[column] != written:
                differences.append(Difference(subject, pk, column, written, events.get(column)))
        digest.update(json.dumps([subject, pk, [to_json(value) for value in values]], sort_keys=True).encode())
    for pk, columns in folded.items():
        differences.append(Difference(subject, int(pk), "(row)", None, sorted(columns)))
    return differences, count


def _check_seals() -> tuple[int, tuple[str, ...]]:
    broken, prev, count = [], "", 0
    for seal in Seal.objects.order_by("from_seq"):
        count += 1
        if seal.prev != prev:
            broken.append(f"the seal of {seal.from_seq} to {seal.to_seq} does not follow the one before")
        if digest_of(seal.from_seq, seal.to_seq, seal.prev) != seal.sha:
            broken.append(f"events {seal.from_seq} to {seal.to_seq} are not what was sealed")
        prev = seal.sha
    return count, tuple(broken)


def digest_of(first: int, last: int, prev: str) -> str:
    """Return the digest of a range of events, chained to the one before. Sample rows are left out: they may go."""
    digest = hashlib.sha256(prev.encode())
    columns = ("seq", "kind", "subject_kind", "subject_id", "actor_id", "actor_side", "data", "changes", "before")
    times = ("happened_at", "known_at", "recorded_at")
    found = Event.objects.filter(seq__gte=first, seq__lte=last, is_sample=False).order_by("seq")
    for row in found.values_list(*columns, *times).iterator(chunk_size=CHUNK):
        digest.update(json.dumps([to_json(v) if not isinstance(v, dict) else v for v in row], sort_keys=True).encode())
    return digest.hexdigest()


def events_of(subjects: list[tuple[str, int]], *, before_seq: int = 0, most: int = 200) -> list[Event]:
    """Return the events of some subjects that people see, the newest first, with their notes.

    Takes   subjects: pairs of kind and id; before_seq: only older ones (key paging).
    Cost    one query.
    """
    shown = [kind.name for kind in KINDS.values() if not kind.is_shown]
    found = Event.objects.none()
    wanted = None
    for kind, pk in subjects:
        part = Event.objects.filter(subject_kind=kind, subject_id=pk).exclude(kind__in=shown)
        part = part.filter(seq__lt=before_seq) if before_seq else part
        wanted = part if wanted is None else wanted | part
    found = wanted if wanted is not None else found
    return list(found.select_related("note", "act").order_by("-happened_at", "-seq")[:most])


def acts_of(by_id: int | None, *, since: datetime, before: int = 0, most: int = 50) -> list[Act]:
    """Return acts that could be undone, the newest first: a person's own, or everybody's for None."""
    acts = Act.objects.filter(at__gte=since).select_related("undone_by").order_by("-id")
    if by_id is not None:
        acts = acts.filter(by_id=by_id)
    return list((acts.filter(pk__lt=before) if before else acts)[:most])


def act_with(key: str) -> int | None:
    """Return the act that a request made, by its idempotency key; None where it made none."""
    return Act.objects.filter(idempotency_key=key).values_list("pk", flat=True).first() if key else None


def last_seq() -> int:
    """Return the newest seq of the ledger, 0 when it is empty."""
    return Event.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def lines_after(seq: int, *, missing: Collection[int] = (), most: int = 1000) -> list[Line]:
    """Return what was written after an event, the oldest first.

    Takes   missing: earlier numbers that were not there before; on PostgreSQL an event may be committed after a
            later one.
    Cost    one query by primary key.
    """
    rows = Event.objects.filter(Q(seq__gt=seq) | Q(seq__in=missing)).order_by("seq")[:most]
    columns = ("seq", "kind", "subject_kind", "subject_id", "actor_id", "changes", "before")
    return [Line(*values) for values in rows.values_list(*columns)]


def notes_of(seqs: list[int]) -> dict[int, str]:
    """Return the texts of notes by event seq."""
    return {pk: text or "" for pk, text in Note.objects.filter(pk__in=seqs).values_list("pk", "text")}
