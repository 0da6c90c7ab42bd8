from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from truce.agreement import queries as agreement
from truce.jobs.models import OutgoingMail
from truce.teams import beginning, queries
from truce.teams.models import User
from truce.teams.rules import Role

COMPANY = {"name": "Nordwind", "country": "DE", "zone": "Europe/Berlin", "currency": "EUR", "locale": "de_DE"}
TERMS = {"industry": "industrial", "days": ["0", "1", "2", "3"], "opens": "08:00", "closes": "16:30"}
FIRST = {"name": "Olu Ade", "email": "olu@truce.test", "password": "correct horse battery"}


@pytest.fixture
def link(db):
    """The address that the server prints while nobody works here."""
    parts = urlsplit(beginning.link("http://testserver"))
    return f"{parts.path}?{parts.query}"


def _token(link: str) -> str:
    return link.partition("token=")[2]


def test_the_printed_link_makes_the_first_user_and_signs_them_in(client, link):
    response = client.post(reverse("start"), {**FIRST, "token": _token(link)})

    assert response["Location"] == reverse("start-company")
    assert User.objects.people().get().role == Role.OPERATIONS
    assert client.get(reverse("start-company")).status_code == 200


def test_without_the_link_nobody_begins(client, db):
    assert client.get(reverse("start")).status_code == 404
    assert client.post(reverse("start"), {**FIRST, "token": "forged"}).status_code == 404


def test_the_link_is_dead_once_somebody_works_here(client, link, maya):
    assert client.get(link).status_code == 404


def test_a_weak_password_is_said_and_nobody_is_made(client, link):
    response = client.post(reverse("start"), {**FIRST, "password": "password", "token": _token(link)})

    assert response.status_code == 422 and "too common" in response.text
    assert not User.objects.people().exists()


def test_the_wizard_ends_with_a_house_an_agreement_and_two_invitations(client, olu):
    client.force_login(olu)

    client.post(reverse("start-company"), COMPANY)
    client.post(reverse("start-people"), {"sales": "tomas@truce.test", "marketing": "ravi@truce.test"})
    client.post(reverse("start-agreement"), TERMS)
    client.post(reverse("start-ready"))

    terms = agreement.current()
    assert (terms.version, terms.is_agreed, terms.body.calendar.zone) == (1, False, "Europe/Berlin")
    assert terms.body.calendar.week[3] == (("08:00", "16:30"),) and terms.body.calendar.week[4] == ()
    assert queries.house().started_at and OutgoingMail.objects.count() == 2


def test_a_day_that_ends_before_it_begins_is_refused(client, olu):
    client.force_login(olu)

    response = client.post(reverse("start-agreement"), {**TERMS, "closes": "07:00"})

    assert response.status_code == 422 and not agreement.is_there()


def test_a_second_start_does_not_make_a_second_agreement(client, olu, terms):
    client.force_login(olu)

    assert client.post(reverse("start-agreement"), TERMS)["Location"] == reverse("start-data")


@pytest.mark.parametrize("who", ["maya", "lena", "vera"])
def test_the_wizard_is_for_those_who_keep_truce(client, who, request):
    client.force_login(request.getfixturevalue(who))

    assert client.get(reverse("start-company")).status_code == 403
