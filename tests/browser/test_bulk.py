"""Journey 14: many leads at once, seen before it is done, and taken back by one key."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
MANY = 300
THREE = ("Maya Okafor", "Jo Berg", "Ines Wolf")
COLUMNS = ("pk", "holder_user_id", "holder_queue_id", "turn", "due_at", "promise", "stage", "side", "sent_by_id")


@pytest.fixture
def guests(cast, bring, offered) -> Callable:
    """Let guests of a fair in for Tomas: `guests(300)`, and four that he cannot give to sellers."""
    from django.db import transaction

    from truce.base.clock import now
    from truce.ingest.actions import Arrival, arrive_many
    from truce.jobs.models import Job

    def guests(many: int) -> None:
        arrivals = [Arrival(f"Guest {n:03}", emails=(f"{n}@fair.example",), holder=cast["tomas"]) for n in range(many)]
        with transaction.atomic():
            arrive_many(arrivals, by=cast["lena"], at=now())
            # What they are worth is another story: scoring them meanwhile would only make this one slow.
            Job.objects.filter(name="handoff.reconsider").delete()
        bring("Guest of Maya", holder=cast["maya"])
        bring("Guest of Lena")
        bring("Guest of Ravi", holder=cast["ravi"])
        offered("Guest to come", to=cast["tomas"])

    return guests


def _rows() -> list[tuple]:
    from truce.journey.models import Lead

    return list(Lead.objects.open().order_by("pk").values_list(*COLUMNS))


def _told(page) -> dict[str, int]:
    """Return what the sheet says: how many leads go to whom, and how many stay, by the reason."""
    told = {}
    for row in page.locator("#sheet .fates li").all():
        words = re.sub(r"^left as (it is|they are)\W+", "", row.locator("span").first.inner_text())
        told[words.rstrip(".").lower()] = int(row.locator("b").inner_text().replace(",", "").lstrip("+"))
    return told


def test_what_was_previewed_is_what_happens_and_one_key_takes_all_of_it_back(cast, window, guests):
    from truce.journey.models import Lead

    guests(MANY)
    before = _rows()
    page = window(cast["tomas"]).open("/leads?view=all&f=state:is:open;name:contains:guest")
    expect(page.locator("#count")).to_contain_text(f"{MANY + 4} leads")
    page.locator("[data-select-all]").check()
    expect(page.locator("#bulk b")).to_have_text("50 here")
    page.locator("[data-bulk-all]").check()
    expect(page.locator("#bulk")).to_contain_text(f"all {MANY + 4} matching")
    page.locator("#bulk button", has_text="Assign").click()
    for name in THREE:
        with page.expect_response("**/leads/bulk"):
            page.locator("#sheet label", has_text=name).click()
        expect(page.locator("#sheet .htmx-request")).to_have_count(0)

    seen = _told(page)
    assert seen == {
        **{name.lower(): 100 for name in THREE},
        "maya okafor has this lead already": 1,
        "ines wolf is not in marketing; hand the lead over instead": 2,
        "this lead waits for a yes or no; it moves on by itself when its time is up": 1,
    }

    page.locator("#sheet button", has_text=f"Give {MANY} leads").click()
    expect(page.locator("#sheet h2")).to_have_text(f"{MANY} leads changed", timeout=60_000)
    assert _told(page) == seen
    assert all(Lead.objects.held_by(cast[short]).count() >= 100 for short in ("maya", "jo", "ines"))
    assert Lead.objects.held_by(cast["tomas"]).count() == 1, "the one that waits for his yes or no"

    page.keyboard.press("Escape")
    page.keyboard.press("z")
    expect(page.locator("#toasts")).to_contain_text("All is back as it was.", timeout=60_000)
    assert _rows() == before


def test_three_chosen_rows_are_changed_at_once(cast, window, guests):
    guests(3)
    before = _rows()
    page = window(cast["tomas"]).open("/leads?view=all&f=state:is:open;name:contains:guest%200&sort=name")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    expect(page.locator("#bulk b")).to_have_text("3 here")
    page.locator("#bulk button", has_text="Assign").click()
    page.locator("#sheet label", has_text="Jo Berg").click()
    page.locator("#sheet button", has_text="Give 3 leads").click()
    expect(page.locator("#toasts")).to_contain_text("Changed 3 leads.")
    expect(page.locator("[data-row]").first).to_contain_text("Jo Berg")

    page.keyboard.press("Escape")
    page.keyboard.press("z")

    expect(page.locator("#toasts")).to_contain_text("Undo: Gave 3 leads to Jo Berg")
    expect(page.locator("[data-row]").first).to_contain_text("Tomas Lind")
    assert _rows() == before
