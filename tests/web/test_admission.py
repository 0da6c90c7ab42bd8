import pytest
from allauth.core import context as allauth_context
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.auth.models import AnonymousUser

from truce.jobs.models import OutgoingMail
from truce.web.admission import Admission

pytestmark = pytest.mark.django_db


@pytest.fixture
def wrong_password(rf):
    """Try a wrong password once; the answer is the status the visitor sees."""

    def attempt(email="maya@truce.example", address="203.0.113.5", host="localhost"):
        request = rf.post("/in", REMOTE_ADDR=address, HTTP_HOST=host)
        request.user = AnonymousUser()
        try:
            Admission(request).authenticate(request, email=email, password="wrong")
        except ImmediateHttpResponse as answer:
            return answer.response.status_code
        return 200

    return attempt


def test_the_eleventh_wrong_password_for_an_account_is_refused_wherever_it_comes_from(wrong_password):
    answers = [wrong_password(address=f"203.0.113.{n}") for n in range(11)]

    assert answers == [200] * 10 + [429]


def test_the_limit_does_not_care_how_the_address_is_written(wrong_password):
    answers = [wrong_password(email=email) for email in ["maya@truce.example", "MAYA@truce.example"] * 6]

    assert answers[10:] == [429, 429]


def test_the_limit_does_not_care_which_host_the_visitor_names(wrong_password):
    answers = [wrong_password(host=f"localhost:{port}") for port in range(8000, 8011)]

    assert answers[10] == 429


def test_the_fifty_first_wrong_password_from_an_address_is_refused_whoever_it_is_for(wrong_password):
    answers = [wrong_password(email=f"user{n}@truce.example") for n in range(51)]

    assert answers == [200] * 50 + [429]


def test_another_account_from_another_address_is_not_touched(wrong_password):
    for _ in range(11):
        wrong_password()

    assert wrong_password(email="tomas@truce.example", address="203.0.113.6") == 200


def test_nobody_signs_up_by_themselves(rf):
    request = rf.get("/in")

    assert Admission(request).is_open_for_signup(request) is False


def test_a_mail_for_signing_in_leaves_by_the_outbox_and_leads_to_our_own_address(rf, settings):
    settings.BASE_URL = "https://crm.example"
    request = rf.post("/in", HTTP_HOST="localhost:666")
    link = {"password_reset_url": "http://localhost:666/in/reset/abc", "user": None}

    with allauth_context.request_context(request):
        Admission(request).send_mail("account/email/password_reset_key", "maya@truce.example", link)

    mail = OutgoingMail.objects.get()
    assert "https://crm.example/in/reset/abc" in mail.text and "localhost:666" not in mail.text
    assert mail.send_after == mail.created_at
