"""Journey 12: what one person filtered becomes a view of the team."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def leads(bring, accepted):
    return accepted("Mia Stark"), bring("Ned Unger")


def _filter(page, *, field: str, op: str, value: str) -> None:
    page.keyboard.press("f")
    expect(page.locator("#pick-field")).to_be_visible()
    for box, words in (("#pick-field", field), ("#pick-op", op)):
        # The form is drawn anew after each choice; what is chosen before it is bound would not be heard.
        expect(page.locator(".htmx-request, .htmx-settling, .htmx-swapping, .htmx-added")).to_have_count(0)
        with page.expect_response("**/leads/filter*"):
            page.locator(box).select_option(label=words)
    expect(page.locator(".htmx-request, .htmx-settling, .htmx-swapping, .htmx-added")).to_have_count(0)
    page.locator("[name=value]").first.fill(value)
    page.locator("button", has_text="Add the filter").click()


def test_a_changed_view_is_saved_for_the_team_and_the_others_see_it(cast, window, leads):
    mia, ned = leads
    page = window(cast["tomas"]).open("/leads?view=all&f=state:is:open")
    expect(page.locator(f"#lead-{ned.pk}")).to_be_visible()
    _filter(page, field="Score", op="at least", value="50")
    expect(page.locator(f"#lead-{ned.pk}")).to_have_count(0)
    expect(page.locator(".unsaved")).to_contain_text("This view is changed.")

    page.locator(".unsaved summary", has_text="Save as").click()
    page.locator("#view-name").fill("Worth a call")
    page.locator("#view-shown").select_option(label="My team")
    page.locator("button", has_text="Save the view").click()

    expect(page.locator("#toasts")).to_contain_text("Saved the view “Worth a call”.")
    expect(page.locator(".tabs [aria-current=page]")).to_have_text("Worth a call")
    theirs = window(cast["maya"]).open("/leads")
    theirs.locator(".tabs a", has_text="Worth a call").click()
    expect(theirs.locator(f"#lead-{mia.pk}")).to_be_visible()
    expect(theirs.locator(f"#lead-{ned.pk}")).to_have_count(0)
    expect(window(cast["lena"]).open("/leads").locator(".tabs a", has_text="Worth a call")).to_have_count(0)


def test_the_owner_of_a_view_discards_changes(cast, window, leads):
    mia, ned = leads
    page = window(cast["tomas"]).open("/leads?view=all&f=state:is:open;score:at_least:50")
    page.locator(".unsaved summary", has_text="Save as").click()
    page.locator("#view-name").fill("Fifty and more")
    page.locator("button", has_text="Save the view").click()
    kept = page.url
    expect(page.locator(".unsaved")).to_have_count(0)

    page.locator("thead a", has_text="Name").click()
    expect(page.locator(".tabs .dot")).to_be_visible()
    page.locator(".chip", has_text="Score").locator(".off").click()
    expect(page.locator(f"#lead-{ned.pk}")).to_be_visible()
    page.locator(".unsaved a", has_text="Discard").click()

    expect(page.locator(".unsaved")).to_have_count(0)
    expect(page.locator(f"#lead-{ned.pk}")).to_have_count(0)
    assert page.url == kept


def test_an_unsaved_filter_survives_a_look_at_a_lead_and_another_browser(cast, window, leads):
    mia, ned = leads
    page = window(cast["tomas"]).open("/leads?view=all&f=state:is:open;score:at_least:50")
    page.locator(f"#lead-{mia.pk} a").first.click()
    expect(page.locator("h1")).to_have_text("Mia Stark")
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"view=all&f=state:is:open;score:at_least:50$"))
    page.reload()
    expect(page.locator(f"#lead-{ned.pk}")).to_have_count(0)

    elsewhere = window(cast["lena"]).open(page.url.partition("/leads")[1] + page.url.partition("/leads")[2])

    expect(elsewhere.locator(f"#lead-{mia.pk}")).to_be_visible()
    expect(elsewhere.locator(f"#lead-{ned.pk}")).to_have_count(0)
