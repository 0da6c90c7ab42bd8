from datetime import timedelta

import pytest
from django.db import connection

from tests.cast import NOON
from truce.jobs import actions
from truce.jobs.models import Job, Schedule
from truce.jobs.rules import JobState, Lane, retry_after

pytestmark = pytest.mark.django_db


def noon():
    return NOON


def test_a_job_is_done_with_its_arguments_and_keeps_its_result(ran):
    actions.enqueue("note", args={"x": 5})

    assert actions.run_due(at=NOON) == {"done": 1, "mails": 0}
    assert ran == [5]
    assert Job.objects.get().result == {"x": 5}


def test_a_job_waits_for_its_time(ran):
    actions.enqueue("note", run_after=NOON)

    actions.run_due(at=NOON - timedelta(seconds=1))
    assert ran == []
    actions.run_due(at=NOON)
    assert ran == [0]


def test_urgent_work_comes_first(ran):
    actions.enqueue("note", args={"x": 1})
    actions.enqueue("note", args={"x": 2})
    Job.objects.filter(args__x=2).update(priority=1)

    actions.run_due(at=NOON)

    assert ran == [2, 1]


def test_long_work_does_not_stand_in_the_way_of_quick_work():
    actions.enqueue("count")
    actions.enqueue("note")

    assert actions.claim(lane=Lane.QUICK, at=NOON).name == "note"
    assert actions.claim(lane=Lane.LONG, at=NOON).name == "count"


def test_a_failed_job_is_tried_again_later_and_then_given_up():
    actions.enqueue("break")

    actions.run_due(at=NOON)
    assert actions.run_due(at=NOON + timedelta(seconds=4)) == {"mails": 0}
    actions.run_due(at=NOON + timedelta(seconds=5))

    job = Job.objects.get()
    assert (job.state, job.attempts, job.error) == (JobState.FAILED, 2, "ValueError: no")


def test_each_wait_before_another_try_is_twice_as_long_up_to_an_hour():
    assert [retry_after(n).seconds for n in (1, 2, 3, 20)] == [5, 10, 20, 3600]


def test_a_job_that_a_rule_refuses_is_not_tried_again():
    actions.enqueue("refuse")

    actions.run_due(at=NOON)

    job = Job.objects.get()
    assert (job.state, job.error) == (JobState.FAILED, "Not on a Monday.")


def test_a_job_that_nobody_knows_how_to_do_says_so():
    actions.enqueue("unheard.of")

    actions.run_due(at=NOON)

    assert Job.objects.get().error == "Nothing here knows how to do unheard.of."


def test_what_a_quick_job_wrote_goes_when_it_fails():
    def writes_and_breaks(job):
        Schedule.objects.create(name="left over", every_s=1, next_run_at=NOON)
        raise ValueError("no")

    from truce.jobs.rules import task

    task("writes")(writes_and_breaks)
    actions.enqueue("writes")
    actions.run_due(at=NOON)

    assert not Schedule.objects.exists()


def test_a_failed_job_can_be_tried_again_by_hand():
    job_id = actions.enqueue("refuse")
    actions.run_due(at=NOON)

    actions.retry(job_id, at=NOON)

    assert Job.objects.get().state == JobState.WAITING


def test_only_a_job_that_did_not_end_well_can_be_tried_again():
    job_id = actions.enqueue("note")

    with pytest.raises(actions.CannotRetry):
        actions.retry(job_id, at=NOON)


def test_a_waiting_job_is_cancelled_at_once(ran):
    actions.cancel(actions.enqueue("note"), at=NOON)

    actions.run_due(at=NOON)

    assert ran == []
    assert Job.objects.get().state == JobState.CANCELLED


def test_a_running_job_is_cancelled_after_its_chunk(ran):
    job_id = actions.enqueue("count")
    job = actions.claim(at=NOON)
    actions.cancel(job_id, at=NOON)

    assert actions.run(job, clock=noon) == JobState.CANCELLED
    assert ran == []


def test_a_job_that_has_ended_cannot_be_cancelled():
    job_id = actions.enqueue("note")
    actions.run_due(at=NOON)

    with pytest.raises(actions.CannotCancel):
        actions.cancel(job_id, at=NOON)


def test_a_worker_that_stops_finishes_its_chunk_and_leaves_the_rest(ran):
    actions.enqueue("count")
    job = actions.claim(at=NOON)

    state = actions.run(job, clock=noon, is_stopping=lambda: len(ran) >= 4)

    assert (state, ran, Job.objects.get().cursor) == (JobState.WAITING, [0, 1, 2, 3], {"next": 4})
    actions.run_due(at=NOON)
    assert ran == list(range(10))


def test_a_stopped_worker_does_not_use_up_an_attempt():
    actions.enqueue("count")

    actions.run(actions.claim(at=NOON), clock=noon, is_stopping=lambda: True)

    assert Job.objects.get().attempts == 0


def test_progress_is_saved_with_each_chunk():
    actions.enqueue("count")

    actions.run_due(at=NOON)

    assert Job.objects.values_list("steps_done", "steps_total").get() == (10, 10)


def test_a_quick_job_cannot_work_in_chunks():
    from truce.jobs.rules import task

    task("chunky")(lambda job: job.chunk().__enter__())
    actions.enqueue("chunky")
    actions.run_due(at=NOON)

    assert "declare it with long=True" in Job.objects.get().error


def test_on_sqlite_chunks_grow_and_shrink_so_that_the_database_is_held_50_ms():
    actions.enqueue("count")
    context = actions.Context(actions.claim(at=NOON), clock=noon)

    context._give_way(0.001)
    grown = context.rows
    context._give_way(0.6)

    assert grown == 40
    assert context.rows == (3 if connection.vendor == "sqlite" else 16)


def test_a_job_ends_when_its_work_is_done_not_when_it_began():
    actions.enqueue("count")
    times = (NOON + timedelta(seconds=number) for number in range(1000))

    actions.run(actions.claim(at=NOON), clock=lambda: next(times))

    assert Job.objects.get().finished_at > NOON + timedelta(seconds=4)
