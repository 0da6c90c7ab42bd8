from datetime import timedelta

import pytest
from django.http import Http404

from tests.cast import NOON
from truce.jobs import actions, queries
from truce.jobs.models import Job
from truce.jobs.rules import JobState, time_left

pytestmark = pytest.mark.django_db

SOON = NOON + timedelta(seconds=10)


def test_jobs_come_the_newest_first_a_page_at_a_time(django_assert_num_queries):
    ids = [actions.enqueue("note") for _ in range(queries.PAGE + 1)]

    with django_assert_num_queries(2):
        first = queries.jobs(at=NOON)
        second = queries.jobs(at=NOON, after=first.next_after)

    assert [row.id for row in first.rows + second.rows] == ids[::-1]
    assert second.next_after is None


def test_jobs_can_be_those_of_one_person_of_one_state_or_the_long_ones():
    note, count = actions.enqueue("note", by=7), actions.enqueue("count")
    actions.cancel(note, at=NOON)

    assert [row.id for row in queries.jobs(at=NOON, of=7).rows] == [note]
    assert [row.id for row in queries.jobs(at=NOON, state="waiting").rows] == [count]
    assert [row.id for row in queries.jobs(at=NOON, long=True).rows] == [count]


def test_a_job_tells_how_far_and_how_fast_it_is():
    job_id = actions.enqueue("count")
    actions.heartbeat(actions.claim(at=NOON), at=NOON, steps_done=20, steps_total=100)

    row = queries.job(job_id, at=SOON)

    assert (row.label, row.state, row.done, row.total) == ("Count to ten", JobState.RUNNING, 20, 100)
    assert (row.rate, row.left) == (2.0, timedelta(seconds=40))


def test_nobody_sees_a_job_of_somebody_else():
    job_id = actions.enqueue("note", by=7)

    with pytest.raises(Http404):
        queries.job(job_id, at=NOON, of=8)


def test_the_latest_job_with_a_key_is_found_whatever_became_of_it():
    actions.enqueue("note", key="note:7")
    actions.run_due(at=NOON)

    assert queries.latest(key="note:7", at=NOON).state == JobState.DONE
    assert queries.latest(key="note:8", at=NOON) is None


def test_what_can_be_done_with_a_job_depends_on_its_state():
    job_id = actions.enqueue("note")
    waiting = queries.job(job_id, at=NOON)
    actions.cancel(job_id, at=NOON)
    cancelled = queries.job(job_id, at=NOON)

    assert (waiting.can_cancel, waiting.can_retry, waiting.has_ended) == (True, False, False)
    assert (cancelled.can_cancel, cancelled.can_retry, cancelled.has_ended) == (False, True, True)


def test_what_waits_runs_or_failed_is_counted():
    actions.enqueue("note", run_after=SOON)
    actions.enqueue("refuse", by=7)
    actions.run_due(at=NOON)

    assert queries.counts() == {"waiting": 1, "running": 0, "failed": 1}
    assert queries.counts(of=7) == {"waiting": 0, "running": 0, "failed": 1}


def test_mails_come_the_newest_first_and_one_by_one():
    ids = [actions.send_mail("priya@halden.example", "Hello", "Text") for _ in range(3)]

    assert [row.id for row in queries.mails().rows] == ids[::-1]
    assert queries.mail(ids[0]).subject == "Hello"
    with pytest.raises(Http404):
        queries.mail(ids[-1] + 1)


def test_a_worker_that_starts_its_regular_work_is_alive(regular):
    assert not queries.health(at=NOON).is_alive

    actions.fire_schedules(at=NOON)

    assert queries.health(at=NOON).is_alive
    assert not queries.health(at=NOON + timedelta(minutes=3)).is_alive


def test_how_late_the_queue_is_counts_from_when_a_job_could_have_started():
    actions.enqueue("note", run_after=NOON)
    Job.objects.update(created_at=NOON - timedelta(days=1))

    assert queries.health(at=SOON).late_s == 10
    assert queries.health(at=NOON - timedelta(minutes=1)).late_s == 0


def test_health_costs_few_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        queries.health(at=NOON)


@pytest.mark.parametrize(("done", "seconds", "left"), [(50, 10, 10), (4, 10, None), (50, 1, None), (0, 60, None)])
def test_the_time_left_is_only_told_when_it_is_known(done, seconds, left):
    expected = None if left is None else timedelta(seconds=left)

    assert time_left(done, 100, timedelta(seconds=seconds)) == expected


def test_small_jobs_that_are_done_are_forgotten_after_a_day_but_not_what_a_person_asked_for():
    actions.enqueue("note")
    mine = actions.enqueue("note", by=7)
    actions.run_due(at=NOON)

    assert actions.forget_done(before=NOON + timedelta(seconds=1)) == 1
    assert [row.id for row in queries.jobs(at=NOON).rows] == [mine]
