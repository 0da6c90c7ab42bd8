"""Doing a job: what its function is given, and how its end is written."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction

from truce.base.errors import Refused
from truce.jobs.actions import _lease
from truce.jobs.models import Job
from truce.jobs.rules import TASKS, JobState, Lane

log = logging.getLogger("truce.jobs")

# A chunk should hold the database about this long: on SQLite others cannot write meanwhile.
CHUNK_S = {"sqlite": 0.05}
LONGEST_CHUNK_S = 0.5
MOST_ROWS = 5000


class Paused(Exception):
    """The worker is stopping: the job goes on later from its cursor."""


class Cancelled(Exception):
    """Somebody asked to stop this job."""


class Context:
    """A running job as its function sees it.

    A long task does all its writing in `with job.chunk():` and says in it how far it got (`save_cursor`), so
    that a worker killed at any instant goes on from exactly there.
    """

    def __init__(self, job: Job, *, clock: Callable[[], datetime], is_stopping: Callable[[], bool] = lambda: False):
        self.id = job.pk
        self.enqueued_by_id = job.enqueued_by_id
        self.rows = 20
        self._job = job
        self._clock = clock
        self._is_stopping = is_stopping
        self._unsaved: dict = {}
        self._is_in_chunk = False

    @property
    def at(self) -> datetime:
        """The time it is for this job: pass it on to verbs."""
        return self._clock()

    @property
    def cursor(self) -> dict:
        """What `save_cursor` kept last; empty at the first start."""
        return self._unsaved.get("cursor", self._job.cursor)

    @contextmanager
    def chunk(self) -> Iterator["Context"]:
        """One transaction of a long job, which also saves the cursor, the progress and the lease.

        Afterwards it waits on SQLite as long as it held the database, and sets `job.rows`: how many rows the
        next chunk should take so that it holds the database about 50 ms.

        Raises  Paused, Cancelled (before the transaction), LeaseLost (nothing of the chunk stands).
        """
        if self._job.lane != Lane.LONG:
            raise TypeError(f"{self._job.name} is one transaction; declare it with long=True to work in chunks")
        self.check()
        try:
            with transaction.atomic():
                began = time.perf_counter()
                self._is_in_chunk = True
                yield self
                _lease.heartbeat(self._job, at=self.at, **self._unsaved)
        finally:
            self._is_in_chunk = False
            self._unsaved = {}
        self._give_way(time.perf_counter() - began)

    def save_cursor(self, cursor: dict, *, done: int | None = None, total: int | None = None, note: str = "") -> None:
        """Keep where the job is, in the same transaction as the work: saved when the chunk ends."""
        self._unsaved |= {"cursor": cursor, "attempts": 0}
        self.progress(done, total, note=note)

    def progress(self, done: int | None = None, total: int | None = None, *, note: str = "") -> None:
        """Say how far the job is; people see it within a second."""
        known = {"steps_done": done, "steps_total": total, "note": note[:200] or None}
        self._unsaved |= {name: value for name, value in known.items() if value is not None}
        if not self._is_in_chunk:
            self.heartbeat()

    def heartbeat(self) -> None:
        """Keep the lease during more than half a minute of work without a chunk.

        Raises  LeaseLost.
        """
        _lease.heartbeat(self._job, at=self.at, **self._unsaved)
        self._unsaved = {}

    def is_cancelled(self) -> bool:
        """Tell whether somebody asked to stop this job. Costs one small query."""
        return Job.objects.filter(pk=self.id, cancel_requested=True).exists()

    def check(self) -> None:
        """Stop here if the worker or a person wants it: everything up to the last chunk stays.

        Raises  Paused, Cancelled.
        """
        if self._is_stopping():
            raise Paused
        if self.is_cancelled():
            raise Cancelled

    def _give_way(self, held: float) -> None:
        aim = CHUNK_S.get(connection.vendor, LONGEST_CHUNK_S / 2)
        if held < aim / 2:
            self.rows = min(MOST_ROWS, self.rows * 2)
        elif held > aim:
            self.rows = max(1, int(self.rows * aim / held))
        give_way(held)


def give_way(held: float) -> None:
    """On SQLite, leave the database to others as long as it was held: waiting writers are not served in
    turn."""
    if connection.vendor == "sqlite":
        time.sleep(min(held, LONGEST_CHUNK_S))


def run(job: Job, *, clock: Callable[[], datetime], is_stopping: Callable[[], bool] = lambda: False) -> JobState | str:
    """Do a leased job and write its end.

    Gives   the state that it is in now; "lost" when the lease was another's by the time it was done.
    """
    try:
        return _attempt(job, clock, is_stopping)
    except _lease.LeaseLost:
        log.warning("job %s (%s): the lease was lost, nothing was kept", job.pk, job.name)
        return "lost"


def _attempt(job: Job, clock: Callable[[], datetime], is_stopping: Callable[[], bool]) -> JobState:
    task = TASKS.get(job.name)
    if task is None:
        _lease.fail(job, at=clock(), error=f"Nothing here knows how to do {job.name}.", is_final=True)
        return JobState.FAILED
    context = Context(job, clock=clock, is_stopping=is_stopping)
    try:
        if task.lane == Lane.LONG:
            result = task.run(context, **job.args)
            _lease.finish(job, at=clock(), result=result)
        else:
            with transaction.atomic():
                result = task.run(context, **job.args)
                _lease.finish(job, at=clock(), result=result)
        return JobState.DONE
    except Paused:
        _lease.release(job, at=clock())
    except Cancelled:
        _lease.end_cancelled(job, at=clock())
    except _lease.LeaseLost:
        raise
    except Refused as refused:
        _lease.fail(job, at=clock(), error=str(refused), is_final=True)
    except Exception as error:  # whatever a task does wrong must not stop the others
        log.exception("job %s (%s) failed, attempt %s", job.pk, job.name, job.attempts)
        _lease.fail(job, at=clock(), error=f"{type(error).__name__}: {error}"[:2000])
    return JobState(job.state)
