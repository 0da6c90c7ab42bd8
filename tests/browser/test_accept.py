"""Journey 2: a hand-off is accepted by one key, and the one who sent it sees so."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def priya(offered):
    return offered("Priya Nair", note="Asked twice for a date")


def _row(lead) -> dict:
    from truce.journey.models import Lead

    return Lead.objects.filter(pk=lead.pk).values().get()


def test_a_accepts_the_current_hand_off_and_starts_the_first_touch_clock(cast, window, priya):
    today = window(cast["maya"]).open("/")
    expect(today.locator("h1")).to_contain_text("1 lead is your turn")
    expect(today.locator("#today .group")).to_contain_text("waiting for a yes or no")
    expect(today.locator(f"#turn-{priya.pk}")).to_contain_text("Asked twice for a date")

    today.keyboard.press("a")

    expect(today.locator("#toasts")).to_contain_text("Accepted Priya Nair. The first touch is due next.")
    expect(today.locator("#today .group")).to_contain_text("First touch due")
    expect(today.locator(f"#turn-{priya.pk}")).to_contain_text("You accepted")
    expect(today.locator(f"#turn-{priya.pk} [data-clock]")).to_contain_text("of 8 h left")
    row = _row(priya)
    assert (row["holder_user_id"], row["side"], row["turn"]) == (cast["maya"].pk, "sales", "first_touch")


def test_whoever_sent_the_lead_sees_that_it_was_accepted(cast, window, priya):
    sent = window(cast["lena"])
    page = sent.open(f"/l/{priya.pk}")
    expect(page.locator("#handoffs")).to_contain_text("Waiting")

    window(cast["maya"]).open("/").keyboard.press("a")

    expect(page.locator("#journey")).to_contain_text("Accepted")
    expect(page.locator("#handoffs")).to_contain_text("Accepted")
    expect(page.locator(".strip")).to_contain_text("Maya Okafor")
    sent.open("/handoffs?to=done&sent=me")
    expect(page.locator("#done-grid")).to_contain_text("Priya Nair")
    expect(page.locator("#done-grid")).to_contain_text("Accepted")


def test_z_takes_the_answer_back_with_all_that_followed(cast, window, priya):
    before = _row(priya)
    today = window(cast["maya"]).open("/")
    today.keyboard.press("a")
    expect(today.locator("#toasts [data-undo]")).to_be_visible()

    today.keyboard.press("z")

    expect(today.locator("#today .group")).to_contain_text("waiting for a yes or no")
    expect(today.locator(f"#turn-{priya.pk} button[data-key=a]")).to_contain_text("Accept")
    expect(today.locator("#toasts")).to_contain_text("Undo: Accepted Priya Nair")
    assert _row(priya) == before
    page = window(cast["lena"]).open(f"/l/{priya.pk}")
    expect(page.locator("#journey s")).to_contain_text("Accepted")
    expect(page.locator("#handoffs")).to_contain_text("Waiting")


def test_of_two_who_accept_at_once_the_second_is_told_who_was_first(cast, window, priya):
    mine = window(cast["maya"]).open("/")
    theirs = window(cast["tomas"]).open(f"/l/{priya.pk}")
    expect(theirs.locator("#lead button[data-key=a]")).to_be_visible()
    mine.keyboard.press("a")
    expect(mine.locator("#toasts")).to_contain_text("Accepted Priya Nair")

    theirs.evaluate("document.querySelector('#lead button[data-key=a]')?.click()")

    expect(theirs.locator("#lead, #toasts").first).to_contain_text("Maya Okafor")
