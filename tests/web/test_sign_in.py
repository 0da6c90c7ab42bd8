import re

import pytest

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough sentence"


@pytest.fixture
def maya_with_a_password(maya):
    maya.set_password(PASSWORD)
    maya.save()
    return maya


def sign_in(client, email, password):
    return client.post("/in", {"login": email, "password": password})


def test_the_right_password_leads_to_today(client, maya_with_a_password):
    assert sign_in(client, "maya@truce.test", PASSWORD)["Location"] == "/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_words(client, maya_with_a_password):
    answers = [sign_in(client, email, "wrong").content.decode() for email in ("maya@truce.test", "nobody@truce.test")]

    said = [re.search(r'role="alert">(.*?)<', answer)[1] for answer in answers]
    assert said[0] == said[1]


def test_too_many_tries_say_until_when(client, maya_with_a_password):
    for _ in range(10):
        sign_in(client, "maya@truce.test", "wrong")
    answer = sign_in(client, "maya@truce.test", PASSWORD)

    assert answer.status_code == 429 and "that is in 14 min" in answer.content.decode()


def test_one_signs_in_only_to_a_page_of_ours(client, maya_with_a_password):
    answer = client.post(
        "/in?next=https://evil.example/",
        {"login": "maya@truce.test", "password": PASSWORD, "next": "https://evil.example/"},
    )

    assert answer["Location"] == "/"


def test_signing_out_asks_for_a_press(client, maya):
    client.force_login(maya)

    assert client.get("/out").status_code == 200 and "_auth_user_id" in client.session
    assert client.post("/out")["Location"] == "/in" and "_auth_user_id" not in client.session


def test_the_pages_of_signing_in_need_no_scripts(client):
    for path in ("/in", "/in/forgot", "/in/forgot/sent", "/in/code", "/in/closed"):
        answer = client.get(path)

        assert answer.status_code == 200 and b"<script" not in answer.content


def test_a_forgotten_password_is_set_by_the_link_in_the_mail(client, maya_with_a_password):
    from truce.jobs.models import OutgoingMail

    client.post("/in/forgot", {"email": "maya@truce.test"})
    link = re.search(r"/in/new-password/\S+", OutgoingMail.objects.get().text)[0]
    form = client.get(link, follow=True)
    client.post(
        form.redirect_chain[-1][0], {"password1": "another long sentence", "password2": "another long sentence"}
    )

    assert sign_in(client, "maya@truce.test", "another long sentence").status_code == 302


def test_a_code_by_mail_signs_in(client, maya):
    from truce.jobs.models import OutgoingMail

    client.post("/in/code", {"email": "maya@truce.test"})
    code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", OutgoingMail.objects.get().text, re.M)[1]
    client.post("/in/code/confirm", {"code": code})

    assert client.session["_auth_user_id"] == str(maya.pk)


def test_nothing_is_here_says_where_to_go_on(client):
    answer = client.get("/no-such-page")

    assert answer.status_code == 404 and "Go to Today" in answer.content.decode()


def test_who_may_not_see_a_page_is_told_whom_to_ask(client, maya, olu):
    client.force_login(maya)
    answer = client.get("/style")

    assert answer.status_code == 403 and "Olu Ade" in answer.content.decode()


def test_the_style_page_draws_every_part(client, olu, django_assert_max_num_queries):
    client.force_login(olu)
    with django_assert_max_num_queries(6):
        answer = client.get("/style")

    assert answer.status_code == 200


def test_an_open_page_gets_a_fresh_ticket_for_the_stream(client, maya, settings):
    settings.EDGE_URL = "http://localhost:8001"
    client.force_login(maya)

    assert client.get("/live").json()["stream"].startswith("http://localhost:8001/live?token=")
