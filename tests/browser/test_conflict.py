"""Journey 13: two people change the same field, and nobody's words are lost."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def nora(accepted):
    return accepted("Nora Pike", facts={"job_title": "Clerk"})


def _writes(page, box: str, words: str) -> None:
    page.locator(box).click()
    page.keyboard.type(words)
    page.keyboard.press("Enter")


PLACES = {"in the list": ("/leads?view=all&cols=job_title,holder", "#lead-{} "), "on its page": ("/l/{}", "#known ")}


@pytest.mark.parametrize("place", PLACES)
def test_the_second_of_two_who_change_a_field_sees_both_values(cast, window, nora, place):
    path, where = (text.format(nora.pk) for text in PLACES[place])
    field = f"{where}button[data-field=job_title]"
    first, second = window(cast["maya"]).open(path), window(cast["tomas"]).open(path)
    second.locator(field).click()  # at it before Maya is
    _writes(first, field, "Plant manager")
    expect(first.locator(field)).to_contain_text("Plant manager")

    second.keyboard.type("Head of plants")
    second.keyboard.press("Enter")

    clash = second.locator(".clash")
    expect(clash).to_contain_text("Maya Okafor changed this")
    expect(clash).to_contain_text("Plant manager")
    clash.locator("button", has_text="Keep mine: Head of plants").click()
    expect(second.locator(field)).to_contain_text("Head of plants")
    nora.person.refresh_from_db()
    assert nora.person.job_title == "Head of plants"
    assert {fact.value for fact in nora.person.facts.filter(field="job_title")} >= {"Plant manager", "Head of plants"}


def test_escape_restores_what_stood_there(cast, window, nora):
    page = window(cast["maya"]).open("/leads?view=all&cols=job_title,holder")
    page.locator(f"#lead-{nora.pk}").focus()

    page.keyboard.press("e")
    page.keyboard.type("Something else")
    page.keyboard.press("Escape")

    expect(page.locator(f"#lead-{nora.pk} button[data-field=job_title]")).to_contain_text("Clerk")
    expect(page.locator(f"#lead-{nora.pk} button[data-field=job_title]")).to_be_focused()
    nora.person.refresh_from_db()
    assert nora.person.job_title == "Clerk"
