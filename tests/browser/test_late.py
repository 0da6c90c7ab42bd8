"""Journey 5: a promised time that has passed is said in words, and honest work ends it."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import BERLIN

pytestmark = pytest.mark.browser


@pytest.fixture
def leads(site, accepted, offered):
    """Cy, accepted nine hours ago and not called; Di, handed over just now."""
    cy = accepted("Cy Roth")
    site.pass_time(hours=9)
    return cy, offered("Di Wolf")


def test_what_is_past_its_time_tops_the_list_in_words_and_icon(cast, window, leads):
    cy, di = leads

    today = window(cast["maya"]).open("/")

    assert [row.get_attribute("id") for row in today.locator("[data-row]").all()] == [f"turn-{cy.pk}", f"turn-{di.pk}"]
    expect(today.locator("#today .group").first).to_contain_text("Past the promised time")
    expect(today.locator("h1 + p")).to_contain_text("1 past the promised time.")
    clock = today.locator(f"#turn-{cy.pk} [data-clock]")
    expect(clock).to_contain_text("1 h over")
    expect(clock.locator("use")).to_have_attribute("href", re.compile("#alarm$"))
    expect(today.locator(f"#turn-{cy.pk}")).to_contain_text("Already called? Log it and the clock stops.")


def test_the_manager_sees_it_without_blame_and_can_give_it_to_somebody_else(cast, window, leads):
    cy, _ = leads

    today = window(cast["tomas"]).open("/")

    row = today.locator(f"#turn-{cy.pk}")
    expect(today.locator("#today")).to_contain_text("Clocks at risk in the team")
    expect(row).to_contain_text("1 h over")
    expect(row).to_contain_text("with Maya Okafor")
    expect(today.locator("#team")).to_contain_text("1 past the time")
    row.focus()
    today.keyboard.press("m")
    today.locator("#assign select").select_option(str(cast["jo"].pk))
    today.locator("#assign button", has_text="Give").click()
    expect(today.locator("#toasts")).to_contain_text("Jo Berg has the turn now.")
    expect(row).to_contain_text("with Jo Berg")


def test_logging_an_earlier_call_with_its_time_stops_the_clock(cast, window, leads):
    from truce.base.clock import now

    cy, _ = leads
    called = now().astimezone(BERLIN) - timedelta(hours=3)
    today = window(cast["maya"]).open("/")
    expect(today.locator(f"#turn-{cy.pk}")).to_have_attribute("aria-current", "true")

    today.keyboard.press("l")
    today.keyboard.type("Talked about the cold chain")
    today.locator("#log-at").fill(f"{called:%Y-%m-%dT%H:%M}")
    today.locator("#log button", has_text="Log").click()

    expect(today.locator("#toasts")).to_contain_text("Logged a call.")
    expect(today.locator("#today .group").first).not_to_contain_text("Past the promised time")
    cy.refresh_from_db()
    assert abs(cy.first_touched_at - called) < timedelta(minutes=1)
    assert (cy.turn, cy.first_touch_due_at) == ("follow_up", None)
    today.goto("/handoffs?to=done&promise=first_touch&kept=1")
    expect(today.locator("#handoffs")).to_contain_text("Cy Roth")


def test_an_unanswered_hand_off_moves_on_by_itself(site, cast, window, offered):
    di = offered("Di Wolf")
    today = window(cast["maya"]).open("/")
    expect(today.locator(f"#turn-{di.pk}")).to_be_visible()

    site.wait_until(di.handoffs.get().accept_due_at + timedelta(minutes=1))

    expect(today.locator(f"#turn-{di.pk}")).to_have_count(0, timeout=30_000)
    di.refresh_from_db()
    assert di.holder_user in (cast["jo"], cast["ines"])
    theirs = window(di.holder_user).open("/")
    expect(theirs.locator(f"#turn-{di.pk}")).to_contain_text("Nobody answered in time before, so it came here.")
