"""Journey 25: keyboard only, in the dark, in Los Angeles, with a team in Berlin that works office hours."""

import re
from datetime import date, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import BERLIN

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def friday(site, cast):
    """Friday, 15:00 in Berlin, where an agreement with office hours, nine to five, is in force for these tests."""
    from truce.agreement.models import Agreement
    from truce.agreement.rules import template
    from truce.base.clock import now

    old = Agreement.objects.get(is_current=True)
    Agreement.objects.filter(pk=old.pk).update(is_current=False)
    more = {"state": old.state, "made_by_id": old.made_by_id, "made_at": now(), "effective_from": now()}
    body = template(zone="Europe/Berlin").to_json()
    new = Agreement.objects.create(version=old.version + 1, body=body, is_current=True, **more)
    today = now().astimezone(BERLIN)
    at = (today + timedelta(days=(4 - today.weekday()) % 7)).replace(hour=15, minute=0, second=0)
    site.wait_until(at if at > today else at + timedelta(days=7))
    yield at
    Agreement.objects.filter(pk=new.pk).update(is_current=False)
    Agreement.objects.filter(pk=old.pk).update(is_current=True)


@pytest.fixture
def maya(cast):
    """Maya works from Los Angeles today, and reads dates and numbers the German way."""
    from truce.teams.models import User

    away = {"zone": "America/Los_Angeles", "locale": "de_DE"}
    home = {"zone": cast["maya"].zone, "locale": cast["maya"].locale}
    User.objects.filter(pk=cast["maya"].pk).update(**away)
    yield cast["maya"]
    User.objects.filter(pk=cast["maya"].pk).update(**home)


@pytest.fixture
def here(window, maya):
    return window(maya, theme="dark", zone="America/Los_Angeles")


def _tab_to(page, locator) -> None:
    """Go to something as somebody without a mouse does."""
    for _ in range(60):
        if locator.evaluate("el => el === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {locator}")


def _sees_where(page) -> None:
    """What has the focus is drawn with an outline, and nothing covers it."""
    shown = page.evaluate(
        """() => { const el = document.activeElement, { x, y, width, height } = el.getBoundingClientRect();
          const top = document.elementFromPoint(x + width / 2, y + height / 2);
          return [getComputedStyle(el).outlineStyle !== "none", el.contains(top) || !!top?.contains(el)]; }"""
    )
    assert shown == [True, True]


def test_a_hand_off_is_accepted_and_the_answer_undone_without_a_mouse(here, cast, friday, offered):
    priya = offered("Priya Nair")
    page = here.open("/")
    assert here.faults() == []
    accept = page.locator(f"#turn-{priya.pk} button[data-key=a]")
    _tab_to(page, accept)
    _sees_where(page)

    page.keyboard.press("Enter")

    expect(page.locator("#toasts")).to_contain_text("Accepted Priya Nair")
    expect(page.locator("main:focus, main :focus")).to_have_count(1)
    assert here.faults() == []
    _tab_to(page, page.locator("#toasts [data-undo]").last)
    page.keyboard.press("Enter")
    expect(accept).to_be_visible()
    assert here.faults() == []


def test_a_lead_is_returned_without_a_mouse(here, cast, friday, offered):
    bo = offered("Bo Ek")
    page = here.open("/")
    _tab_to(page, page.locator(f"#turn-{bo.pk} [data-key=r]"))
    page.keyboard.press("Enter")
    expect(page.locator("#return")).to_be_visible()
    assert here.faults() == []
    _tab_to(page, page.locator("#return [data-digit='2']"))
    _sees_where(page)

    page.keyboard.press("Enter")

    expect(page.locator("#toasts")).to_contain_text("Returned Bo Ek to marketing: right company, wrong person.")
    expect(page.locator("main:focus, main :focus")).to_have_count(1)
    assert here.faults() == []


def test_clocks_count_the_working_hours_of_berlin(here, cast, friday, offered, accepted):
    priya = accepted("Priya Nair")
    monday = datetime.combine(friday.date() + timedelta(days=3), datetime.min.time(), BERLIN).replace(hour=15)
    assert abs(priya.first_touch_due_at - monday) < timedelta(minutes=5), "two hours on Friday, six on Monday"

    clock = here.open("/").locator(f"#turn-{priya.pk} [data-clock]")

    expect(clock).to_contain_text("7 h 59")
    expect(clock).to_contain_text("of 8 h left")
    title = clock.get_attribute("title")
    assert "06:0" in title and f"{monday.day}.{monday.month:02}.{monday.year}" in title, title


def test_a_plain_date_stays_the_same_day_everywhere(here, cast, window, friday, accepted):
    from truce.journey.models import Lead

    priya = accepted("Priya Nair")
    page = here.open(f"/l/{priya.pk}")
    on = friday.date() + timedelta(days=6)
    page.locator("#next-words").fill("Send the price list")
    page.locator("#next-on").fill(on.isoformat())
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("The next step is promised.")

    assert Lead.objects.get(pk=priya.pk).step_is_day
    _shows_day(page, priya, on)
    _shows_day(window(cast["lena"]).open("/"), priya, on)


def _shows_day(page, lead, on: date) -> None:
    page.goto(f"/l/{lead.pk}")
    shown = page.locator(".strip .clock, .strip .step").first
    expect(page.locator(f".strip [title*='{on.day}'], .strip :text('{on.day}')").first).to_be_visible()
    assert shown


def test_dates_and_numbers_show_the_german_way(here, cast, friday, accepted):
    accepted("Priya Nair", facts={"budget": 1_250_000})

    page = here.open("/leads?view=all&cols=budget,created")

    expect(page.locator("[data-row]").first).to_contain_text("1.250.000")
    title = page.locator("[data-row] time").first.get_attribute("title")
    assert re.fullmatch(rf"Fr. {friday:%d\.%m\.%Y}, 06:0\d:\d\d PST", title)
