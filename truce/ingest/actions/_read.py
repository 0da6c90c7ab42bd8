"""The file of an import: kept under a name of our own, read from end to end, its first rows tried out."""

import hashlib
import os
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from truce.base.errors import Refused
from truce.ingest.actions._chunk import Chunk, House
from truce.ingest.actions._fields import make_fields
from truce.ingest.actions._place import place
from truce.ingest.models import ImportRun
from truce.ingest.rules import (
    ENDINGS,
    MOST_BYTES,
    Defaults,
    Encoding,
    Layout,
    Mapping,
    Prepared,
    RecordKind,
    Row,
    prepare,
    read_layout,
    read_rows,
    study,
    suggest,
    unguarded,
)

SHOWN = 20
_SAMPLES = 30


class NotAFile(Refused):
    """What was sent is no list that could be read."""


@dataclass(frozen=True)
class Stored:
    """A file that is kept: its own name under DATA/imports, size and digest."""

    name: str
    path: str
    size: int
    sha256: str


def store(name: str, blocks: Iterable[bytes]) -> Stored:
    """Keep a file as it comes in, block by block, under a name that nobody else chooses.

    Raises  NotAFile: another ending than a list of values has, too large, or empty; nothing is kept then.
    """
    name = Path(name.replace("\\", "/").replace("\0", "")).name[-200:] or "file.csv"
    if not name.lower().endswith(ENDINGS):
        raise NotAFile(f"{name} is no CSV file: save the list as CSV and send that.")
    folder = Path(settings.DATA) / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{uuid4().hex}.csv"
    digest, size = hashlib.sha256(), 0
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for block in blocks:
                size += len(block)
                if size > MOST_BYTES:
                    raise NotAFile(f"{name} is larger than {MOST_BYTES >> 20} MB: send it in parts.")
                digest.update(block)
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        if not size:
            raise NotAFile(f"{name} is empty.")
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Stored(name, path.name, size, digest.hexdigest())


def opened(run: ImportRun) -> BinaryIO:
    """Open the file of an import.

    Raises  NotAFile: somebody took it away.
    """
    try:
        return beside(run.path).open("rb")
    except FileNotFoundError:
        raise NotAFile(f"The file of {run.file_name} is not kept any more: send it again.") from None


def beside(name: str) -> Path:
    """Return where a file of that name would stand beside the imported ones."""
    return Path(settings.DATA) / "imports" / Path(name).name


def remove(name: str) -> None:
    """Delete a file that no import needs."""
    beside(name).unlink(missing_ok=True)


def first_look(run: ImportRun, *, kind: str = "", source: str = "") -> None:
    """Find out how a file is laid out and what its columns may be; only the first rows are looked at.

    Takes   kind, source: what a person has said already.
    Raises  Unreadable.
    """
    with opened(run) as stream:
        layout = read_layout(stream)
        with closing(read_rows(stream, layout)) as rows:
            some = [row for row in islice(rows, _SAMPLES) if not row.problem]
    samples = {name: [row.cells[place] for row in some] for place, name in enumerate(layout.header)}
    mapping = suggest(layout.header, samples=samples, kind=kind)
    run.layout, run.mapping = asdict(layout), mapping.to_json()
    run.kind, run.preset = mapping.kind, mapping.preset
    run.source_system = (source or (mapping.source if mapping.preset else own_source(layout)))[:40]


def own_source(layout: Layout) -> str:
    """Return the name under which the ids of an unknown product are kept: files with one header share it."""
    return "file-" + hashlib.sha256("\x1f".join(layout.header).encode()).hexdigest()[:10]


def read_through(run: ImportRun) -> None:
    """Read a file from end to end: what it proves is filled into the mapping, the rest becomes questions."""
    with opened(run) as stream:
        layout = layout_of(run)
        found = study(_rows(run, stream, layout), layout.header, mapping_of(run), defaults_of(run))
    run.mapping, run.rows = found.mapping.to_json(), found.rows
    columns = [
        {"name": c.name, "filled": c.filled, "samples": list(c.samples), "not_chosen": [list(n) for n in c.not_chosen]}
        for c in found.columns
    ]
    run.study = {"broken": found.broken, "columns": columns, "questions": [asdict(q) for q in found.questions]}
    if run.kind == RecordKind.USER:
        run.study["users"] = _users(run)


def pairs(run: ImportRun, stream: BinaryIO, *, skip: int = 0) -> Generator[tuple[list[str], Prepared], None, None]:
    """Yield each row as it stands and as it was prepared.

    Takes   skip: rows that are done already.
    """
    layout = layout_of(run)
    now: list[Row] = []

    def watched() -> Iterator[Row]:
        for row in islice(_rows(run, stream, layout), skip, None):
            now[:] = [row]
            yield row

    for prepared in prepare(watched(), layout.header, mapping_of(run), defaults_of(run)):
        yield now[0].cells, prepared


def rehearse(run: ImportRun, *, at: datetime, most: int = SHOWN) -> list[dict]:
    """Try the first rows out: they are brought in as they would be, and taken back before anybody can see them."""
    with opened(run) as stream, closing(pairs(run, stream)) as rows:
        some = list(islice(rows, most))
    with transaction.atomic():
        house = House(run)
        make_fields(house, mapping_of(run))
        outcomes = place(Chunk(house, at=at), [prepared for _, prepared in some], anew=True)
        transaction.set_rollback(True)
    return [
        {
            "line": prepared.line,
            "cells": [cell.replace("\0", "␀") for cell in cells],
            "fate": outcomes[prepared.line].fate.value,
            "says": [remark.text for remark in (*outcomes[prepared.line].reasons, *outcomes[prepared.line].notes)],
        }
        for cells, prepared in some
    ]


def layout_of(run: ImportRun) -> Layout:
    """Return how the file of an import is laid out."""
    known = run.layout
    return Layout(
        **{
            **known,
            "encoding": Encoding(**known["encoding"]),
            "header": tuple(known["header"]),
            "notes": tuple(known["notes"]),
        }
    )


def mapping_of(run: ImportRun) -> Mapping:
    """Return how the columns of an import are read."""
    return Mapping.from_json(run.mapping)


def defaults_of(run: ImportRun) -> Defaults:
    """Return what holds for columns that say nothing else."""
    return Defaults(**run.defaults)


def _rows(run: ImportRun, stream: BinaryIO, layout: Layout) -> Iterator[Row]:
    rows = read_rows(stream, layout, fill_short=bool(run.mapping.get("fill_short")))
    if not run.mends_id:
        return rows
    return (row if row.problem else row._replace(cells=unguarded(row.cells)) for row in rows)


def _users(run: ImportRun) -> list[dict]:
    """Return the users in a file, whose side must be said."""
    with opened(run) as stream, closing(pairs(run, stream)) as rows:
        found = [row for _, row in islice(rows, 500) if not row.problems]
    return [{"email": row.emails[0].key, "name": row.values["name"]} for row in found]
