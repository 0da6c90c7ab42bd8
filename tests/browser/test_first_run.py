"""Journey 1: a fresh install becomes useful in a few minutes and a few clicks."""

import time

import pytest

from tests.browser.conftest import PASSWORD, Window, start_site, stop_site

pytestmark = pytest.mark.browser


@pytest.fixture
def empty(tmp_path):
    """A Truce in which nobody works yet."""
    site = start_site(tmp_path)
    yield site
    stop_site(site)


def _link(site) -> str:
    for _ in range(100):
        if "/start?token=" in site.log.read_text():
            return "/start?token=" + site.log.read_text().partition("/start?token=")[2].split()[0]
        time.sleep(0.1)
    raise AssertionError(site.log.read_text())


def test_the_wizard_leads_from_the_printed_link_to_today(empty, chromium):
    page = chromium.new_page(base_url=empty.url)
    window = Window(page, empty)
    clicks = 0

    def go_on():
        nonlocal clicks
        clicks += 1
        page.locator("main .btn.primary").first.click()
        page.wait_for_load_state()

    window.open(_link(empty))
    page.fill("[name=name]", "Olu Ade")
    page.fill("[name=email]", "olu@nordwind.example")
    page.fill("[name=password]", PASSWORD)
    assert window.faults() == []
    go_on()
    page.fill("[name=name]", "Nordwind")
    page.select_option("[name=zone]", "Europe/Berlin")
    assert window.faults() == []
    go_on()
    go_on()
    assert window.faults() == []
    go_on()
    go_on()
    go_on()

    assert clicks <= 12
    assert "Olu" in page.locator("h1").inner_text()
    page.close()
