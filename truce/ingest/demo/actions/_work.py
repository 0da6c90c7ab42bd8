"""How long work is done: in chunks of a job, or in one go from the terminal."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from django.db import transaction


@dataclass(frozen=True)
class At:
    """Where long work is done.

    Takes   chunk: one transaction; rows: how many rows the next one should take; kept: where it went on from, as
            saved by `keep(cursor, done, total, note)` inside a chunk; tell: says how far it is outside of one.
    """

    chunk: Callable[[], AbstractContextManager]
    rows: Callable[[], int]
    keep: Callable[[dict, int, int, str], None]
    tell: Callable[[int, int, str], None]
    kept: dict = field(default_factory=dict)


def by_terminal() -> At:
    """Return the way for a command: large transactions, nothing kept."""
    return At(transaction.atomic, lambda: 4000, lambda cursor, done, total, note: None, lambda done, total, note: None)


def in_job(job) -> At:
    """Return the way for a job of the worker: short chunks, from which another worker could go on."""
    return At(
        job.chunk,
        lambda: job.rows,
        lambda cursor, done, total, note: job.save_cursor(cursor, done=done, total=total, note=note),
        lambda done, total, note: job.progress(done, total, note=note),
        dict(job.cursor),
    )
