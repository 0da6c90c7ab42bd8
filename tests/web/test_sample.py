import pytest

from truce.base.clock import now
from truce.ingest.demo import queries
from truce.jobs import actions as jobs
from truce.jobs.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client, olu):
    client.force_login(olu)
    return client


def test_one_asks_for_a_sample_company_of_a_fixed_size(admin):
    admin.post("/sample/load", {"people": "500", "password": "correct horse"})

    job = Job.objects.get(name="demo.load")
    assert job.args["people"] == 500 and "correct horse" not in str(job.args)
    assert "Making it up" in admin.get("/sample").content.decode()


def test_no_other_size_and_no_short_password(admin):
    assert admin.post("/sample/load", {"people": "9000000"}).status_code == 422
    assert admin.post("/sample/load", {"people": "500", "password": "short"}).status_code == 422
    assert not Job.objects.exists()


def test_twice_is_once(admin):
    admin.post("/sample/load", {"people": "500"})
    answer = admin.post("/sample/load", {"people": "500"})

    assert answer.status_code == 422 and Job.objects.count() == 1


def test_the_sample_company_is_made_and_removed_in_one_click_each(admin, olu):
    jobs.enqueue("demo.load", key="demo", args=wanted(60), by=olu.pk)
    jobs.run_due(at=now())
    words = admin.get("/sample").content.decode()
    assert "The sample company is here" in words and queries.users()[0].email in words

    admin.post("/sample/remove")
    jobs.run_due(at=now())
    assert not queries.is_there() and "Make a sample company" in admin.get("/sample").content.decode()


def wanted(people):
    return {"people": people, "seed": 7, "until": now().isoformat(), "password": "!"}


def test_where_there_is_none_there_is_nothing_to_remove(admin):
    answer = admin.post("/sample/remove")

    assert answer.status_code == 422 and "no sample company" in answer.content.decode()


def test_the_page_takes_few_queries(admin, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        assert admin.get("/sample").status_code == 200


def test_sample_data_is_for_operations_and_the_revenue_lead(client, maya):
    client.force_login(maya)

    assert client.get("/sample").status_code == client.post("/sample/load", {"people": "500"}).status_code == 403
