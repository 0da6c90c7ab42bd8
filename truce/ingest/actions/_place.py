"""Giving each row of a chunk its fate: seen before, refused, or written by the writer of its kind."""

from collections.abc import Callable, Iterable

from truce.ingest.actions import _activities, _campaigns, _companies, _leads, _people, _users
from truce.ingest.actions._book import fresh_row, put
from truce.ingest.actions._chunk import Chunk, Outcome
from truce.ingest.models import External, ImportRow, ImportRun
from truce.ingest.rules import Fate, Prepared, RecordKind, Remark
from truce.ledger.actions import name_of

Take = Callable[[Chunk, list[Prepared]], list[Outcome]]
Change = Callable[[Chunk, Prepared, int], Outcome]

TAKE: dict[str, Take] = {
    RecordKind.USER: _users.take,
    RecordKind.COMPANY: _companies.take,
    RecordKind.PERSON: _people.take,
    RecordKind.LEAD: _leads.take,
    RecordKind.CAMPAIGN: _campaigns.take,
    RecordKind.MEMBER: _campaigns.take_members,
    RecordKind.CALL: _activities.take,
    RecordKind.MEETING: _activities.take,
    RecordKind.TASK: _activities.take,
}
# What happened is never rewritten, so the other kinds have none.
CHANGE: dict[str, Change] = {
    RecordKind.USER: _users.change,
    RecordKind.COMPANY: _companies.change,
    RecordKind.PERSON: _people.change,
    RecordKind.LEAD: _leads.change,
    RecordKind.CAMPAIGN: _campaigns.change,
}


def place(chunk: Chunk, rows: list[Prepared], *, anew: bool = False) -> dict[int, Outcome]:
    """Bring some rows in and return what became of each, by its line.

    Takes   rows: of one kind, in file order; to be called inside the transaction that also keeps the fates;
            anew: rows that were refused before are tried again.
    """
    externals = {
        found.key: found
        for found in External.objects.filter(source=chunk.source, kind=chunk.run.kind, key__in={r.key for r in rows})
    }
    refused_before = set() if anew or not chunk.run.refused else _refused_before(chunk.run, rows)
    outcomes: dict[int, Outcome] = {}
    fresh: list[Prepared] = []
    changed: list[Prepared] = []
    seen: set[tuple[str, str]] = set()
    keys: set[str] = set()
    for row in rows:
        known = externals.get(row.key)
        if (row.key, row.sha) in seen or (known and known.sha == row.sha):
            ref = (known.record_kind, known.record_id) if known else None
            outcomes[row.line] = Outcome(Fate.DUPLICATE, ref=ref)
        elif (row.key, row.sha) in refused_before:
            outcomes[row.line] = Outcome(Fate.DUPLICATE)
        elif row.problems:
            outcomes[row.line] = Outcome(Fate.REFUSED, None, row.problems, [*row.notes])
        elif known or row.key in keys:
            changed.append(row)
        else:
            fresh.append(row)
            keys.add(row.key)
        seen.add((row.key, row.sha))
    _write(chunk, fresh, changed, externals, outcomes)
    return outcomes


def keep(run: ImportRun, rows: Iterable[tuple[list[str], Prepared]], outcomes: dict[int, Outcome]) -> None:
    """Keep the fate of every row, with the row as it stood."""
    put(ImportRow, [row_of(run, row, cells, outcomes[row.line]) for cells, row in rows], at=run.at)


def row_of(run: ImportRun, row: Prepared, cells: list[str], outcome: Outcome) -> ImportRow:
    """Return the record of one row's fate."""
    kind, number = outcome.ref or ("", None)
    if outcome.record is not None:
        kind, number = name_of(outcome.record), outcome.record.pk
    return fresh_row(
        ImportRow,
        run=run,
        line=row.line,
        fate=outcome.fate,
        key=_clean(row.key),
        sha=row.sha,
        reasons=_told(outcome.reasons),
        notes=_told(outcome.notes),
        cells=[_clean(cell) for cell in cells],
        record_kind=kind,
        record_id=number,
    )


def _write(
    chunk: Chunk,
    fresh: list[Prepared],
    changed: list[Prepared],
    externals: dict[str, External],
    outcomes: dict[int, Outcome],
) -> None:
    """Write new rows at once, then changed ones one by one: each may change what the one before it made."""
    if fresh:
        outcomes |= dict(zip((row.line for row in fresh), TAKE[chunk.run.kind](chunk, fresh), strict=True))
    events = chunk.book.write()
    _name_events(chunk, fresh, outcomes, events)
    made = [
        fresh_row(
            External,
            source=chunk.source,
            kind=chunk.run.kind,
            key=row.key,
            sha=row.sha,
            record_kind=name_of(outcomes[row.line].record),
            record_id=outcomes[row.line].record.pk,
        )
        for row in fresh
        if outcomes[row.line].record is not None
    ]
    put(External, made, at=chunk.at)
    externals |= {external.key: external for external in made}
    for row in changed:
        outcomes[row.line] = _change(chunk, row, externals.get(row.key))


def _change(chunk: Chunk, row: Prepared, known: External | None) -> Outcome:
    if known is None:  # the first row of this key was refused, and this one says something else of it
        return _once_more(chunk, row)
    change = CHANGE.get(chunk.run.kind)
    if change is None:
        note = Remark("changed_since", "", "The row has changed since; what happened is not written anew.")
        return Outcome(Fate.DUPLICATE, notes=[*row.notes, note])
    again = Chunk(chunk.house, at=chunk.at)
    outcome = change(again, row, known.record_id)
    again.book.write()
    External.objects.filter(pk=known.pk).update(sha=row.sha)
    return outcome


def _once_more(chunk: Chunk, row: Prepared) -> Outcome:
    outcomes: dict[int, Outcome] = {}
    _write(Chunk(chunk.house, at=chunk.at), [row], [], {}, outcomes)
    return outcomes[row.line]


def _name_events(chunk: Chunk, rows: list[Prepared], outcomes: dict[int, Outcome], events: list) -> None:
    """Let the keys of calls, meetings and tasks stand for their events, not for whom these are about."""
    if chunk.run.kind not in (RecordKind.CALL, RecordKind.MEETING, RecordKind.TASK):
        return
    placed = [outcomes[row.line] for row in rows if outcomes[row.line].record is not None]
    for outcome, event in zip(placed, events, strict=True):
        outcome.record = event


def _refused_before(run: ImportRun, rows: list[Prepared]) -> set[tuple[str, str]]:
    """Return which rows were refused earlier in this file: the same row again is a duplicate of them."""
    found = ImportRow.objects.filter(run=run, fate=Fate.REFUSED, key__in={row.key for row in rows})
    return set(found.values_list("key", "sha"))


def _told(remarks: Iterable[Remark]) -> list[list[str]]:
    return [[remark.code, remark.column, _clean(remark.text)] for remark in remarks]


def _clean(text: str) -> str:
    """Return a text that every database can hold."""
    return text.replace("\0", "␀")
