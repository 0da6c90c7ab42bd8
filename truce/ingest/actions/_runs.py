"""An import from its file to its start: brought, looked at, answered, started, cancelled, mended."""

from dataclasses import asdict, replace
from datetime import datetime

from django.db import transaction
from django.http import Http404

from truce.base.errors import Refused
from truce.ingest.actions._choices import Choices, NotReady, check
from truce.ingest.actions._chunk import Chunk, House
from truce.ingest.actions._import import count
from truce.ingest.actions._place import place, row_of
from truce.ingest.actions._read import (
    Stored,
    defaults_of,
    first_look,
    layout_of,
    mapping_of,
    own_source,
    read_through,
    rehearse,
    remove,
)
from truce.ingest.models import ImportRow, ImportRun
from truce.ingest.rules import (
    ATTRIBUTE,
    OF_MENDED,
    SKIP,
    Defaults,
    Fate,
    Mapping,
    RecordKind,
    Row,
    RunState,
    Unreadable,
    prepare,
    role_of,
    source_code,
    suggest,
)
from truce.jobs import actions as jobs
from truce.teams.access import operation, require
from truce.teams.models import User
from truce.teams.queries import house as our_house
from truce.teams.rules import Role

OPERATION = "import.run"
IMPORTERS = frozenset({Role.MARKETER, Role.MARKETING_MANAGER, Role.REVENUE_LEAD, Role.OPERATIONS})
AT_ONCE = 3 * 2**20  # bytes; a larger file is read by the worker


class Started(Refused):
    """An import that runs or ran is not changed any more."""


class NotRefused(Refused):
    """Only a refused row can be mended."""


def bring(stored: Stored, *, by: User, at: datetime, kind: str = "", source: str = "", mends: int = 0) -> ImportRun:
    """Begin an import with a file that was stored, and look at it.

    Takes   mends: the import whose refused rows these are, mended; it is read as that one was.
    Gives   the run: waiting for answers, ready to start, being read by the worker, or unreadable with the reason.
    Raises  NotAllowed.
    """
    require(by, OPERATION)
    ours = our_house()
    known = Defaults(ours.zone, ours.currency, ours.country) if ours else Defaults()
    run = ImportRun(
        file_name=stored.name,
        path=stored.path,
        size=stored.size,
        sha256=stored.sha256,
        kind=kind,
        defaults=asdict(known),
        by=by,
        at=at,
        mends=ImportRun.objects.filter(pk=mends).first() if mends else None,
    )
    try:
        first_look(run, kind=kind, source=source)
        if run.mends:
            _as_before(run, run.mends)
    except Unreadable as why:
        run.state, run.problem = RunState.UNREADABLE, str(why)[:400]
    run.save()
    if run.state != RunState.UNREADABLE:
        _examine_soon(run, by=by, at=at)
    return run


def choose(run_id: int, choices: Choices, *, by: User, at: datetime) -> ImportRun:
    """Say how a file is to be read, or answer what it asks; then it is read again.

    Raises  NotAllowed, Started; Refused: an answer that cannot be.
    """
    require(by, OPERATION)
    run = _open_run(run_id)
    check(choices, choices.kind or run.kind)
    if choices.kind and choices.kind != run.kind:
        header = layout_of(run).header
        columns = {c["name"]: c["samples"] for c in run.study.get("columns", ())}
        run.mapping = suggest(header, samples=columns, kind=RecordKind(choices.kind).value).to_json()
        run.kind, run.preset = run.mapping["kind"], run.mapping["preset"]
        run.source_system = run.mapping["source"] if run.preset else own_source(layout_of(run))
    if choices.source:
        run.source_system = source_code(choices.source)[:40]
    run.defaults = asdict(replace(defaults_of(run), **choices.defaults))
    run.roles = run.roles | {email: _role(word) for email, word in choices.roles.items() if word}
    run.mapping = _mapped(mapping_of(run), choices, run).to_json()
    run.save()
    _examine_soon(run, by=by, at=at)
    return run


def examine(run_id: int, *, at: datetime) -> ImportRun:
    """Read the file of an import from end to end and try its first rows out; the state says what is next."""
    run = ImportRun.objects.get(pk=run_id)
    read_through(run)
    asked = [question for question in run.study["questions"] if not _is_answered(run, question)]
    run.study["questions"] = asked
    run.state = RunState.ASKING if asked else RunState.READY
    run.preview = [] if asked else rehearse(run, at=at)
    ImportRun.objects.filter(pk=run.pk, started_at=None).update(
        mapping=run.mapping, rows=run.rows, study=run.study, state=run.state, preview=run.preview
    )
    return run


@operation(OPERATION, "Import a file", roles=IMPORTERS)
def start(run_id: int, *, by: User, at: datetime) -> ImportRun:
    """Start an import that is ready; the worker brings the rows in.

    Raises  NotReady, Started; NotAllowed: users are let in by who may invite them.
    """
    run = _open_run(run_id)
    if run.state != RunState.READY:
        raise NotReady("Answer what the file leaves open first; then it can start.")
    if run.kind == RecordKind.USER:
        require(by, "user.invite")
    run.state, run.started_at = RunState.RUNNING, at
    run.job_id = jobs.enqueue("import.run", key=f"import:{run.pk}", args={"run": run.pk}, by=by.pk)
    run.save(update_fields=["state", "started_at", "job"])
    return run


@transaction.atomic
def forget(run_id: int, *, by: User) -> None:
    """Take an import away that has not started, and its file.

    Raises  NotAllowed, Started.
    """
    require(by, OPERATION)
    run = ImportRun.objects.select_for_update().filter(pk=run_id, started_at=None).first()
    if run is None:
        raise Started("This import has started: it stays on record.")
    run.delete()
    transaction.on_commit(lambda: remove(run.path))


@transaction.atomic
def cancel(run_id: int, *, by: User, at: datetime) -> ImportRun:
    """Stop an import after its current chunk: what is in stays in, and the rest can follow later.

    Raises  NotAllowed, jobs.CannotCancel.
    """
    require(by, OPERATION)
    run = ImportRun.objects.select_for_update().get(pk=run_id)
    if not run.job_id:
        raise jobs.CannotCancel("This import does not run.")
    jobs.cancel(run.job_id, at=at)
    run.cancelled_at = at
    run.save(update_fields=["cancelled_at"])
    return run


@transaction.atomic
def go_on(run_id: int, *, by: User, at: datetime) -> ImportRun:
    """Let a cancelled or failed import go on with the row at which it stopped.

    Raises  NotAllowed, jobs.CannotRetry: it is still stopping, or it did not stop.
    """
    require(by, OPERATION)
    run = ImportRun.objects.select_for_update().get(pk=run_id)
    if not run.job_id or run.state == RunState.DONE:
        raise jobs.CannotRetry("This import has not stopped.")
    jobs.retry(run.job_id, at=at)
    run.cancelled_at = None
    run.save(update_fields=["cancelled_at"])
    return run


@transaction.atomic
def mend(row_id: int, cells: list[str], *, by: User, at: datetime) -> ImportRow:
    """Send one refused row again, as it stands or mended.

    Takes   cells: as many as the header has.
    Gives   the row with its new fate; refused again with new reasons where it still cannot come in.
    Raises  NotAllowed, NotRefused.
    """
    require(by, OPERATION)
    row = ImportRow.objects.select_for_update().select_related("run").get(pk=row_id)
    run = row.run
    if row.fate != Fate.REFUSED:
        raise NotRefused("This row is in already.")
    if run.kind == RecordKind.USER:
        require(by, "user.invite")
    header = layout_of(run).header
    cells = [cell.strip() for cell in cells[: len(header)]] + [""] * (len(header) - len(cells))
    [prepared] = prepare([Row(row.line, cells)], header, mapping_of(run), defaults_of(run))
    outcome = place(Chunk(House(run), at=at), [prepared], anew=True)[row.line]
    count(run, [outcome], less=Fate.REFUSED)
    mended = row_of(run, prepared, cells, outcome)
    mended.pk = row.pk
    mended.save(force_update=True)
    return mended


def _open_run(run_id: int) -> ImportRun:
    run = ImportRun.objects.filter(pk=run_id).first()
    if run is None:
        raise Http404("There is no such import.")
    if run.started_at:
        raise Started("This import has started already: send the file again to read it otherwise.")
    if run.state == RunState.UNREADABLE:
        raise NotReady(run.problem)
    return run


def _examine_soon(run: ImportRun, *, by: User, at: datetime) -> None:
    """Read the file now, where that takes a moment only; else let the worker."""
    if run.size <= AT_ONCE:
        examine(run.pk, at=at)
    else:
        ImportRun.objects.filter(pk=run.pk).update(state=RunState.READING)
        jobs.enqueue("import.read", key=f"read:{run.pk}", args={"run": run.pk}, by=by.pk)
    run.refresh_from_db()


def _as_before(run: ImportRun, before: ImportRun) -> None:
    """Read a file of mended rows as the one they come from was read."""
    known = {column.name: column for column in mapping_of(before).columns}
    read = mapping_of(run)
    columns = tuple(
        replace(column, field=SKIP, why="ours") if column.name in OF_MENDED else known.get(column.name, column)
        for column in read.columns
    )
    run.mapping = replace(mapping_of(before), columns=columns).to_json()
    run.kind, run.preset, run.source_system = before.kind, before.preset, before.source_system
    run.defaults, run.roles = before.defaults, before.roles


def _mapped(mapping: Mapping, choices: Choices, run: ImportRun) -> Mapping:
    for name, target in choices.columns.items():
        others = [column.name for column in mapping.columns if column.field == target and column.name != name]
        for other in others if target not in (SKIP, ATTRIBUTE) else ():
            mapping = mapping.having(other, field=ATTRIBUTE, why=f"{name} was chosen instead")
        mapping = mapping.having(name, field=target, confidence=1.0, why="chosen by hand")
    for name, options in choices.options.items():
        known: dict[str, object] = {key: value for key, value in options.items() if key != "empty"}
        if "empty" in options:
            words = _not_chosen(run, name)
            known |= {"empty": words, "kept": ()} if options["empty"] == "yes" else {"kept": words}
        mapping = mapping.having(name, **known)
    statuses = {**mapping.statuses, **choices.statuses}
    fill = mapping.fill_short if choices.fill_short is None else choices.fill_short
    return replace(mapping, statuses=statuses, fill_short=fill)


def _not_chosen(run: ImportRun, name: str) -> tuple[str, ...]:
    words = (column["not_chosen"] for column in run.study.get("columns", ()) if column["name"] == name)
    return tuple(word for word, _ in next(words, ()))


def _is_answered(run: ImportRun, question: dict) -> bool:
    """Whether a question is answered by what the mapping does not hold: the roles of users."""
    if question["option"] != "role":
        return False
    return all(role_of(run.roles.get(user["email"], "")) for user in run.study.get("users", ()))


def _role(word: str) -> str:
    role = role_of(word)
    if role is None:
        raise NotReady(f"{word} is neither a side nor a role: say sales or marketing.")
    return role.value
