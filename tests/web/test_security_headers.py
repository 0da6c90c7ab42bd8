"""What every answer tells the browser to refuse, who is let in, and that looking changes nothing."""

import os
import re
import subprocess
import sys

import pytest
from django.test import Client

from tests.web.addresses import PUBLIC, addresses, crawl, everything, sign_in, world  # noqa: F401
from truce.teams.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough sentence"
EVERYBODY = ("maya", "tomas", "lena", "ravi", "ana", "olu", "vera")
# What a viewer may change is their own: their profile, their password, their notices, their views.
OWN = {
    *("me", "account_change_password", "account_set_password", "news-read", "news-open"),
    *("leads-views", "leads-view"),
}
DIRECTIVES = {
    "default-src": {"'self'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "object-src": {"'none'"},
    "base-uri": {"'none'"},
    "form-action": {"'self'"},
    "frame-ancestors": {"'none'"},
}


def by_name(name: str) -> User:
    return User.objects.get(email=f"{name}@truce.test")


def policy(answer) -> dict[str, set[str]]:
    parts = (part.split() for part in answer["Content-Security-Policy"].split(";"))
    return {name: set(values) for name, *values in parts}


def test_every_answer_tells_the_browser_what_to_refuse(world):  # noqa: F811
    for client in (Client(), sign_in(by_name("olu"))):
        for url in [*(address.url for address in addresses(world)), "/no-such-page"]:
            answer = client.get(url)
            told = policy(answer)
            assert {name: told[name] for name in DIRECTIVES} == DIRECTIVES, url
            assert "unsafe" not in answer["Content-Security-Policy"] and "*" not in str(told), url
            assert answer["X-Content-Type-Options"] == "nosniff" and answer["X-Frame-Options"] == "DENY", url
            assert answer["Referrer-Policy"] == answer["Cross-Origin-Opener-Policy"] == "same-origin", url


def test_no_page_carries_scripts_or_styles_of_its_own(world):  # noqa: F811
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.I)
    client = sign_in(by_name("olu"))

    pages = {address.name: client.get(address.url) for address in addresses(world)}
    told = {name: page.content.decode() for name, page in pages.items() if "html" in page.get("Content-Type", "")}
    assert {name: found[0] for name, words in told.items() if (found := inline.search(words))} == {}


def test_pages_of_people_are_not_kept_by_caches_in_between(world):  # noqa: F811
    client = sign_in(by_name("olu"))

    for address in addresses(world):
        answer = client.get(address.url)
        if answer.status_code == 200 and address.name not in PUBLIC:
            assert "Cookie" in answer.get("Vary", "") or "no-store" in answer.get("Cache-Control", ""), address


def test_nobody_gets_in_without_signing_in(world):  # noqa: F811
    let_in = {}
    for address in addresses(world):
        if address.name in PUBLIC:
            continue
        for answer in (Client().get(address.url), Client().post(address.url)):
            if answer.status_code != 405 and not answer.get("Location", "").startswith("/in?next="):
                let_in[address.name] = answer.status_code

    assert let_in == {}


def test_every_open_address_is_still_there(world):  # noqa: F811
    assert PUBLIC.keys() - {address.name for address in addresses(world)} == set()


def test_every_change_needs_the_token_against_forgery(world):  # noqa: F811
    client = sign_in(by_name("olu"), enforce_csrf_checks=True)
    before = everything()

    assert {a.name: s for a in addresses(world) if (s := client.post(a.url).status_code) != 403} == {}
    assert everything() == before


@pytest.mark.parametrize("name", EVERYBODY)
def test_looking_changes_nothing(world, name):  # noqa: F811
    client, before = sign_in(by_name(name)), everything()
    pages = crawl(client, world)

    after = everything()
    assert {table for table in before if before[table] != after[table]} == set()
    assert len(pages) > 30


def test_a_viewer_changes_nothing_but_their_own(world):  # noqa: F811
    client, before = sign_in(by_name("vera")), everything()
    answers = {}
    for address in addresses(world):
        if address.name not in OWN and address.name not in PUBLIC:
            answers[address.name] = client.post(address.url).status_code

    assert {name: status for name, status in answers.items() if status not in (403, 405)} == {}
    assert everything() == before


def test_the_cookies_are_kept_from_scripts_and_other_sites(client, maya):
    maya.set_password(PASSWORD)
    maya.save()
    client.get("/in")
    client.post("/in", {"login": maya.email, "password": PASSWORD})

    for name in ("truce_session", "truce_csrf"):
        cookie = client.cookies[name]
        assert cookie["httponly"] and cookie["samesite"] == "Lax", name


def test_with_https_cookies_and_browsers_stay_with_it():
    told = subprocess.run(
        [sys.executable, "-c", HTTPS],
        env={**os.environ, "TRUCE_BASE_URL": "https://crm.example", "DJANGO_SETTINGS_MODULE": "truce.config.settings"},
        capture_output=True,
        text=True,
    )

    assert told.stdout.split() == ["True", "True", "True", "['https://crm.example']"], told.stderr


HTTPS = """
import django; django.setup()
from django.conf import settings as s
from django.core.management import call_command
call_command("check", deploy=True, fail_level="WARNING", stdout=__import__("sys").stderr)
print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS >= 31536000, s.CSRF_TRUSTED_ORIGINS)
"""


def test_ten_wrong_passwords_close_an_account_to_guessing(client, maya):
    answers = [client.post("/in", {"login": maya.email, "password": "wrong"}).status_code for _ in range(11)]

    assert answers == [200] * 10 + [429]


def test_fifty_wrong_passwords_close_an_address_to_guessing(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "50/15m/ip,10/15m/key"}
    tries = [
        client.post("/in", {"login": f"user{number}@truce.test", "password": "wrong"}).status_code
        for number in range(51)
    ]

    assert tries == [200] * 50 + [429]


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, maya):
    known, unknown = (
        client.post("/in", {"login": email, "password": "wrong"}).content.decode()
        for email in ("maya@truce.test", "nobo@truce.test")
    )
    plain = re.compile(r'(name="csrfmiddlewaretoken" value|name="act_key" value|value)="[^"]*"')

    assert plain.sub("", known) == plain.sub("", unknown)


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost@evil.example", "evil:80"])
def test_a_host_that_is_not_ours_is_refused(client, host):
    assert client.get("/in", HTTP_HOST=host).status_code == 400


def test_a_forwarded_host_from_anybody_is_not_believed(client, maya):
    from truce.jobs.models import OutgoingMail

    client.post("/in/forgot", {"email": maya.email}, HTTP_X_FORWARDED_HOST="evil.example")

    assert "evil.example" not in OutgoingMail.objects.get().text
