"""Questions about imports: which there were, how far one is, what became of its rows."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextField
from django.db.models.functions import Cast, Concat
from django.http import Http404

from truce.campaigns.models import Touchpoint
from truce.ingest.models import ImportRow, ImportRun
from truce.ingest.rules import OF_MENDED, Fate, RecordKind, RunState, guarded
from truce.jobs.rules import JobState
from truce.journey.models import Lead
from truce.ledger.models import Event
from truce.teams.models import User

PAGE = 50
_CSV_ROWS = 1000
EVERY = "all"
Records = dict[tuple[str, int], tuple[str, int]]
_OF_JOB = {JobState.FAILED.value: RunState.FAILED, JobState.CANCELLED.value: RunState.CANCELLED}


@dataclass(frozen=True)
class Progress:
    """How far the job of an import is. `rate`: rows a second."""

    done: int
    total: int
    rate: int
    error: str
    is_stopping: bool


@dataclass(frozen=True)
class Run:
    """One import as people see it. `told`, `refused_for`: (code, how many), the most frequent first."""

    id: int
    file_name: str
    size: int
    kind: str
    kind_label: str
    source: str
    preset: str
    state: RunState
    problem: str
    rows: int
    counts: Mapping[str, int]
    told: tuple[tuple[str, int], ...]
    refused_for: tuple[tuple[str, int], ...]
    by: str
    at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    progress: Progress
    mends_id: int | None
    header: tuple[str, ...]

    @property
    def done(self) -> int:
        return sum(self.counts.values())

    @property
    def is_running(self) -> bool:
        return self.state in (RunState.RUNNING, RunState.READING)

    @property
    def has_started(self) -> bool:
        return self.started_at is not None


@dataclass(frozen=True)
class Column:
    """One column of a file: what it becomes, how sure that is, and some of its values."""

    name: str
    field: str
    confidence: float
    why: str
    filled: int
    samples: tuple[str, ...]
    date_order: str
    mark: str


@dataclass(frozen=True)
class Asked:
    """One open question. `option` and `column` say what an answer sets."""

    option: str
    column: str
    text: str
    choices: tuple[str, ...]
    is_error: bool


@dataclass(frozen=True)
class Tried:
    """One of the first rows, and what would become of it."""

    line: int
    cells: tuple[str, ...]
    fate: Fate
    says: tuple[str, ...]


@dataclass(frozen=True)
class Draft:
    """An import that has not started: its columns, what it asks, and its first rows tried out."""

    run: Run
    columns: tuple[Column, ...]
    questions: tuple[Asked, ...]
    users: tuple[tuple[str, str, str], ...]
    tried: tuple[Tried, ...]
    defaults: Mapping[str, str]
    encoding: str
    delimiter: str
    notes: tuple[str, ...]
    broken: int
    same_file: tuple[int, ...]


@dataclass(frozen=True)
class Row:
    """The fate of one row. `wrong`: reasons by column; `record`: (kind, id) of what it became part of, to be opened."""

    id: int
    line: int
    fate: Fate
    cells: tuple[str, ...]
    reasons: tuple[str, ...]
    wrong: Mapping[str, str]
    notes: tuple[str, ...]
    record: tuple[str, int] | None


@dataclass(frozen=True)
class Page:
    """Some rows, and the id to ask for the next ones with (None: there are none)."""

    rows: tuple
    next_after: int | None


def runs(*, user: User, at: datetime, after: int = 0) -> Page:
    """Return imports, the newest first.

    Cost    one query.
    """
    found = ImportRun.objects.select_related("by", "job").order_by("-pk")
    if not user.is_active:
        found = found.none()
    rows = list((found.filter(pk__lt=after) if after else found)[: PAGE + 1])
    return Page(tuple(_run(run, at) for run in rows[:PAGE]), rows[PAGE - 1].pk if len(rows) > PAGE else None)


def run(run_id: int, *, user: User, at: datetime) -> Run:
    """Return one import.

    Raises  Http404.
    Cost    one query.
    """
    return _run(_found(run_id, user), at)


def draft(run_id: int, *, user: User, at: datetime) -> Draft:
    """Return an import before its start.

    Raises  Http404.
    Cost    two queries.
    """
    found = _found(run_id, user)
    study = {column["name"]: column for column in found.study.get("columns", ())}
    same = ImportRun.objects.filter(sha256=found.sha256, kind=found.kind, started_at__isnull=False)
    layout = found.layout
    return Draft(
        run=_run(found, at),
        columns=tuple(_column(column, study) for column in found.mapping.get("columns", ())),
        questions=tuple(
            Asked(q["option"], q["column"], q["text"], tuple(q["choices"]), q["is_error"])
            for q in found.study.get("questions", ())
        ),
        users=tuple(
            (user["email"], user["name"], found.roles.get(user["email"], "")) for user in found.study.get("users", ())
        ),
        tried=tuple(Tried(t["line"], tuple(t["cells"]), Fate(t["fate"]), tuple(t["says"])) for t in found.preview),
        defaults=found.defaults,
        encoding=layout["encoding"]["name"] if layout else "",
        delimiter=layout["delimiter"] if layout else "",
        notes=tuple(layout["notes"]) if layout else (),
        broken=found.study.get("broken", 0),
        same_file=tuple(same.exclude(pk=found.pk).order_by("-pk").values_list("pk", flat=True)[:3]),
    )


def rows_of(run_id: int, *, fate: str, after: int = 0, code: str = "", user: User) -> Page:
    """Return the rows of one fate or of every, in the order in which they were done.

    Takes   fate: one of Fate, or EVERY; code: only rows of which this was told.
    Cost    two queries, up to three more where rows stand for people, events or touchpoints.
    """
    _found(run_id, user)
    found = ImportRow.objects.filter(run_id=run_id, pk__gt=after).order_by("pk")
    if fate != EVERY:
        found = found.filter(fate=Fate(fate))
    if code:
        said = Concat(Cast("reasons", TextField()), Cast("notes", TextField()))
        found = found.annotate(said=said).filter(said__contains=f'["{code}",')
    some = list(found[: PAGE + 1])
    subjects = _subjects(some[:PAGE])
    return Page(tuple(_row(row, subjects) for row in some[:PAGE]), some[PAGE - 1].pk if len(some) > PAGE else None)


def refused_row(row_id: int, *, user: User) -> tuple[Run, Row]:
    """Return one row with its import.

    Raises  Http404.
    """
    found = ImportRow.objects.select_related("run__by", "run__job").filter(pk=row_id).first()
    if found is None or not user.is_active:
        raise Http404("There is no such row.")
    return _run(found.run, found.run.at), _row(found, {})


def refused_csv(run_id: int) -> Iterator[str]:
    """Yield the refused rows as CSV, each with its line and its reasons, so that they can be mended and sent again.

    Cells that a spreadsheet would take for a formula are guarded by a '; sending the file again takes it off.

    Cost    one query per thousand rows.
    """
    found = ImportRun.objects.get(pk=run_id)
    yield _line([*found.layout.get("header", ()), *OF_MENDED], mark="\ufeff")
    rows = ImportRow.objects.filter(run=found, fate=Fate.REFUSED).order_by("pk")
    for row in rows.iterator(chunk_size=_CSV_ROWS):
        yield _line([*row.cells, str(row.line), " ".join(said[2] for said in row.reasons)])


def _line(cells: Sequence[str], mark: str = "") -> str:
    out = io.StringIO()
    csv.writer(out).writerow(guarded(cells))
    return mark + out.getvalue()


def _found(run_id: int, user: User) -> ImportRun:
    found = ImportRun.objects.select_related("by", "job").filter(pk=run_id).first()
    if found is None or not user.is_active:
        raise Http404("There is no such import.")
    return found


def _run(run: ImportRun, at: datetime) -> Run:
    job = run.job
    state = _OF_JOB.get(job.state, RunState.RUNNING) if job and run.state == RunState.RUNNING else RunState(run.state)
    took = ((job.finished_at or at) - (job.started_at or at)).total_seconds() if job else 0
    progress = Progress(
        done=run.done,
        total=run.rows,
        rate=round(run.done / took) if took > 0 else 0,
        error=job.error if job and state == RunState.FAILED else "",
        is_stopping=bool(job and job.cancel_requested and job.state == JobState.RUNNING),
    )
    return Run(
        id=run.pk,
        file_name=run.file_name,
        size=run.size,
        kind=run.kind,
        kind_label=str(RecordKind(run.kind).label) if run.kind else "",
        source=run.source_system,
        preset=run.preset,
        state=state,
        problem=run.problem,
        rows=run.rows,
        counts={fate.value: getattr(run, fate.value) for fate in Fate},
        told=_often(run.told),
        refused_for=_often(run.refused_for),
        by=str(run.by),
        at=run.at,
        started_at=run.started_at,
        finished_at=run.finished_at,
        progress=progress,
        mends_id=run.mends_id,
        header=tuple(run.layout.get("header", ())),
    )


def _often(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _column(column: Mapping, study: Mapping[str, Mapping]) -> Column:
    seen = study.get(column["name"], {"filled": 0, "samples": ()})
    return Column(
        name=column["name"],
        field=column["field"],
        confidence=column["confidence"],
        why=column["why"],
        filled=seen["filled"],
        samples=tuple(seen["samples"]),
        date_order=column["date_order"],
        mark=column["mark"],
    )


def _subjects(rows: Sequence[ImportRow]) -> Records:
    """Return whom events and touchpoints are about, by (kind, id)."""
    by_kind: dict[str, set[int]] = {"event": set(), "touchpoint": set()}
    for row in rows:
        if row.record_kind in by_kind and row.record_id:
            by_kind[row.record_kind].add(row.record_id)
    found: Records = {}
    if by_kind["event"]:
        events = Event.objects.filter(pk__in=by_kind["event"]).values_list("pk", "subject_kind", "subject_id")
        found |= {("event", pk): (kind, number) for pk, kind, number in events}
    if by_kind["touchpoint"]:
        touches = Touchpoint.objects.filter(pk__in=by_kind["touchpoint"]).values_list("pk", "person_id")
        found |= {("touchpoint", pk): ("person", person) for pk, person in touches}
    return _as_leads(rows, found)


def _as_leads(rows: Sequence[ImportRow], found: Records) -> Records:
    """Return the same with people who have a lead as that lead: it is what can be opened."""
    people = {number for kind, number in found.values() if kind == "person"}
    people |= {row.record_id for row in rows if row.record_kind == "person" and row.record_id}
    rows_of_leads = Lead.objects.filter(person_id__in=people).order_by("pk") if people else Lead.objects.none()
    leads = dict(rows_of_leads.values_list("person_id", "pk"))
    known = found | {("person", person): ("person", person) for person in people}
    return {
        key: ("lead", leads[n]) if kind == "person" and n in leads else (kind, n) for key, (kind, n) in known.items()
    }


def _row(row: ImportRow, subjects: Records) -> Row:
    record = (row.record_kind, row.record_id) if row.record_id else None
    return Row(
        id=row.pk,
        line=row.line,
        fate=Fate(row.fate),
        cells=tuple(row.cells),
        reasons=tuple(said[2] for said in row.reasons),
        wrong={said[1]: said[2] for said in row.reasons if said[1]},
        notes=tuple(said[2] for said in row.notes),
        record=subjects.get(record, record) if record else None,
    )
