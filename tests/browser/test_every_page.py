"""Every page that somebody signed in can open: accessible, as wide as its window, in both lights, without an error."""

import urllib.error
import urllib.request

import pytest
from django.conf import settings
from django.urls import URLPattern, get_resolver

from tests.browser.conftest import session_of

pytestmark = pytest.mark.browser
LOOKS = [(width, theme) for width in (1440, 390) for theme in ("light", "dark")]
# What leads elsewhere or answers with data, and the first-run wizard, which journey 1 walks.
ELSEWHERE = {"healthz", "live", "out", "in/new-password/done"}


def _plain(patterns, before="") -> list[str]:
    """Return the addresses that take no argument."""
    found = []
    for each in patterns:
        path = before + str(each.pattern)
        if isinstance(each, URLPattern):
            found += [path] if "<" not in path and "?P" not in path else []
        else:
            found += _plain(each.url_patterns, path)
    return found


PAGES = sorted({path for path in _plain(get_resolver().url_patterns) if not path.startswith("start")} - ELSEWHERE)


def _words(look) -> str:
    return f"{look[0]} {look[1]}"


@pytest.fixture(params=LOOKS, ids=_words)
def look(request) -> dict:
    return dict(zip(("width", "theme"), request.param, strict=True))


@pytest.fixture
def company(cast, accepted, offered, bring):
    """A company with work on every page: late and young leads, a return, and somebody invited."""
    from truce.base.clock import now
    from truce.handoff import actions
    from truce.teams.actions import invite

    returned = offered("Rae Sund")
    actions.return_(returned.handoffs.get().pk, reason="wrong_person", note="Buys nothing", by=cast["maya"], at=now())
    bring("Sol Tyne", touch="form")
    invite(f"new{returned.pk}@truce.test", role="seller", base_url="http://localhost", by=cast["olu"], at=now())
    offered("Uma Vik", to=cast["jo"])
    return accepted("Tess Ulm", emails=("tess@ulm.example",), company="Ulm Cold Chain")


@pytest.fixture(scope="module")
def pages(site, cast) -> list[str]:
    """The pages among the addresses: some are only posted to, some give data."""
    asks = urllib.request.build_opener()
    asks.addheaders = [("Cookie", f"{settings.SESSION_COOKIE_NAME}={session_of(cast['olu'])}")]
    return [f"/{path}" for path in PAGES if _is_page(asks, f"{site.url}/{path}")]


def _is_page(asks, url: str) -> bool:
    try:
        with asks.open(url) as answer:
            return "text/html" in answer.headers["content-type"]
    except urllib.error.HTTPError as refused:
        assert refused.status == 405, f"{refused.status} {url}"
        return False


def _faults(window, *paths: str) -> list[str]:
    found = []
    for path in paths:
        answer = window.page.goto(window.site.url + path)
        assert answer.ok, f"{answer.status} {path}"
        found += [f"{path}: {fault}" for fault in window.faults()]
    return found


def test_every_page_is_without_fault(cast, window, company, look, pages):
    assert _faults(window(cast["olu"], **look), *pages) == []


def test_the_page_of_one_record_is_without_fault(cast, window, company, look):
    users = f"/users/{cast['jo'].pk}"
    here = window(cast["olu"], **look)

    assert _faults(here, f"/l/{company.pk}", f"/co/{company.company_id}", users, f"{users}/leaving") == []


@pytest.mark.parametrize("look", [LOOKS[0], LOOKS[-1]], ids=_words, indirect=True)
def test_the_start_of_every_persona_is_without_fault(cast, window, company, look):
    paths = {short: ["/", "/handoffs"] for short in ("maya", "tomas", "lena", "ravi", "ana", "vera")}
    paths["tomas"].append(f"/today/{cast['maya'].pk}")

    assert [fault for short in paths for fault in _faults(window(cast[short], **look), *paths[short])] == []


def test_who_is_not_signed_in_gets_in_without_fault(window, look):
    assert _faults(window(**look), "/in", "/in/code", "/in/forgot") == []


def test_what_is_not_there_says_so_and_leads_on(cast, window):
    here = window(cast["maya"])
    assert here.page.goto(f"{here.site.url}/l/999999").status == 404
    assert here.faults() == []
    assert here.page.locator("main a").count()
