"""Journey 9: a lead that crosses the line appears with sales by itself, and never under somebody's hands."""

from itertools import count

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
numbers = count(1)


@pytest.fixture
def near(cast, bring):
    """Kim of Nine Foods, a company that is Maya's: ten points short, and only the budget is missing."""
    from truce.base.clock import now
    from truce.people.actions import add_company
    from truce.people.models import Company

    if not Company.objects.filter(name="Nine Foods").exists():
        add_company("Nine Foods", domain="nine.example", owner=cast["maya"], by=cast["lena"], at=now())
    known = {"job_title": "Head of Operations", "seniority": "head", "decides": True}
    told = {"company": "Nine Foods", "company_facts": {"employees": 420, "industry": "food"}, "facts": known}
    return bring("Kim Orr", emails=(f"kim.{next(numbers)}@nine.example",), touch="demo_request", **told)


def _tells_the_budget(page) -> None:
    page.locator("#known button[data-field=budget]").click()
    page.keyboard.type("50000")
    page.keyboard.press("Enter")


def test_a_lead_that_crosses_the_line_comes_to_the_seller_within_five_seconds(cast, window, near):
    today = window(cast["maya"]).open("/")
    expect(today.locator("h1")).to_contain_text("Nothing is your turn")
    marketing = window(cast["lena"]).open(f"/l/{near.pk}")

    _tells_the_budget(marketing)

    expect(today.locator(f"#turn-{near.pk}")).to_be_visible(timeout=5_000)
    expect(today.locator(f"#turn-{near.pk}")).to_contain_text("Crossed the line")
    expect(today.locator("h1")).to_contain_text("1 lead is your turn")
    expect(today.locator(".side [data-count=handoffs]")).to_have_text("1")


def test_what_comes_in_does_not_move_the_row_that_somebody_is_at(cast, window, accepted, near):
    other = accepted("Leo Voss")
    today = window(cast["maya"]).open("/")
    row = today.locator(f"#turn-{other.pk}")
    row.locator("a").first.focus()
    place = row.bounding_box()
    marketing = window(cast["lena"]).open(f"/l/{near.pk}")

    _tells_the_budget(marketing)

    pill = today.locator(".pill")
    expect(pill).to_have_text("1 new, show", timeout=5_000)
    assert row.bounding_box() == place
    expect(row.locator("a").first).to_be_focused()
    expect(today.locator(f"#turn-{near.pk}")).to_have_count(0)
    pill.click()
    expect(today.locator(f"#turn-{near.pk}")).to_be_visible()
    expect(pill).to_have_count(0)


def test_a_page_says_when_it_is_not_live(cast, window):
    here = window(cast["maya"])
    here.page.route("**/live?token=*", lambda route: route.abort())
    here.open("/")

    expect(here.page.locator("[data-paused]")).to_be_visible()
    expect(here.page.locator("[data-paused]")).to_contain_text("Live paused")
