from datetime import timedelta

import pytest

from tests.cast import NOON
from truce.automation import actions
from truce.automation.models import Notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice(offered):
    """Maya has been told that Priya waits for her answer."""
    actions.notify(at=NOON + timedelta(minutes=1))
    return Notification.objects.get()


def test_my_notices_say_who_and_what(client, notice, maya):
    client.force_login(maya)
    words = client.get("/news").content.decode()

    assert "Priya Nair</b> waits for your yes or no." in words and "1 notice not read" in words


def test_the_bell_counts_what_is_not_read_on_every_page(client, notice, maya):
    client.force_login(maya)

    assert client.get("/live").json()["counts"]["news"] == 1
    assert 'data-count="news">1<' in client.get("/me").content.decode()


def test_opening_a_notice_marks_it_read_and_leads_to_the_lead(client, notice, maya):
    client.force_login(maya)
    answer = client.post(f"/news/{notice.pk}/open")

    assert answer["Location"] == f"/l/{notice.lead_id}"
    assert client.get("/live").json()["counts"]["news"] == 0


def test_all_are_marked_read_at_once(client, notice, maya):
    client.force_login(maya)

    assert "All read" in client.post("/news/read").content.decode()


def test_nobody_sees_or_opens_anothers_notice(client, notice, olu):
    client.force_login(olu)

    assert "Priya" not in client.get("/news").content.decode()
    assert client.post(f"/news/{notice.pk}/open").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_notices_go_on_by_key(client, notice, maya, monkeypatch):
    monkeypatch.setattr("truce.automation.queries._news.PAGE", 1)
    older = Notification.objects.create(user=maya, kind="late", lead_id=notice.lead_id, text="is late.", at=NOON)
    client.force_login(maya)

    assert f"after={older.pk}" in client.get("/news").content.decode()
    assert f"notice-{notice.pk}" in client.get(f"/news?after={older.pk}").content.decode()


def test_the_page_of_notices_takes_few_queries(client, notice, maya, django_assert_max_num_queries):
    client.force_login(maya)

    with django_assert_max_num_queries(12):
        assert client.get("/news").status_code == 200
