from datetime import timedelta

import pytest
from django.urls import reverse

from truce.base.clock import now
from truce.jobs.models import OutgoingMail
from truce.teams import actions
from truce.teams.models import User
from truce.teams.rules import Role

PASSWORD = "correct horse battery"


@pytest.fixture
def link(olu):
    """The link of an invitation to sell, as it stands in the mail."""
    actions.invite("new@truce.test", role=Role.SELLER, base_url="http://testserver", by=olu, at=now())
    token = OutgoingMail.objects.get().text.partition("/join/")[2].split()[0]
    return reverse("join", args=[token])


def test_the_invited_read_how_people_work_here(client, link, terms):
    page = client.get(link).text

    assert "Olu Ade asks you to join" in page and "yes or no within 1 h" in page


def test_joining_signs_in_and_uses_the_link_up(client, link):
    response = client.post(link, {"name": "New One", "password": PASSWORD})

    assert response["Location"] == "/" and User.objects.get(email="new@truce.test").name == "New One"
    assert client.get(link).status_code == 410


def test_a_dead_link_says_so(client, link):
    from truce.teams.models import Invitation

    Invitation.objects.update(expires_at=now() - timedelta(days=1))

    assert client.get(link).status_code == 410


def test_a_weak_password_is_said_under_its_field(client, link):
    response = client.post(link, {"name": "New One", "password": "12345678"})

    assert response.status_code == 422 and "too common" in response.text


def test_a_name_in_the_form_is_never_markup(client, link):
    response = client.post(link, {"name": "<script>alert(1)</script>", "password": "x"})

    assert "<script>alert" not in response.text
