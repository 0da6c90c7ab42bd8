from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.cast import NOON
from truce.jobs import actions
from truce.jobs.actions import Wanted
from truce.jobs.models import Job
from truce.jobs.rules import JobState

pytestmark = pytest.mark.django_db


def test_a_job_exists_only_if_its_cause_is_committed():
    with pytest.raises(ValueError, match="cause"), transaction.atomic():
        actions.enqueue("note")
        raise ValueError("the cause went wrong")

    assert not Job.objects.exists()


def test_the_same_work_waits_only_once():
    first = actions.enqueue("note", key="note:7")
    second = actions.enqueue("note", key="note:7")

    assert first == second
    assert Job.objects.count() == 1


def test_work_without_a_key_waits_as_often_as_it_was_asked_for():
    actions.enqueue("note")
    actions.enqueue("note")

    assert Job.objects.count() == 2


def test_the_same_work_may_wait_again_while_it_is_being_done():
    actions.enqueue("note", key="note:7")
    actions.claim(at=NOON)

    actions.enqueue("note", key="note:7")

    assert set(Job.objects.values_list("state", flat=True)) == {JobState.RUNNING, JobState.WAITING}


def test_the_same_work_is_never_done_twice_at_a_time():
    actions.enqueue("note", key="note:7")
    actions.claim(at=NOON)
    actions.enqueue("note", key="note:7")

    assert actions.claim(at=NOON) is None


def test_asking_again_for_waiting_work_can_only_bring_it_forward():
    actions.enqueue("note", key="note:7", run_after=NOON)

    actions.enqueue("note", key="note:7", run_after=NOON + timedelta(hours=1))
    actions.enqueue("note", key="note:7", run_after=NOON - timedelta(hours=1))

    assert Job.objects.get().run_after == NOON - timedelta(hours=1)


def test_many_jobs_are_asked_for_in_few_statements(django_assert_max_num_queries):
    with django_assert_max_num_queries(5):  # two inserts and a savepoint
        ids = actions.enqueue_many(Wanted("note", f"note:{n}", {"x": n}) for n in range(60))

    assert len(set(ids)) == Job.objects.count() == 60


def test_many_jobs_with_one_key_are_one_job():
    actions.enqueue_many([Wanted("note", "note:7"), Wanted("note", "note:7")])

    assert Job.objects.count() == 1


def test_the_database_refuses_a_second_waiting_job_of_a_key():
    actions.enqueue("note", key="note:7")

    with pytest.raises(IntegrityError):
        Job.objects.create(name="note", key="note:7", run_after=NOON, created_at=NOON)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "running"},
        {"state": "done"},
        {"state": "failed", "finished_at": NOON},
        {"state": "asleep"},
        {"lease_until": NOON},
        {"finished_at": NOON},
    ],
)
def test_the_database_refuses_a_job_whose_columns_contradict_each_other(wrong):
    with pytest.raises(IntegrityError):
        Job.objects.create(name="note", **{"run_after": NOON, "created_at": NOON} | wrong)
