import pytest
from django.db import OperationalError

from truce.base.clock import now
from truce.jobs import actions
from truce.jobs.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client, olu):
    client.force_login(olu)
    return client


def test_anybody_may_ask_whether_truce_is_well_and_hears_one_word(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = client.get("/healthz")

    assert (answer.status_code, answer.content, "no-store" in answer["Cache-Control"]) == (200, b"ok\n", True)


def test_when_the_database_is_away_the_word_is_down(client, monkeypatch):
    def away():
        raise OperationalError("secret words")

    monkeypatch.setattr("truce.insight.queries.status.answers", away)

    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (503, b"down\n")


def test_no_answer_tells_a_version(client, admin):
    import django

    for path in ("/healthz", "/in", "/status"):
        answer = client.get(path)
        assert django.get_version() not in str(answer.headers) + answer.content.decode()


def test_a_silent_worker_needs_a_look_and_a_working_one_is_well(admin):
    assert "is silent" in admin.get("/status").content.decode()

    actions.run_due(at=now())

    words = admin.get("/status").content.decode()
    assert "Truce is well" in words and "works" in words


def test_a_job_that_did_not_finish_needs_a_look(admin):
    actions.run_due(at=now())
    Job.objects.update(state="failed", error="x", finished_at=now(), lease_until=None)

    assert "Truce needs a look" in admin.get("/status").content.decode()


def test_the_record_is_proved_on_demand(admin, django_capture_on_commit_callbacks):
    admin.post("/status/proof")
    assert "Proving" in admin.get("/status").content.decode()

    result = {"is_whole": True, "events": 3, "seals": 0, "differences": 0, "broken_seals": 0, "digest": "abc"}
    Job.objects.filter(name="ledger.verify").update(state="done", result=result, finished_at=now())
    assert "Whole" in admin.get("/status").content.decode()


def test_a_broken_record_is_said_in_words(admin):
    admin.post("/status/proof")
    result = {"is_whole": False, "events": 3, "seals": 0, "differences": 2, "broken_seals": 0, "digest": "abc"}
    Job.objects.filter(name="ledger.verify").update(state="done", result=result, finished_at=now())

    assert "2 differences" in admin.get("/status").content.decode()


def test_the_status_is_for_operations_and_the_revenue_lead(client, maya):
    client.force_login(maya)

    assert client.get("/status").status_code == client.post("/status/proof").status_code == 403


def test_the_status_takes_few_queries_and_tells_no_secret(admin, settings, django_assert_max_num_queries):
    with django_assert_max_num_queries(17):
        words = admin.get("/status").content.decode()

    assert settings.SECRET_KEY not in words and str(settings.DATA) not in words
