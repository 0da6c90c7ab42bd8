"""The keys: the dialog under ? lists them, and each of them does what it says."""

import re

import pytest
from playwright.sync_api import expect

from truce.web.keys import key_map

pytestmark = pytest.mark.browser
KEYS = {key.press: key for _, keys in key_map() for key in keys}


@pytest.fixture
def three(accepted):
    return [accepted(name) for name in ("Ada First", "Bea Second", "Cat Third")]


@pytest.fixture
def leads(cast, window, three):
    page = window(cast["maya"]).open("/leads?view=all&f=state:is:open&sort=name&cols=job_title,holder")
    expect(page.locator(f"#lead-{three[0].pk}")).to_have_attribute("aria-current", "true")
    return page


def _is_current(page, lead) -> None:
    expect(page.locator(f"#lead-{lead.pk}")).to_have_attribute("aria-current", "true")
    expect(page.locator("[data-row][aria-current=true]")).to_have_count(1)


def _chosen(page) -> int:
    return page.locator("[data-select]:checked").count()


def test_the_dialog_lists_every_key_and_those_of_the_page(cast, window, offered):
    offered("Ada First")
    page = window(cast["maya"]).open("/")

    page.keyboard.press("?")

    dialog = page.locator("#keys")
    expect(dialog).to_be_visible()
    for key in KEYS.values():
        expect(dialog.locator("li", has_text=key.words).first).to_be_visible()
    for words in ("Accept", "Return"):
        expect(dialog.locator("[data-keys-here] li", has_text=words).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


@pytest.mark.parametrize("press", [press for press, key in KEYS.items() if key.page])
def test_a_key_that_goes_somewhere_goes_there(cast, window, press):
    page = window(cast["maya"]).open("/leads" if press == "g t" else "/")

    for letter in press.split():
        page.keyboard.press(letter)

    expect(page).to_have_url(re.compile(re.escape(KEYS[press].href) + r"(\?.*)?$"))


def _next_and_before(page, three):
    page.keyboard.press("j")
    _is_current(page, three[1])
    page.keyboard.press("k")
    _is_current(page, three[0])


def _opens(page, three):
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Bea Second")


def _edits(page, three):
    page.keyboard.press("e")
    expect(page.locator("input.edit")).to_be_focused()


def _chooses(page, three):
    page.keyboard.press("x")
    assert _chosen(page) == 1
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    assert _chosen(page) == 3


def _goes_to_the_field(page, three):
    page.keyboard.press("/")
    expect(page.locator("#pick-field")).to_be_focused()
    page.goto("/me")
    page.keyboard.press("/")
    expect(page.locator("main input[name=name]")).to_be_focused()


def _goes_back(page, three):
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Ada First")
    page.keyboard.press("Escape")
    expect(page.locator("h1")).to_have_text("Leads")


def _undoes(page, three):
    page.keyboard.press("e")
    page.keyboard.type("Captain")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Job title is changed.")
    page.keyboard.press("z")
    expect(page.locator(f"#lead-{three[0].pk}")).to_contain_text("Head of Operations")


def _shows_the_keys(page, three):
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()


DOES = {
    "next": _next_and_before,
    "previous": _next_and_before,
    "open": _opens,
    "edit": _edits,
    "select": _chooses,
    "range": _chooses,
    "field": _goes_to_the_field,
    "back": _goes_back,
    "undo": _undoes,
    "help": _shows_the_keys,
}


@pytest.mark.parametrize("does", sorted({key.does for key in KEYS.values() if key.does}))
def test_a_key_that_does_something_does_it(leads, three, does):
    DOES[does](leads, three)


def test_single_letters_rest_while_somebody_types_and_when_switched_off(cast, window, three):
    page = window(cast["maya"]).open(f"/l/{three[0].pk}")
    page.keyboard.press("l")
    page.keyboard.type("g t r a")
    expect(page.locator("#log-words")).to_have_value("g t r a")

    page.goto("/me")
    page.locator("label", has_text="Single letters are keys").click()
    page.locator("main button.primary").first.click()
    expect(page.locator("html")).to_have_attribute("data-keys-off", "")
    page.goto("/leads?view=all")
    page.keyboard.press("j")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_hidden()
    page.goto("/me")
    page.locator("label", has_text="Single letters are keys").click()
    page.locator("main button.primary").first.click()
    expect(page.locator("html")).not_to_have_attribute("data-keys-off", "")
