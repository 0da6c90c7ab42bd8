"""Every page that somebody signed in can open: accessible, as wide as its window, in both lights, without an error."""

import pytest
from django.urls import URLPattern, get_resolver

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


def _faults(window, path: str) -> list[str]:
    answer = window.page.goto(window.site.url + path)
    if answer.status == 405:  # it is only posted to
        return []
    assert answer.ok, f"{answer.status} {path}"
    if "text/html" not in answer.headers["content-type"]:
        return []
    found = []
    for width, theme in LOOKS:
        window.page.set_viewport_size({"width": width, "height": 900})
        window.page.emulate_media(color_scheme=theme)
        found += [f"{path} at {width} {theme}: {each}" for each in window.faults()]
    return found


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_without_fault_in_every_look(cast, window, company, path):
    assert _faults(window(cast["olu"]), f"/{path}") == []


@pytest.mark.parametrize("short", ["maya", "tomas", "lena", "ravi", "ana", "vera"])
def test_the_start_of_every_persona_is_without_fault(cast, window, company, short):
    here = window(cast[short])

    assert [*_faults(here, "/"), *_faults(here, "/handoffs")] == []


def test_the_page_of_one_record_is_without_fault(cast, window, company):
    here = window(cast["olu"])
    pages = [f"/l/{company.pk}", f"/co/{company.company_id}", f"/users/{cast['jo'].pk}"]
    pages += [f"/users/{cast['jo'].pk}/leaving", f"/today/{cast['maya'].pk}"]

    assert [fault for path in pages for fault in _faults(here, path)] == []


def test_who_is_not_signed_in_gets_in_without_fault(window):
    here = window()

    assert [fault for path in ("/in", "/in/code", "/in/forgot") for fault in _faults(here, path)] == []


def test_what_is_not_there_says_so_and_leads_on(cast, window):
    here = window(cast["maya"])
    assert here.page.goto(f"{here.site.url}/l/999999").status == 404
    assert here.faults() == []
    assert here.page.locator("main a").count()
