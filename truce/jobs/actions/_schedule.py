"""Regular work: each firing happens once, however many workers there are."""

from datetime import datetime, timedelta

from django.db import transaction

from truce.jobs.actions._enqueue import enqueue
from truce.jobs.models import Schedule
from truce.jobs.rules import REGULAR, next_firing


def fire_schedules(*, at: datetime) -> int:
    """Enqueue the regular work that is due. Times that were missed are made up for once, not one by one.

    A next time further away than one period was written by a clock that has been set back since; it counts
    as due.

    Gives   how many schedules fired.
    Cost    one read when nothing is due.
    """
    known = {row.name: row for row in Schedule.objects.all()}
    for name in REGULAR.keys() - known.keys():
        row = Schedule(name=name, every_s=REGULAR[name].every_s, next_run_at=at)
        Schedule.objects.bulk_create([row], ignore_conflicts=True)
        known[name] = Schedule.objects.get(name=name)
    return sum(_fire(row, at) for row in known.values() if row.name in REGULAR and _is_due(row, at))


def _is_due(row: Schedule, at: datetime) -> bool:
    return not at < row.next_run_at <= at + timedelta(seconds=row.every_s)


def _fire(row: Schedule, at: datetime) -> int:
    period = REGULAR[row.name].every_s
    with transaction.atomic():
        mine = Schedule.objects.filter(pk=row.pk, next_run_at=row.next_run_at)
        if not mine.update(every_s=period, next_run_at=next_firing(period, at), last_run_at=at):
            return 0
        enqueue(row.name, key=f"schedule:{row.name}", run_after=at)
    return 1
