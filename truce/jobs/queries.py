"""Questions about the queue and the outbox. Whose jobs somebody may see is decided by the caller's `of`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from django.db.models import Count, Min, Q
from django.db.models.functions import Greatest
from django.http import Http404

from truce.jobs.models import Job, OutgoingMail, Schedule
from truce.jobs.rules import TASKS, JobState, Lane, MailState, time_left

PAGE = 50
SHORT = 40
NOTABLE = Q(lane=Lane.LONG) | Q(enqueued_by_id__isnull=False) | Q(state=JobState.FAILED) | Q(attempts__gt=1)
Row = TypeVar("Row")


@dataclass(frozen=True)
class JobRow:
    """One job as people see it."""

    id: int
    name: str
    label: str
    state: JobState
    note: str
    done: int
    total: int
    rate: float
    left: timedelta | None
    attempts: int
    error: str
    result: dict
    enqueued_by_id: int | None
    is_being_cancelled: bool
    created_at: datetime
    run_after: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def can_cancel(self) -> bool:
        return self.state in (JobState.WAITING, JobState.RUNNING) and not self.is_being_cancelled

    @property
    def can_retry(self) -> bool:
        return self.state in (JobState.FAILED, JobState.CANCELLED)

    @property
    def has_ended(self) -> bool:
        return self.finished_at is not None

    @property
    def outcome(self) -> list[tuple[str, int | str]]:
        """What came of it, as far as it is said in counts, short words, and yes or no."""
        told = {
            name: {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
            for name, value in self.result.items()
        }
        return [
            (name.replace("_", " "), value)
            for name, value in told.items()
            if isinstance(value, int) or (isinstance(value, str) and len(value) <= SHORT)
        ]


@dataclass(frozen=True)
class MailRow:
    """One mail of the outbox."""

    id: int
    to: str
    subject: str
    text: str
    html: str
    key: str
    state: MailState
    send_after: datetime
    attempts: int
    error: str
    created_at: datetime
    ended_at: datetime | None

    @property
    def can_retry(self) -> bool:
        return self.state in (MailState.FAILED, MailState.KEPT)

    @property
    def can_cancel(self) -> bool:
        return self.state == MailState.WAITING

    @property
    def is_secret(self) -> bool:
        """Whether its words let somebody in: an invitation, a code, a link for a new password."""
        return self.key.startswith(("invite:", "sign-in:"))


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, the newest first, and the id to ask for the next ones with (None: there are none)."""

    rows: tuple[Row, ...]
    next_after: int | None


@dataclass(frozen=True)
class Progress:
    """How far a job of somebody's is."""

    job_id: int
    user_id: int
    state: str
    done: int
    total: int


@dataclass(frozen=True)
class ScheduleRow:
    """A regular task: how often, when last, when next."""

    name: str
    every_s: int
    last_run_at: datetime | None
    next_run_at: datetime


@dataclass(frozen=True)
class Health:
    """Whether the worker keeps up.

    `worker_seen_at` is when a worker last started regular work; `late_s` how long the oldest due job waits.
    """

    worker_seen_at: datetime | None
    is_alive: bool
    waiting: int
    running: int
    failed: int
    late_s: int
    mails_waiting: int
    mails_failed: int


def jobs(
    *,
    at: datetime,
    of: int | None = None,
    state: str = "",
    long: bool = False,
    notable: bool = False,
    after: int | None = None,
) -> Page[JobRow]:
    """Return a page of jobs, the newest first.

    Takes   of: only those that this user asked for; state: a JobState; long: only long ones; notable: leave out the
            small work that Truce asks for by itself and that goes well; after: `next_after` of the page before.
    Cost    one query.
    """
    rows = Job.objects.order_by("-pk")
    if of is not None:
        rows = rows.filter(enqueued_by_id=of)
    if state:
        rows = rows.filter(state=state)
    if long:
        rows = rows.filter(lane=Lane.LONG)
    if notable:
        rows = rows.filter(NOTABLE)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows[: PAGE + 1])
    return Page(tuple(_job_row(job, at) for job in found[:PAGE]), found[PAGE - 1].pk if len(found) > PAGE else None)


def job(job_id: int, *, at: datetime, of: int | None = None) -> JobRow:
    """Return one job with its progress.

    Raises  Http404: there is none, or it is not of this user.
    Cost    one query.
    """
    found = Job.objects.filter(pk=job_id, **({} if of is None else {"enqueued_by_id": of})).first()
    if found is None:
        raise Http404("There is no such job.")
    return _job_row(found, at)


def latest(*, key: str, at: datetime) -> JobRow | None:
    """Return the newest job with a key, whatever became of it: for the page of what the job is about.

    Cost    one query.
    """
    found = Job.objects.filter(key=key).order_by("-pk").first()
    return _job_row(found, at) if found else None


def progress(users: Collection[int], *, since: datetime) -> list[Progress]:
    """Return the jobs of some users that got on or ended since a time, two hundred at most.

    Cost    one query.
    """
    since -= timedelta(seconds=1)
    rows = Job.objects.filter(Q(heartbeat_at__gt=since) | Q(finished_at__gt=since), enqueued_by_id__in=users)
    columns = ("pk", "enqueued_by_id", "state", "steps_done", "steps_total")
    return [Progress(*values) for values in rows.order_by("pk").values_list(*columns)[:200]]


def counts(*, of: int | None = None) -> dict[str, int]:
    """Return how many jobs wait, run or failed, by state: what somebody may have to look at.

    Cost    three queries, each over an index of such jobs alone.
    """
    rows = Job.objects.filter(**({} if of is None else {"enqueued_by_id": of}))
    states = (JobState.WAITING, JobState.RUNNING, JobState.FAILED)
    return {state.value: rows.filter(state=state).count() for state in states}


def mails(*, state: str = "", after: int | None = None) -> Page[MailRow]:
    """Return a page of the outbox, the newest first.

    Cost    one query.
    """
    rows = OutgoingMail.objects.order_by("-pk")
    if state:
        rows = rows.filter(state=state)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows[: PAGE + 1])
    return Page(tuple(_mail_row(mail) for mail in found[:PAGE]), found[PAGE - 1].pk if len(found) > PAGE else None)


def mail(mail_id: int) -> MailRow:
    """Return one mail of the outbox.

    Raises  Http404.
    Cost    one query.
    """
    found = OutgoingMail.objects.filter(pk=mail_id).first()
    if found is None:
        raise Http404("There is no such mail.")
    return _mail_row(found)


def schedules() -> list[ScheduleRow]:
    """Return the regular tasks by name.

    Cost    one query.
    """
    return [
        ScheduleRow(row.name, row.every_s, row.last_run_at, row.next_run_at)
        for row in Schedule.objects.order_by("name")
    ]


def health(*, at: datetime) -> Health:
    """Return whether the worker keeps up, for the status page and the check of a machine.

    Gives   is_alive: regular work started within the last two minutes.
    Cost    five or six queries.
    """
    seen = Schedule.objects.order_by("-last_run_at").filter(last_run_at__isnull=False).first()
    counted = counts()
    waiting = Job.objects.due(at).order_by()
    oldest = waiting.aggregate(at=Min(Greatest("created_at", "run_after")))["at"] if counted["waiting"] else None
    of_mails = OutgoingMail.objects.filter(state__in=("waiting", "sending", "failed")).aggregate(
        waiting=Count("pk", filter=~Q(state="failed")), failed=Count("pk", filter=Q(state="failed"))
    )
    seen_at = seen.last_run_at if seen else None
    return Health(
        worker_seen_at=seen_at,
        is_alive=seen_at is not None and seen_at > at - timedelta(minutes=2),
        waiting=counted["waiting"],
        running=counted["running"],
        failed=counted["failed"],
        late_s=max(0, int((at - oldest).total_seconds())) if oldest else 0,
        mails_waiting=of_mails["waiting"],
        mails_failed=of_mails["failed"],
    )


def _job_row(job: Job, at: datetime) -> JobRow:
    running = (job.finished_at or at) - (job.started_at or at)
    return JobRow(
        id=job.pk,
        name=job.name,
        label=TASKS[job.name].label if job.name in TASKS else job.name,
        state=JobState(job.state),
        note=job.note,
        done=job.steps_done,
        total=job.steps_total,
        rate=job.steps_done / running.total_seconds() if running else 0.0,
        left=time_left(job.steps_done, job.steps_total, running) if job.state == JobState.RUNNING else None,
        attempts=job.attempts,
        error=job.error,
        result=job.result,
        enqueued_by_id=job.enqueued_by_id,
        is_being_cancelled=job.cancel_requested and job.state == JobState.RUNNING,
        created_at=job.created_at,
        run_after=job.run_after,
        started_at=job.started_at,
        finished_at=job.finished_at,
    )


def _mail_row(mail: OutgoingMail) -> MailRow:
    return MailRow(
        id=mail.pk,
        to=mail.to,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        key=mail.key or "",
        state=MailState(mail.state),
        send_after=mail.send_after,
        attempts=mail.attempts,
        error=mail.error,
        created_at=mail.created_at,
        ended_at=mail.ended_at,
    )
