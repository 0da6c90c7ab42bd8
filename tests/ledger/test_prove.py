from threading import Thread

import pytest
from django.db import connection, connections

from tests.cast import NOON
from truce.jobs import actions as jobs
from truce.jobs.models import Job
from truce.journey.models import Lead
from truce.ledger import queries
from truce.ledger.models import Event
from truce.teams.models import Team

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(do):
    """Do something in another connection, and wait for it."""

    def work():
        try:
            do()
        finally:
            connections.close_all()

    thread = Thread(target=work)
    thread.start()
    thread.join()


def prove() -> Job:
    job = jobs.enqueue("ledger.verify", key="ledger.verify")
    jobs.run_due(at=NOON)
    return Job.objects.get(pk=job)


def test_the_proof_runs_as_a_job_and_says_what_it_read(offered):
    job = prove()

    assert (job.state, job.result["is_whole"]) == ("done", True)
    assert job.result["events"] == Event.objects.count() and job.steps_done == queries.last_seq()


def test_a_row_that_was_changed_behind_the_ledger_is_found(offered):
    Lead.objects.update(touches=99)

    result = prove().result

    assert (result["is_whole"], result["differences"]) == (False, 1)


def test_the_proof_reads_one_moment_and_others_write_meanwhile(offered):
    with queries.one_moment():
        before = Team.objects.count()
        elsewhere(lambda: Team.objects.create(name="North", side="sales"))
        during = Team.objects.count()

    assert (before, during, Team.objects.count()) == (0, 0, 1)


def test_after_a_moment_the_connection_writes_again(offered):
    with pytest.raises(KeyError), queries.one_moment():
        raise KeyError

    Team.objects.create(name="North", side="sales")
    assert Team.objects.count() == 1 and not connection.in_atomic_block


def test_a_proof_can_be_stopped(offered, monkeypatch):
    monkeypatch.setattr("truce.ledger.queries.CHUNK", 1)
    job_id = jobs.enqueue("ledger.verify", key="ledger.verify")
    Job.objects.filter(pk=job_id).update(cancel_requested=True)

    jobs.run_due(at=NOON)

    assert Job.objects.get(pk=job_id).state == "cancelled"
