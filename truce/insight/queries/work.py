"""The work that Truce does by itself, as those who asked for it and those who look after it see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from truce.jobs import queries as jobs
from truce.jobs.queries import JobRow
from truce.jobs.rules import TASKS, JobState
from truce.teams.models import User
from truce.teams.rules import ADMINS

MOST_OWN = 10


@dataclass(frozen=True)
class Work:
    """The page of jobs. own: asked for by the one who looks; others: everybody's, for those who look after Truce."""

    own: tuple[JobRow, ...]
    own_next: int | None
    others: tuple[JobRow, ...] | None
    others_next: int | None
    names: dict[int, str]
    counts: dict[str, int]

    @property
    def version(self) -> str:
        """What a page compares to see whether anything moved."""
        rows = [*self.own, *(self.others or ())]
        moving = [f"{row.id}.{row.state}.{row.done}" for row in rows if not row.has_ended]
        return " ".join([*moving, *(str(row.id) for row in rows[:1])])


@dataclass(frozen=True)
class Regular:
    """Work that starts by itself: what it is and when it was and will be done."""

    label: str
    every_s: int
    last_run_at: datetime | None
    next_run_at: datetime


def work(user: User, *, at: datetime, state: str = "", whole: bool = False, after: int = 0) -> Work:
    """Return one's own jobs first, then for operations and the revenue lead everybody's, the newest first.

    Takes   state: only those in it; whole: the small regular work that went well too; after: the id that the page
            before ended with.
    Cost    two to four queries.
    """
    is_admin = user.role in ADMINS
    wanted = state if state in JobState.values else ""
    own = jobs.jobs(
        at=at, of=user.pk, state="" if is_admin else wanted, after=(after or None) if not is_admin else None
    )
    if not is_admin:
        return Work(own.rows, own.next_after, None, None, {}, jobs.counts(of=user.pk))
    mine = own.rows[:MOST_OWN] if not (after or wanted) else ()
    others = jobs.jobs(at=at, state=wanted, notable=not whole and not wanted, after=after or None)
    return Work(
        own=mine,
        own_next=None,
        others=tuple(row for row in others.rows if row not in mine),
        others_next=others.next_after,
        names=_names(row.enqueued_by_id for row in others.rows),
        counts=jobs.counts(),
    )


def regular() -> tuple[Regular, ...]:
    """Return the regular work by name.

    Cost    one query.
    """
    return tuple(
        Regular(TASKS[row.name].label, row.every_s, row.last_run_at, row.next_run_at)
        for row in jobs.schedules()
        if row.name in TASKS
    )


def _names(ids: Iterable[int | None]) -> dict[int, str]:
    return dict(User.objects.filter(pk__in={pk for pk in ids if pk}).values_list("pk", "name"))


__all__ = ["JobRow", "Regular", "Work", "regular", "work"]
