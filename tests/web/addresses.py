"""Every address of the site, each with an example that exists: a new page is covered the day its address is named."""

import hashlib
import re
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from tests.cast import NOON

# Whose address is open to those who are not signed in, and why.
PUBLIC = {
    "account_login": "signing in",
    "account_logout": "somebody signed out already",
    "account_inactive": "says that one is deactivated",
    "account_request_login_code": "signing in by a code",
    "account_confirm_login_code": "signing in by a code",
    "account_reset_password": "a forgotten password",
    "account_reset_password_done": "a forgotten password",
    "account_reset_password_from_key": "a forgotten password, by a link",
    "account_reset_password_from_key_done": "a forgotten password",
    "join": "an invitation, by a link",
    "start": "the first user, by a link",
    "health": "machines that watch",
}
# Tables that a look may touch: the session's end moves on, and limits are counted.
KEPT_BY_LOOKING = {"django_session", "web_cache"}
LINK = re.compile(r'(?:href|hx-get|data-href|data-open)="(/[^"#]*)')
MOST_PAGES = 110


@dataclass(frozen=True)
class Address:
    """One pattern of the site: its name, its example, its view."""

    name: str
    url: str
    view: object


@pytest.fixture
def world(offered, maya, jo, tomas, lena, ravi, ana, olu, vera):
    """One of everything that an address can be about, and everybody who can look."""
    from truce.automation import actions as automation
    from truce.automation.models import Notification
    from truce.insight.models import SavedView
    from truce.jobs import actions as jobs
    from truce.jobs.models import OutgoingMail
    from truce.ledger.models import Act
    from truce.teams import actions as teams
    from truce.teams.rules import Role

    automation.notify(at=NOON)
    team = teams.add_team("North", side="sales", by=olu, at=NOON)
    invited = teams.invite("new@truce.test", role=Role.SELLER, base_url="http://testserver", by=olu, at=NOON)
    view = SavedView.objects.create(owner=maya, name="Mine", query="", made_at=NOON, changed_at=NOON)
    lead, row = offered.lead, _imported(olu)
    return {
        "run_id": row.run_id,
        "row_id": row.pk,
        "fate": "refused",
        "lead_id": lead.pk,
        "company_id": lead.company_id,
        "handoff_id": offered.pk,
        "user_id": jo.pk,
        "act_id": Act.objects.latest("pk").pk,
        "team_id": team.pk,
        "invitation_id": invited.pk,
        "job_id": jobs.enqueue("ledger.verify", by=maya.pk),
        "mail_id": OutgoingMail.objects.latest("pk").pk,
        "notice_id": Notification.objects.create(user=vera, kind="turn", text="x", at=NOON, lead_id=lead.pk).pk,
        "view_id": view.pk,
        "token": "no-such-token",
        "uidb36": "1",
        "key": "no-such-key",
    }


def addresses(world: dict) -> list[Address]:
    """Return every address with an example; a parameter that is not known here fails the test that asks."""
    return [
        Address(pattern.name, reverse(pattern.name, kwargs=_arguments(pattern, world)), pattern.callback)
        for pattern in _patterns(get_resolver().url_patterns)
        if "static" not in str(pattern.pattern)
    ]


def everything() -> dict[str, str]:
    """Return a digest of each table's rows, so that two moments can be compared."""
    return {
        model._meta.db_table: hashlib.sha256(
            repr(list(model._base_manager.order_by("pk").values_list())).encode()
        ).hexdigest()
        for model in apps.get_models()
        if model._meta.db_table not in KEPT_BY_LOOKING
    }


def crawl(client: Client, world: dict) -> list[str]:
    """Look at every page that one can reach, as pages and as fragments, and return the addresses that answered."""
    waiting = [address.url for address in addresses(world) if address.name not in PUBLIC]
    seen: dict[str, int] = {}
    while waiting and len(seen) < MOST_PAGES:
        url = waiting.pop(0).replace("&amp;", "&")
        if url in seen or url.startswith("/static/"):
            continue
        answer = client.get(url)
        client.get(url, HTTP_HX_REQUEST="true")
        seen[url] = answer.status_code
        if answer.status_code == 200 and "html" in answer["Content-Type"]:
            waiting += LINK.findall(answer.content.decode())
    return [url for url, status in seen.items() if status == 200]


def sign_in(user, **how) -> Client:
    client = Client(**how)
    client.force_login(user)
    return client


def _imported(user):
    """Bring a file that waits for its start, and one row that was refused."""
    from truce.ingest import actions
    from truce.ingest.models import ImportRow

    stored = actions.store("leads.csv", [b"Name,Email\nBo Ek,bo@ek.test\n"])
    run = actions.bring(stored, by=user, at=NOON)
    return ImportRow.objects.create(run=run, line=2, fate="refused", key="", sha="", reasons=[["x", "Name", "Why."]])


def _patterns(found):
    for pattern in found:
        if isinstance(pattern, URLPattern):
            yield pattern
        else:
            yield from _patterns(pattern.url_patterns)


def _arguments(pattern: URLPattern, world: dict) -> dict:
    names = pattern.pattern.converters or pattern.pattern.regex.groupindex
    unknown = set(names) - set(world)
    assert not unknown, f"add an example for {', '.join(unknown)} of {pattern.name} to tests/web/addresses.py"
    return {name: world[name] for name in names}
