import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.cast import NOON
from truce.base.clock import now
from truce.jobs import actions
from truce.jobs.models import Job

pytestmark = pytest.mark.django_db


def sign_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def hers(maya):
    """A job that Maya asked for."""
    return actions.enqueue("ledger.verify", by=maya.pk)


def halfway(job_id):
    at = now() - timedelta(seconds=30)
    lease = {"lease_until": now() + timedelta(hours=1), "leased_by": "somebody", "started_at": at}
    Job.objects.filter(pk=job_id).update(state="running", steps_done=300, steps_total=600, **lease)


def test_a_running_job_shows_its_count_its_rate_and_the_time_left(hers, maya):
    halfway(hers)
    words = sign_in(maya).get("/jobs").content.decode()

    assert "300 of 600" in words and "10 a second" in words and re.search(r"about 3\d s left", words)


def test_one_sees_and_stops_only_ones_own_jobs(hers, maya, jo):
    assert "Prove the record" not in sign_in(jo).get("/jobs").content.decode()
    assert sign_in(jo).post(f"/jobs/{hers}/cancel").status_code == 404

    sign_in(maya).post(f"/jobs/{hers}/cancel")
    assert Job.objects.get(pk=hers).state == "cancelled"


def test_operations_sees_everybodys_jobs_with_names_and_stops_them(hers, olu):
    client = sign_in(olu)
    assert "Maya Okafor" in client.get("/jobs").content.decode()

    client.post(f"/jobs/{hers}/cancel")
    assert Job.objects.get(pk=hers).state == "cancelled"


def test_a_stopped_job_goes_on_when_asked(hers, maya):
    client = sign_in(maya)
    client.post(f"/jobs/{hers}/cancel")
    client.post(f"/jobs/{hers}/retry")

    assert Job.objects.get(pk=hers).state == "waiting"


def test_an_ended_job_is_not_stopped_and_one_is_told(hers, maya):
    Job.objects.filter(pk=hers).update(state="done", finished_at=NOON)

    answer = sign_in(maya).post(f"/jobs/{hers}/cancel")

    assert answer.status_code == 422 and "has ended already" in answer.content.decode()


def test_a_job_that_did_not_finish_says_why(hers, maya):
    Job.objects.filter(pk=hers).update(state="failed", error="Not on a Monday.", finished_at=NOON)

    words = sign_in(maya).get("/jobs").content.decode()
    assert "Not on a Monday." in words and "Try again" in words


def test_what_came_of_a_job_is_said_in_counts_and_words(hers, maya):
    result = {"is_whole": True, "events": 1200, "rows": {"people": 5}, "digest": "x" * 64}
    Job.objects.filter(pk=hers).update(state="done", result=result, finished_at=NOON)

    words = sign_in(maya).get("/jobs").content.decode()
    assert "is whole yes" in words and "events 1,200" in words
    assert "people" not in words and "xxx" not in words


def test_small_regular_work_is_shown_only_when_asked_for(olu):
    actions.enqueue("handoff.clocks")
    client = sign_in(olu)

    assert "Look at the clocks" not in client.get("/jobs").content.decode()
    assert "Look at the clocks" in client.get("/jobs?all=1").content.decode()


def test_jobs_go_on_by_key(maya, monkeypatch):
    monkeypatch.setattr("truce.jobs.queries.PAGE", 2)
    ids = [actions.enqueue("ledger.verify", by=maya.pk) for _ in range(3)]

    client = sign_in(maya)
    assert f"after={ids[1]}" in client.get("/jobs").content.decode()
    assert f"job-{ids[0]}" in client.get(f"/jobs?after={ids[1]}").content.decode()


def test_what_is_done_by_the_clock_is_for_operations(olu, maya):
    actions.run_due(at=NOON)

    assert "Look at the clocks" in sign_in(olu).get("/jobs/regular").content.decode()
    assert sign_in(maya).get("/jobs/regular").status_code == 403


def test_the_page_of_jobs_takes_few_queries(hers, olu, django_assert_max_num_queries):
    client = sign_in(olu)

    with django_assert_max_num_queries(12):
        assert client.get("/jobs").status_code == 200
