"""Journey 6: what happened is written down in seconds, and the next step is asked for."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def ed(accepted):
    return accepted("Ed Marsh")


def test_l_text_enter_logs_a_call_on_the_page_of_the_lead(cast, window, ed):
    page = window(cast["maya"]).open(f"/l/{ed.pk}")
    expect(page.locator(".strip")).to_contain_text("first touch", ignore_case=True)
    page.evaluate("window.stillHere = true")

    page.keyboard.press("l")
    page.keyboard.type("Wants prices by Thursday")
    page.keyboard.press("Enter")

    expect(page.locator("#journey")).to_contain_text("Wants prices by Thursday")
    expect(page.locator("#toasts")).to_contain_text("The call is logged.")
    expect(page.locator("#next")).to_contain_text("And what comes next?")
    expect(page.locator("#next-words")).to_be_focused()
    expect(page.locator(".strip")).to_contain_text("next touch", ignore_case=True)
    assert page.evaluate("window.stillHere"), "the page was not loaded anew"
    ed.refresh_from_db()
    assert (ed.touches, ed.turn) == (1, "follow_up")


def test_the_next_step_is_promised_with_a_day_and_becomes_the_clock(cast, window, ed):
    page = window(cast["maya"]).open(f"/l/{ed.pk}")
    page.keyboard.press("l")
    page.keyboard.type("Wants prices by Thursday")
    page.keyboard.press("Enter")
    expect(page.locator("#next-words")).to_be_focused()

    page.keyboard.type("Send the price list")
    page.locator("#next .chip", has_text="In a week").click()
    page.keyboard.press("Enter")

    expect(page.locator("#toasts")).to_contain_text("The next step is promised.")
    expect(page.locator(".strip")).to_contain_text("Send the price list")
    ed.refresh_from_db()
    assert (ed.turn, ed.step_is_day) == ("step", True)


def test_l_text_enter_logs_a_call_from_today_and_asks_what_comes_next(cast, window, ed):
    today = window(cast["maya"]).open("/")
    expect(today.locator(f"#turn-{ed.pk}")).to_have_attribute("aria-current", "true")

    today.keyboard.press("l")
    today.keyboard.type("Reached the switchboard")
    today.keyboard.press("Enter")

    expect(today.locator("#toasts")).to_contain_text("Logged a call.")
    expect(today.locator("#next-step")).to_be_visible()
    expect(today.locator("#next-step")).to_contain_text("And what comes next?")
    today.keyboard.press("Escape")
    expect(today.locator("#next-step")).to_be_hidden()
    expect(today.locator(f"#turn-{ed.pk}")).to_have_count(0)
    ed.refresh_from_db()
    assert ed.touches == 1


def test_a_word_with_a_stroke_chooses_the_kind(cast, window, ed):
    page = window(cast["maya"]).open(f"/l/{ed.pk}")

    page.keyboard.press("l")
    page.keyboard.type("/note Speaks French")
    page.keyboard.press("Enter")

    expect(page.locator("#toasts")).to_contain_text("The note is logged.")
    expect(page.locator("#journey .says").first).to_have_text("Speaks French")
    ed.refresh_from_db()
    assert (ed.touches, ed.turn) == (0, "first_touch")
