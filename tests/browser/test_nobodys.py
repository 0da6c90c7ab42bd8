"""Journey 7: somebody leaves, and nothing is nobody's."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def held(cast, accepted, offered):
    """Three leads of Jo: two accepted, one that waits for a yes or no."""
    return [
        accepted("Oda Reis", to=cast["jo"]),
        accepted("Pat Senn", to=cast["jo"]),
        offered("Quin Tao", to=cast["jo"]),
    ]


@pytest.fixture
def back(cast):
    """Jo is let in again when the test ends."""
    yield
    from truce.base.clock import now
    from truce.teams.actions import reactivate

    reactivate(cast["jo"].pk, by=cast["olu"], at=now())


def test_nobody_leaves_before_all_that_they_hold_is_given_away(cast, window, held, back):
    from truce.journey.models import Lead

    theirs = window(cast["jo"])
    theirs.open("/leads?view=turn")
    page = window(cast["olu"]).open(f"/users/{cast['jo'].pk}")

    page.locator("#access a", has_text="Deactivate").click()
    expect(page.locator("h1")).to_have_text("Jo Berg leaves")
    expect(page.locator("#held .stat", has_text="Open leads")).to_contain_text("3")
    page.locator("#takers label", has_text="Maya Okafor").click()
    page.locator("#takers label", has_text="Tomas Lind").click()
    page.locator("button", has_text="Give away 3 leads and deactivate").click()

    expect(page.locator("#toasts")).to_contain_text("Jo Berg is deactivated. 3 leads went to 2 colleagues.")
    expect(page.locator("#toasts")).to_contain_text("Leads without a holder: 0.")
    assert not Lead.objects.open().filter(holder_user=None, holder_queue=None).exists()
    assert not Lead.objects.held_by(cast["jo"]).exists()
    holders = {lead.holder_user_id for lead in Lead.objects.filter(pk__in=[each.pk for each in held])}
    assert holders == {cast["maya"].pk, cast["tomas"].pk}
    for short in ("maya", "tomas"):
        _sees_why(window(cast[short]).open("/"), Lead.objects.held_by(cast[short]))
    theirs.page.locator(".side a", has_text="Today").click()
    expect(theirs.page).to_have_url(f"{theirs.site.url}/in?next=/")


def _sees_why(today, leads) -> None:
    """Each new holder has a turn for each lead, with a clock and a reason."""
    for lead in leads:
        row = today.locator(f"#turn-{lead.pk}")
        expect(row.locator("[data-clock]")).to_be_visible()
        assert len(row.locator(".why").inner_text()) > 20
        today.goto(f"/l/{lead.pk}")
        expect(today.locator(".why-is")).to_contain_text("Why is this mine?")
        expect(today.locator("#journey")).to_contain_text("Jo Berg")
        today.goto("/")


def test_nobody_is_deactivated_while_they_hold_something(cast, window, held):
    page = window(cast["olu"]).open(f"/users/{cast['jo'].pk}/leaving")

    page.locator("button", has_text="Give away 3 leads and deactivate").click()

    expect(page.locator("main")).to_contain_text("Say who takes the 3 leads first.")
    cast["jo"].refresh_from_db()
    assert cast["jo"].is_active
