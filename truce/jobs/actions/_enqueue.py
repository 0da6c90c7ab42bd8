"""Asking for work, in the transaction of what causes it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from truce.base.clock import now
from truce.base.errors import Refused
from truce.jobs.models import Job
from truce.jobs.rules import AT_ONCE, MAX_ATTEMPTS, TASKS, JobState, Lane

ROWS_PER_INSERT = 50


class CannotCancel(Refused):
    pass


class CannotRetry(Refused):
    pass


@dataclass(frozen=True)
class Wanted:
    """One job to be enqueued together with others."""

    name: str
    key: str = ""
    args: Mapping[str, object] = field(default_factory=dict)
    run_after: datetime | None = None


def enqueue(
    name: str,
    *,
    key: str = "",
    args: Mapping[str, object] | None = None,
    run_after: datetime | None = None,
    by: int | None = None,
) -> int:
    """Ask for one piece of work; it exists if and only if the caller's transaction commits.

    Takes   key: names the work; while a job with this key waits, a second one is not made (and the first
            cannot start before the caller's transaction has ended, so that it sees what the caller wrote);
            args: JSON; run_after: not before (default: as soon as possible); by: the id of the user whose
            job this is.
    Gives   the id of the job that will do it.
    Cost    one statement.
    """
    return enqueue_many([Wanted(name, key, args or {}, run_after)], by=by)[0]


def enqueue_many(wanted: Iterable[Wanted], *, by: int | None = None) -> list[int]:
    """Ask for many pieces of work: like `enqueue` for each, but 50 in one statement.

    Gives   the ids of the jobs, ordered by key (one order for everybody, so that two callers cannot
            deadlock).
    """
    once = {item.key or f"\n{number}": item for number, item in enumerate(wanted)}
    jobs = [_job(item, by) for _, item in sorted(once.items())]
    ids: list[int] = []
    with transaction.atomic():
        for start in range(0, len(jobs), ROWS_PER_INSERT):
            ids += _insert(jobs[start : start + ROWS_PER_INSERT])
    return ids


def cancel(job_id: int, *, at: datetime) -> None:
    """Take back a job: at once if it waits, after its current chunk if it runs.

    Raises  CannotCancel: it has ended.
    """
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job_id)
        if job.state == JobState.WAITING:
            Job.objects.filter(pk=job_id).update(state=JobState.CANCELLED, finished_at=at)
        elif job.state == JobState.RUNNING:
            Job.objects.filter(pk=job_id).update(cancel_requested=True)
        else:
            raise CannotCancel(f"This job has ended already ({job.get_state_display().lower()}).")


def retry(job_id: int, *, at: datetime) -> None:
    """Let a failed or cancelled job go on from where it stopped.

    Raises  CannotRetry: it did not fail, or the same work is waiting already.
    """
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=job_id)
        if job.state not in (JobState.FAILED, JobState.CANCELLED):
            raise CannotRetry("Only a job that failed or was cancelled can be tried again.")
        if job.key and Job.objects.filter(key=job.key, state=JobState.WAITING).exists():
            raise CannotRetry("The same work is waiting already.")
        Job.objects.filter(pk=job_id).update(
            state=JobState.WAITING,
            run_after=at,
            attempts=0,
            error="",
            cancel_requested=False,
            finished_at=None,
        )


def forget_done(*, before: datetime, most: int = 500) -> int:
    """Delete small jobs that ended well before a time, the oldest first, and return how many."""
    old = Job.objects.filter(state=JobState.DONE, lane=Lane.QUICK, finished_at__lt=before, enqueued_by_id=None)
    ids = list(old.order_by("finished_at").values_list("pk", flat=True)[:most])
    return Job.objects.filter(pk__in=ids).delete()[0] if ids else 0


def _job(wanted: Wanted, by: int | None) -> Job:
    task = TASKS.get(wanted.name)
    return Job(
        name=wanted.name,
        key=wanted.key,
        args=dict(wanted.args),
        lane=task.lane if task else Lane.QUICK,
        priority=task.priority if task else 5,
        max_attempts=task.max_attempts if task else MAX_ATTEMPTS,
        run_after=wanted.run_after or AT_ONCE,
        enqueued_by_id=by,
        created_at=now(),
    )


def _insert(jobs: list[Job]) -> list[int]:
    """Insert jobs, or touch the waiting one with the same key.

    The touch is what keeps work from being lost: it locks the waiting row until the caller's transaction
    ends, so no worker can start that job before what the caller wrote is there to be seen. Django's own
    upsert cannot name a conditional unique index, hence the statement by hand.
    """
    fields = [f for f in Job._meta.concrete_fields if not f.primary_key]
    columns = ", ".join(f'"{f.column}"' for f in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    sooner = 'excluded."{0}" < "jobs_job"."{0}" THEN excluded."{0}" ELSE "jobs_job"."{0}" END'
    sql = f"""
        INSERT INTO "jobs_job" ({columns}) VALUES {", ".join([row] * len(jobs))}
        ON CONFLICT ("key") WHERE ("state" = 'waiting' AND NOT ("key" = ''))
        DO UPDATE SET "run_after" = CASE WHEN {sooner.format("run_after")},
                      "priority" = CASE WHEN {sooner.format("priority")}
        RETURNING "id"
    """
    values = [f.get_db_prep_save(getattr(job, f.attname), connection) for job in jobs for f in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]
