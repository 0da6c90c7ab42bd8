import pytest

from truce.jobs import actions
from truce.jobs.models import OutgoingMail
from truce.jobs.queries import mail
from truce.teams import actions as teams
from truce.teams.rules import Role

pytestmark = pytest.mark.django_db
URL = "http://truce.test"


@pytest.fixture
def admin(client, olu):
    client.force_login(olu)
    return client


@pytest.fixture
def invitation(olu, settings):
    settings.BASE_URL = URL
    teams.invite("new@truce.test", role=Role.SELLER, base_url=URL, by=olu, at=actions._mail.now())
    actions.run_due(at=actions._mail.now())
    return OutgoingMail.objects.get()


def test_without_a_mail_server_an_invitation_is_read_here_and_its_link_followed(admin, invitation):
    words = admin.get(f"/outbox/{invitation.pk}").content.decode()

    assert "Kept here" in words and f'href="{URL}/join/' in words


def test_with_a_mail_server_words_that_let_somebody_in_are_not_shown(admin, invitation, settings):
    settings.SMTP = {"EMAIL_HOST": "mail.test"}

    assert "/join/" not in admin.get(f"/outbox/{invitation.pk}").content.decode()


def test_a_code_for_signing_in_lets_somebody_in_too(client, maya):
    client.post("/in/code", {"email": "maya@truce.test"})

    assert mail(OutgoingMail.objects.get().pk).is_secret


def test_only_an_address_of_ours_is_a_link(admin, settings):
    settings.BASE_URL = URL
    sent = actions.send_mail("a@b.test", "Hi", f"{URL}/leads and http://evil.test/ and {URL}.evil.test/ <b>")
    words = admin.get(f"/outbox/{sent}").content.decode()

    assert words.count(f'href="{URL}') == 1 and "evil.test/</a>" not in words and "&lt;b&gt;" in words


def test_a_waiting_mail_is_stopped_and_one_that_did_not_get_through_is_sent_again(admin):
    sent = actions.send_mail("a@b.test", "Hi", "Text")
    admin.post(f"/outbox/{sent}/cancel")
    assert OutgoingMail.objects.get().state == "cancelled"

    OutgoingMail.objects.update(state="failed")
    admin.post(f"/outbox/{sent}/retry")
    assert OutgoingMail.objects.get().state == "waiting"


def test_the_outbox_is_for_operations_and_the_revenue_lead(client, maya, tomas):
    sent = actions.send_mail("a@b.test", "Hi", "Text")
    for user in (maya, tomas):
        client.force_login(user)
        assert client.get("/outbox").status_code == client.get(f"/outbox/{sent}").status_code == 403
        assert client.post(f"/outbox/{sent}/cancel").status_code == 403


def test_the_outbox_lists_by_state_and_goes_on_by_key(admin, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr("truce.jobs.queries.PAGE", 2)
    ids = [actions.send_mail("a@b.test", f"Hi {number}", "Text") for number in range(3)]

    with django_assert_max_num_queries(8):
        assert f"after={ids[1]}" in admin.get("/outbox?state=waiting").content.decode()
    assert "Hi 0" in admin.get(f"/outbox?after={ids[1]}").content.decode()
    assert "No such mail" in admin.get("/outbox?state=sent").content.decode()
