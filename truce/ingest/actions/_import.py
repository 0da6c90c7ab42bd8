"""The job that brings a file in, chunk by chunk: killed anywhere, it goes on where it was."""

from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from hashlib import blake2b
from itertools import islice

from truce.ingest.actions._chunk import Chunk, House, Outcome
from truce.ingest.actions._fields import make_fields
from truce.ingest.actions._place import keep, place
from truce.ingest.actions._read import mapping_of, opened, pairs
from truce.ingest.models import ImportRun
from truce.ingest.rules import Fate, Prepared, RecordKind, Remark, RunState
from truce.jobs import actions as jobs
from truce.jobs.actions import Context

# What these bring may change the number of a lead.
SCORED = (RecordKind.COMPANY, RecordKind.PERSON, RecordKind.LEAD, RecordKind.MEMBER, RecordKind.CALL)
_TWINS = (RecordKind.CALL, RecordKind.MEETING, RecordKind.TASK)
# Fewer are not worth a transaction of their own, however slow the machine is just now.
LEAST_ROWS = 25
_MOST_TWINS = 1_000_000

Rows = list[tuple[list[str], Prepared]]


def work_off(job: Context, run_id: int) -> dict:
    """Bring the rows of an import in: fates, counts and cursor are written in the transaction of the rows.

    Gives   what became of how many, for the page of jobs.
    """
    run = ImportRun.objects.get(pk=run_id)
    done = int(job.cursor.get("row", 0))
    if not done:
        with job.chunk():
            make_fields(House(run), mapping_of(run))
    house = House(run)
    with opened(run) as stream, closing(_told_twins(run, pairs(run, stream), done)) as rows:
        while some := list(islice(rows, max(job.rows, LEAST_ROWS))):
            with job.chunk():
                _bring_in(job, house, some)
                done += len(some)
                job.save_cursor({"row": done}, done=done, total=max(run.rows, done))
    with job.chunk():
        _end(job, run)
    return {fate.value: getattr(run, fate.value) for fate in Fate} | {"rows": run.rows}


def _bring_in(job: Context, house: House, some: Rows) -> None:
    chunk = Chunk(house, at=job.at)
    outcomes = place(chunk, [row for _, row in some])
    keep(house.run, some, outcomes)
    house.run.refused = count(house.run, outcomes.values())


def count(run: ImportRun, outcomes: Iterable[Outcome], *, less: Fate | None = None) -> int:
    """Add outcomes to what is counted of an import, and return how many rows are refused by now.

    Takes   less: the fate that one row had before.
    """
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    told, refused_for = Counter(run.told), Counter(run.refused_for)
    for outcome in outcomes:
        setattr(run, outcome.fate.value, getattr(run, outcome.fate.value) + 1)
        told.update({note.code for note in outcome.notes})
        refused_for.update({reason.code for reason in outcome.reasons})
    if less:
        setattr(run, less.value, getattr(run, less.value) - 1)
    run.told, run.refused_for = dict(told), dict(refused_for)
    run.save(update_fields=["new", "updated", "duplicate", "refused", "told", "refused_for"])
    return run.refused


def _end(job: Context, run: ImportRun) -> None:
    run.refresh_from_db()
    run.rows, run.state, run.finished_at, run.cancelled_at = run.done, RunState.DONE, job.at, None
    run.save(update_fields=["rows", "state", "finished_at", "cancelled_at"])
    if run.kind in SCORED and run.new + run.updated:
        jobs.enqueue("import.score", key=f"import.score:{run.pk}", args={"run": run.pk}, by=run.by_id)


def _told_twins(run: ImportRun, rows: Iterable[tuple[list[str], Prepared]], skip: int):
    """Yield the rows that are not done yet, and tell where one is as another in everything but its id."""
    columns = mapping_of(run).columns
    own = next((place for place, column in enumerate(columns) if column.field == "key"), None)
    if own is None or run.kind not in _TWINS:
        yield from islice(rows, skip, None)
        return
    seen: set[bytes] = set()
    for number, (cells, row) in enumerate(rows):
        print_of = blake2b("\x1f".join(cells[:own] + cells[own + 1 :]).encode(), digest_size=8).digest()
        if print_of in seen:
            note = Remark("same_as_another", "", "An earlier row says the same under another id.")
            row = row._replace(notes=(*row.notes, note))
        elif len(seen) < _MOST_TWINS:
            seen.add(print_of)
        if number >= skip:
            yield cells, row
