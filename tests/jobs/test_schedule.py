from datetime import UTC, datetime, timedelta

import pytest

from tests.cast import NOON
from truce.jobs import actions
from truce.jobs.models import Job, Schedule
from truce.jobs.rules import next_firing

pytestmark = pytest.mark.django_db


def test_new_regular_work_starts_at_once_and_then_on_its_grid(regular, ran):
    at = NOON + timedelta(minutes=20)
    actions.run_due(at=at)

    assert ran == [0]
    assert Schedule.objects.get().next_run_at == NOON + timedelta(hours=1)


def test_regular_work_fires_once_per_period_whoever_asks(regular):
    assert [actions.fire_schedules(at=NOON) for _ in range(3)] == [1, 0, 0]


def test_two_workers_who_see_the_same_schedule_due_fire_it_once(regular):
    actions.fire_schedules(at=NOON)
    seen = Schedule.objects.get()
    later = NOON + timedelta(hours=1)

    from truce.jobs.actions import _schedule

    assert (_schedule._fire(seen, later), _schedule._fire(seen, later)) == (1, 0)


def test_missed_times_are_made_up_for_once(regular, ran):
    actions.run_due(at=NOON)
    actions.run_due(at=NOON + timedelta(hours=9, minutes=1))
    actions.run_due(at=NOON + timedelta(hours=9, minutes=2))

    assert len(ran) == 2


def test_regular_work_does_not_pile_up_while_no_worker_does_it(regular):
    actions.fire_schedules(at=NOON)
    actions.fire_schedules(at=NOON + timedelta(hours=1))

    assert Job.objects.count() == 1


def test_a_clock_that_was_set_back_does_not_stop_regular_work(regular):
    actions.fire_schedules(at=NOON)

    assert actions.fire_schedules(at=NOON - timedelta(days=400)) == 1


def test_nothing_due_costs_one_query(regular, django_assert_num_queries):
    actions.fire_schedules(at=NOON)

    with django_assert_num_queries(1):
        actions.fire_schedules(at=NOON)


@pytest.mark.parametrize(
    ("every_s", "after", "then"),
    [
        (3600, NOON, NOON + timedelta(hours=1)),
        (86400, NOON, datetime(2026, 3, 3, tzinfo=UTC)),
        (30, NOON + timedelta(seconds=29), NOON + timedelta(seconds=30)),
    ],
)
def test_the_grid_of_a_schedule_is_counted_from_midnight_utc(every_s, after, then):
    assert next_firing(every_s, after) == then
