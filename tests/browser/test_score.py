"""Journey 8: why this score? The number is the sum of its reasons, and the way to the line can be walked."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import READY

pytestmark = pytest.mark.browser
KNOWN = {"job_title": "Head of Operations", "seniority": "head", "decides": True}
WHO = {
    "ready": {"facts": READY, "company_facts": {"employees": 420}, "touch": "demo_request"},
    "near the line": {"facts": KNOWN, "company_facts": {"employees": 420}, "touch": "demo_request"},
    "with points taken away": {"emails": ("fay@gmx.de",), "facts": {"job_title": "Student"}, "touch": "form"},
    "with nothing known": {},
}


def _points(text: str) -> int:
    return int(text.replace("−", "-").replace("+", ""))


@pytest.mark.parametrize("who", WHO)
def test_the_reasons_add_up_to_the_number(cast, window, bring, who):
    number = who.split()[0]
    lead = bring(f"Fay {number.title()}", company=f"{number.title()} Foods", **WHO[who])

    page = window(cast["lena"]).open(f"/l/{lead.pk}")

    reasons = page.locator("#score .reasons").first.locator("li:not(.sum) b").all_inner_texts()
    assert sum(map(_points, reasons)) == lead.number
    assert _points(page.locator("#score .reasons .sum b").inner_text()) == lead.number
    expect(page.locator("#score .number")).to_contain_text(str(lead.number))
    expect(page.locator("#score")).to_contain_text("Counted under agreement 1, not yet agreed.")


def test_each_reason_says_where_it_comes_from(cast, window, bring):
    lead = bring("Gus Hale", **WHO["near the line"])

    page = window(cast["lena"]).open(f"/l/{lead.pk}")

    demo = page.locator("#score .reasons li", has_text="Asked for a demo")
    expect(demo.locator("b")).to_have_text("+25")
    expect(demo.locator("time")).to_contain_text("today")
    expect(page.locator("#score .reasons li", has_text="Decides or advises").locator(".src")).to_have_text("fit")


def test_the_path_to_the_line_lists_acts_that_reach_it(cast, window, bring):
    lead = bring("Hedy Moss", company="Path Foods", emails=("hedy@path.example",), **WHO["near the line"])
    assert not lead.is_ready
    page = window(cast["lena"]).open(f"/l/{lead.pk}")
    expect(page.locator("#path-h")).to_contain_text("to the line")
    ways = page.locator("[aria-labelledby=path-h] li")
    expect(ways.first).to_contain_text("min, brings it to")
    assert "Ask for the budget +10" in " ".join(ways.first.inner_text().split())

    page.locator("#known button[data-field=budget]").click()
    page.keyboard.type("50000")
    page.keyboard.press("Enter")

    expect(page.locator("#score .number")).to_contain_text("Ready", timeout=15_000)
    lead.refresh_from_db()
    assert lead.is_ready


def test_today_shows_the_same_reasons_beside_the_list(cast, window, offered):
    lead = offered("Ian Poe")

    panel = window(cast["maya"]).open("/").locator("#peek")

    expect(panel).to_contain_text(f"Ready: {lead.number}, line for this fit: {lead.line}")
    assert sum(map(_points, panel.locator(".reasons li:not(.sum) b").all_inner_texts())) == lead.number
