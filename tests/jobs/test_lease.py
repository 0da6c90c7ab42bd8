from datetime import timedelta

import pytest

from tests.cast import NOON
from truce.jobs import actions
from truce.jobs.models import Job
from truce.jobs.rules import LEASE, JobState

pytestmark = pytest.mark.django_db

LATER = NOON + LEASE


def noon():
    return NOON


@pytest.fixture
def elsewhere(monkeypatch):
    """Leases taken in the test are those of a worker on another machine."""
    monkeypatch.setattr("truce.jobs.actions._lease.worker_name", lambda: "elsewhere/1.1")


def test_a_job_whose_lease_ran_out_waits_again(elsewhere):
    actions.enqueue("note")
    actions.claim(at=NOON)

    assert actions.reap(at=LATER) == 1
    assert Job.objects.get().state == JobState.WAITING


def test_a_job_whose_worker_is_alive_is_left_alone(elsewhere):
    actions.enqueue("note")
    actions.claim(at=NOON)

    assert actions.reap(at=LATER - timedelta(seconds=1)) == 0


def test_a_heartbeat_keeps_the_lease(elsewhere):
    actions.enqueue("note")
    job = actions.claim(at=NOON)

    actions.heartbeat(job, at=NOON + timedelta(seconds=50))

    assert actions.reap(at=LATER) == 0


def test_the_job_of_a_dead_process_of_this_machine_does_not_wait_for_its_lease():
    actions.enqueue("note")
    job = actions.claim(at=NOON)
    machine, _, _ = job.leased_by.partition("/")
    Job.objects.update(leased_by=f"{machine}/4194305.1/1")

    assert actions.reap(at=NOON) == 1


def test_a_lease_from_before_the_clock_was_set_back_counts_as_run_out(elsewhere):
    actions.enqueue("note")
    actions.claim(at=NOON)

    assert actions.reap(at=NOON - timedelta(days=1)) == 1


def test_a_job_that_kills_its_worker_each_time_is_given_up(elsewhere):
    actions.enqueue("note")
    for n in range(8):
        actions.claim(at=NOON + n * LEASE)
        actions.reap(at=NOON + (n + 1) * LEASE)

    job = Job.objects.get()
    assert (job.state, job.error) == (JobState.FAILED, "The worker stopped in the middle of it.")


def test_a_worker_that_lost_its_lease_keeps_nothing_of_what_it_did(elsewhere):
    actions.enqueue("note")
    slow = actions.claim(at=NOON)
    actions.reap(at=LATER)
    actions.claim(at=LATER)

    assert actions.run(slow, clock=noon) == "lost"
    assert Job.objects.get().state == JobState.RUNNING


def test_a_job_that_goes_back_makes_its_waiting_twin_needless(elsewhere):
    first = actions.enqueue("note", key="note:7")
    actions.claim(at=NOON)
    second = actions.enqueue("note", key="note:7")

    actions.reap(at=LATER)

    assert dict(Job.objects.values_list("pk", "state")) == {first: "waiting", second: "cancelled"}


def test_a_job_goes_on_from_the_cursor_that_its_dead_worker_left(elsewhere, ran):
    actions.enqueue("count")
    job = actions.claim(at=NOON)
    context = actions.Context(job, clock=noon)
    with context.chunk():
        context.save_cursor({"next": 8})
    actions.reap(at=LATER)

    actions.run_due(at=LATER)

    assert ran == [8, 9]


def test_getting_on_gives_a_job_all_its_attempts_back(elsewhere):
    actions.enqueue("count")
    context = actions.Context(actions.claim(at=NOON), clock=noon)

    with context.chunk():
        context.save_cursor({"next": 2})

    assert Job.objects.get().attempts == 0


def test_nothing_due_costs_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        actions.claim(at=NOON)
    with django_assert_num_queries(1):
        actions.reap(at=NOON)
