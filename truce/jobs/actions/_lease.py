"""Leasing a job: one worker has it, for a minute at a time, until it ends or the lease runs out."""

import itertools
import os
import socket
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from truce.jobs.models import Job
from truce.jobs.rules import LEASE, JobState, Lane, retry_after

DUE = """
    SELECT "id" FROM "jobs_job" AS "due"
     WHERE "state" = 'waiting' AND "run_after" <= %s{only}
       AND ("key" = '' OR NOT EXISTS (
            SELECT 1 FROM "jobs_job" AS "twin" WHERE "twin"."state" = 'running' AND "twin"."key" = "due"."key"))
     ORDER BY "priority", "run_after", "id" LIMIT 1"""
TAKE = """
    UPDATE "jobs_job" SET "state" = 'running', "attempts" = "attempts" + 1, "leased_by" = %s, "lease_until" = %s,
           "heartbeat_at" = %s, "started_at" = COALESCE("started_at", %s)
     WHERE "id" = ({due}) RETURNING *"""

_claims = itertools.count(1)


class LeaseLost(Exception):
    """The lease ran out and the job is another's now: whatever was written in this transaction must not
    stand."""


def worker_name() -> str:
    """Return what tells this process from all that ever ran, on any machine: machine, pid and when it
    started."""
    return f"{_machine()}/{os.getpid()}.{_started(os.getpid())}"


def claim(*, lane: Lane | str = "", at: datetime, name: str = "") -> Job | None:
    """Lease the next job that is due, or return None. Of one key never two run at a time.

    Takes   lane, name: only such jobs; empty for all.
    Cost    one read when nothing is due, and one more statement else. Written by hand, because it is asked five times
            a second: on PostgreSQL workers pass over rows that others have in hand; on SQLite the one UPDATE is the
            whole transaction, and the read before it keeps an idle worker from taking the lock.
    """
    is_postgres = connection.vendor == "postgresql"
    time = connection.ops.adapt_datetimefield_value
    only = {"lane": lane, "name": name}
    due = DUE.format(only="".join(f' AND "{column}" = %s' for column, value in only.items() if value))
    values = [time(at), *(value for value in only.values() if value)]
    if not is_postgres and not _rows(due, values):
        return None
    taken = [f"{worker_name()}/{next(_claims)}", time(at + LEASE), time(at), time(at)]
    claimed = TAKE.format(due=due + (" FOR UPDATE SKIP LOCKED" if is_postgres else ""))
    found = list(Job.objects.raw(claimed, [*taken, *values]))
    return found[0] if found else None


def heartbeat(job: Job, *, at: datetime, **progress) -> None:
    """Keep the lease for another minute, and save what is known of the progress with it.

    Takes   progress: columns of the job (cursor, steps_done, steps_total, note).
    Raises  LeaseLost.
    """
    _mine(job, lease_until=at + LEASE, heartbeat_at=at, **progress)


def finish(job: Job, *, at: datetime, result: dict | None = None) -> None:
    """End a job well, in the transaction of its last effect.

    Raises  LeaseLost.
    """
    _end(job, JobState.DONE, at=at, result=result or {})


def end_cancelled(job: Job, *, at: datetime) -> None:
    """End a running job because somebody asked for it."""
    _end(job, JobState.CANCELLED, at=at)


def fail(job: Job, *, at: datetime, error: str, is_final: bool = False) -> None:
    """Note why an attempt failed, and let it be tried again after a while, or end it after the last attempt.

    Raises  LeaseLost.
    """
    error = error.strip() or "No reason was given."
    if is_final or job.attempts >= job.max_attempts:
        _end(job, JobState.FAILED, at=at, error=error)
    else:
        _back(job, at=at, run_after=at + retry_after(job.attempts), error=error)


def release(job: Job, *, at: datetime) -> None:
    """Put a job back as it was, because its worker is stopping. The attempt does not count."""
    _back(job, at=at, run_after=at, attempts=max(0, job.attempts - 1))


def reap(*, at: datetime) -> int:
    """Put back the jobs of workers that died: lease run out, or a process of this machine that is no more.

    A lease far in the future was written by a clock that has been set back since; it counts as run out.

    Gives   how many.
    Cost    one read when nobody died.
    """
    reaped = 0
    for job in Job.objects.running():
        if job.lease_until <= at or job.lease_until > at + 3 * LEASE or is_dead(job.leased_by):
            try:
                fail_dead(job, at=at)
                reaped += 1
            except LeaseLost:
                continue
    return reaped


def fail_dead(job: Job, *, at: datetime) -> None:
    error = "The worker stopped in the middle of it."
    if job.attempts >= job.max_attempts:
        _end(job, JobState.FAILED, at=at, error=error)
    else:
        _back(job, at=at, run_after=at, error=error)


def is_dead(leased_by: str) -> bool:
    """Tell whether the lease belongs to a process of this machine that does not run any more."""
    host, _, rest = leased_by.partition("/")
    pid, _, started = rest.partition("/")[0].partition(".")
    if host != _machine() or not pid.isdigit():
        return False
    return _started(int(pid)) != started


def _machine() -> str:
    """Return the host and its space of pids: two containers of one host cannot see each other's processes."""
    try:
        space = os.readlink("/proc/self/ns/pid")
    except OSError:
        space = ""
    return f"{socket.gethostname()[:50]}{space.removeprefix('pid:')}"


def _started(pid: int) -> str:
    """Return when a process of this machine started, in ticks since boot; "" when it is no more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return "" if Path("/proc/self").exists() or not _is_alive(pid) else "alive"


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _rows(sql: str, values: list) -> list:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _mine(job: Job, **values) -> None:
    if not Job.objects.running().filter(pk=job.pk, leased_by=job.leased_by).update(**values):
        raise LeaseLost(f"job {job.pk} is no longer leased by {job.leased_by}")
    for name, value in values.items():
        setattr(job, name, value)


def _end(job: Job, state: JobState, *, at: datetime, **values) -> None:
    _mine(job, state=state, lease_until=None, leased_by="", finished_at=at, heartbeat_at=at, **values)


def _back(job: Job, *, at: datetime, run_after: datetime, **values) -> None:
    """Let a running job wait again. A second one that asked for the same work meanwhile is not needed any
    more."""
    with transaction.atomic():
        if job.key:
            twins = Job.objects.filter(key=job.key, state=JobState.WAITING)
            twins.update(state=JobState.CANCELLED, finished_at=at, error=f"Job {job.pk} does the same work.")
        _mine(job, state=JobState.WAITING, lease_until=None, leased_by="", run_after=run_after, **values)
