"""Journey 24: a day on the phone."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844, "touch": True}


def _fits(window) -> None:
    assert window.faults() == []
    assert window.small_targets() == []


def test_a_lead_is_accepted_called_and_logged_with_the_thumb(cast, window, offered):
    priya = offered("Priya Nair")
    phone = window(cast["maya"], **PHONE)
    page = phone.open("/")
    _fits(phone)
    row = page.locator(f"#turn-{priya.pk}")
    expect(page.locator(".bottom-nav")).to_be_visible()
    expect(page.locator("nav.side")).to_be_hidden()

    row.locator("button", has_text="Accept").tap()
    expect(page.locator("#toasts")).to_contain_text("Accepted Priya Nair")
    call = row.locator("a", has_text="Call")
    assert call.get_attribute("href").startswith("tel:+44113496")
    _fits(phone)

    row.locator("a, button").filter(has_text="Log").first.tap()
    expect(page.locator("#log")).to_be_visible()
    _fits(phone)
    page.locator("#log-words").fill("Reached her on the way to the plant")
    page.locator("#log button", has_text="Log").tap()
    expect(page.locator("#next-step")).to_be_visible()
    _fits(phone)
    page.locator("#next-words").fill("Send the price list")
    page.locator("#next-step .chip", has_text="In a week").tap()
    page.locator("#next-step button", has_text="Promise").tap()
    expect(page.locator("#toasts")).to_contain_text("The next step is promised.")
    priya.refresh_from_db()
    assert (priya.turn, priya.touches) == ("step", 1)


def test_a_lead_is_returned_with_a_reason_under_the_thumb(cast, window, offered):
    bo = offered("Bo Ek")
    phone = window(cast["maya"], **PHONE)
    page = phone.open("/handoffs")
    _fits(phone)

    page.locator(f"#turn-{bo.pk} a", has_text="Return").tap()
    sheet = page.locator("#return")
    expect(sheet).to_be_visible()
    _fits(phone)
    box = sheet.bounding_box()
    assert box["y"] + box["height"] == pytest.approx(844, abs=2), "the sheet comes from below"
    sheet.locator("button", has_text="wrong person").tap()

    expect(page.locator("#toasts")).to_contain_text("Returned Bo Ek to marketing")
    _fits(phone)
    bo.refresh_from_db()
    assert (bo.side, bo.turn) == ("marketing", "answer_return")


def test_the_page_of_a_lead_is_worked_on_the_phone(cast, window, accepted):
    priya = accepted("Priya Nair")
    phone = window(cast["maya"], **PHONE)
    page = phone.open(f"/l/{priya.pk}")
    _fits(phone)

    page.locator("#log-words").fill("Called back")
    page.locator("form.log button", has_text="Log").tap()

    expect(page.locator("#journey")).to_contain_text("Called back")
    _fits(phone)


@pytest.mark.parametrize("path", ["/leads?view=all", "/companies", "/users", "/me", "/undo", "/leads/new"])
def test_the_other_pages_fit_a_phone(cast, window, accepted, path):
    accepted("Priya Nair")
    phone = window(cast["maya"], **PHONE)

    phone.open(path)

    _fits(phone)


def test_what_is_not_in_the_bottom_bar_is_behind_more(cast, window):
    phone = window(cast["maya"], **PHONE)
    page = phone.open("/")

    page.locator(".bottom-nav button", has_text="More").tap()

    expect(page.locator("#more")).to_be_visible()
    _fits(phone)
    page.locator("#more a", has_text="My profile").tap()
    expect(page).to_have_url(f"{phone.site.url}/me")
