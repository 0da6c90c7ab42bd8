"""Journeys 3 and 4: a return costs two keys, and comes back with an answer."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def bo(offered):
    return offered("Bo Ek")


@pytest.fixture
def returned(cast, bo):
    """Bo, whom Maya returned a moment ago as the wrong person."""
    from truce.base.clock import now
    from truce.handoff import actions

    actions.return_(bo.handoffs.get().pk, reason="wrong_person", by=cast["maya"], at=now())
    bo.refresh_from_db()
    return bo


def test_r_and_a_digit_return_a_lead_to_marketing_with_a_turn_and_a_clock(cast, window, bo):
    today = window(cast["maya"]).open("/")
    expect(today.locator(f"#turn-{bo.pk}")).to_be_visible()

    today.keyboard.press("r")
    expect(today.locator("#return")).to_be_visible()
    today.keyboard.press("2")

    expect(today.locator("#toasts")).to_contain_text("Returned Bo Ek to marketing: right company, wrong person.")
    expect(today.locator("#toasts [data-undo]")).to_be_visible()
    expect(today.locator(f"#turn-{bo.pk}")).to_have_count(0)
    expect(today.locator("h1")).to_contain_text("Nothing is your turn")
    bo.refresh_from_db()
    assert (bo.side, bo.holder_user, bo.turn) == ("marketing", cast["lena"], "answer_return")
    assert (bo.due_at - bo.turn_since).total_seconds() == 16 * 3600, "two working days of eight hours"


def test_the_reason_of_a_return_stands_in_the_journey_and_on_marketings_today(cast, window, returned):
    today = window(cast["lena"]).open("/")

    expect(today.locator("#today .group").first).to_contain_text("Returned by sales, waiting for an answer")
    expect(today.locator(f"#turn-{returned.pk}")).to_contain_text("right company, wrong person")
    expect(today.locator(f"#turn-{returned.pk} [data-clock]")).to_be_visible()
    today.goto(f"/l/{returned.pk}")
    expect(today.locator("#journey")).to_contain_text("ight company, wrong person")


def test_the_toast_of_a_return_takes_it_back(cast, window, bo):
    today = window(cast["maya"]).open("/")
    today.keyboard.press("r")
    today.keyboard.press("2")
    expect(today.locator(f"#turn-{bo.pk}")).to_have_count(0)

    today.locator("#toasts [data-undo]").click()

    expect(today.locator(f"#turn-{bo.pk} [data-key=r]")).to_be_visible()
    bo.refresh_from_db()
    assert (bo.holder_user, bo.turn) == (cast["maya"], "answer")


def test_too_early_asks_for_the_month_and_other_words_for_ten_letters(cast, window, bo):
    today = window(cast["maya"]).open("/")
    today.keyboard.press("r")
    today.keyboard.press("3")
    expect(today.locator("#return-month")).to_be_focused()
    today.keyboard.press("Escape")
    expect(today.locator("#return")).to_be_hidden()

    today.keyboard.press("r")
    today.keyboard.press("7")
    expect(today.locator("#return-words")).to_be_focused()
    today.keyboard.type("Short")
    today.keyboard.press("Enter")
    expect(today.locator("#return")).to_be_visible()
    today.keyboard.type(", but said in words")
    today.keyboard.press("Enter")

    expect(today.locator("#toasts")).to_contain_text("Returned Bo Ek to marketing: something else, in words.")
    assert bo.handoffs.get().return_answer == "waiting"


def test_what_marketing_answers_is_shown_to_whoever_returned_it(cast, window, returned):
    marketing = window(cast["lena"]).open("/")
    expect(marketing.locator(f"#turn-{returned.pk}")).to_be_visible()
    marketing.keyboard.press("a")
    expect(marketing.locator("#answer")).to_be_visible()
    marketing.keyboard.press("2")
    marketing.keyboard.type("found the plant manager")
    marketing.keyboard.press("Enter")
    expect(marketing.locator("#toasts")).to_contain_text("sales sees what you mended")
    expect(marketing.locator(f"#turn-{returned.pk}")).to_have_count(0)

    today = window(cast["maya"]).open("/")

    feedback = today.locator("#feedback")
    expect(feedback).to_contain_text("What your feedback changed")
    expect(feedback).to_contain_text("Bo Ek: right company, wrong person")
    expect(feedback).to_contain_text("Lena Fischer mended it: “found the plant manager”")
    feedback.locator("a", has_text="See it").first.click()
    expect(today.locator("#journey")).to_contain_text("found the plant manager")
