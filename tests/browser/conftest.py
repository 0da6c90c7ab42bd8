"""A running Truce with its own data, the cast in it, and real browsers for each of them."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "a long walk by the sea"
expect.set_options(timeout=10_000)
BERLIN = ZoneInfo("Europe/Berlin")


@dataclass
class Site:
    """A Truce that runs. Time passes for all of its processes at once, and never goes back."""

    url: str
    data: Path
    process: subprocess.Popen
    log: Path

    def pass_time(self, **much: float) -> None:
        clock = self.data / "clock"
        clock.write_text(str(float(clock.read_text()) + timedelta(**much).total_seconds()))

    def wait_until(self, at: datetime) -> None:
        """Let time pass until an instant that lies ahead."""
        from truce.base.clock import now

        self.pass_time(seconds=(at - now()).total_seconds())


@dataclass
class Window:
    """One person's browser, and what went wrong in it."""

    page: Page
    site: Site
    wrong: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.site.url + path)
        return self.page

    def faults(self) -> list[str]:
        """Return what axe finds against WCAG 2.2 A and AA, and what makes the page scroll sideways."""
        asked = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
        found = Axe().run(self.page, options=asked).response["violations"]
        words = [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return [*words, *([f"{wide} px too wide"] if wide > 0 else [])]

    def small_targets(self, least: int = 44) -> list[str]:
        """Return what can be tapped but is smaller than a finger needs; links within a sentence are exempt."""
        return self.page.evaluate(_SMALL, least)


_SMALL = """least => {
  const all = [...document.querySelectorAll("a[href], button, summary, select, textarea, input:not([type=hidden])")];
  const seen = all.filter((el) => el.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && !el.closest(".vh, .skip") && !(el.matches("a") && getComputedStyle(el).display === "inline"));
  const boxes = seen.map((el) => [el, (el.matches("[type=checkbox], [type=radio]") && el.closest("label")) || el]);
  return boxes.map(([el, box]) => [el, box.getBoundingClientRect()])
    .filter(([, { width, height }]) => width > 1 && Math.min(width, height) < least - 0.5)
    .map(([el, { width, height }]) => `${Math.round(width)} x ${Math.round(height)} ${el.outerHTML.slice(0, 140)}`);
}"""


def _free_ports() -> int:
    """Return a port that is free together with the next one, which the live stream takes."""
    for _ in range(50):
        with socket.socket() as first:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            with contextlib.suppress(OSError), socket.socket() as second:
                second.bind(("127.0.0.1", port + 1))
                return port
    raise RuntimeError("no two free ports beside each other")


def start_site(data: Path) -> Site:
    """Start a Truce on an empty database in `data`, with a clock that tests can set."""
    from django.conf import settings

    (data / "clock").write_text(str((_next_monday() - datetime.now(UTC)).total_seconds()))
    port = _free_ports()
    env = {key: value for key, value in os.environ.items() if key not in ("TRUCE_DATABASE_URL", "TRUCE_EDGE_URL")}
    env |= {
        "TRUCE_DATA": str(data),
        "TRUCE_CLOCK": str(data / "clock"),
        "TRUCE_SECRET_KEY": settings.SECRET_KEY,
        "TRUCE_BASE_URL": f"http://localhost:{port}",
    }
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=env, check=True)
    log = data / "serve.log"
    command = [sys.executable, "-m", "truce.cli", "serve", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log.open("w"), stderr=subprocess.STDOUT)
    site = Site(env["TRUCE_BASE_URL"], data, process, log)
    _wait(site)
    return site


def _next_monday() -> datetime:
    """Return the hour at which every run of the tests begins: Monday, 10:00 in Berlin."""
    today = datetime.now(BERLIN).replace(hour=10, minute=0, second=0, microsecond=0)
    return today + timedelta(days=7 - today.weekday())


def _wait(site: Site, limit_s: float = 60) -> None:
    end = time.monotonic() + limit_s
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{site.url}/in", timeout=2).close()
            return
        time.sleep(0.2)
    raise RuntimeError(f"Truce did not start: {site.log.read_text()[-2000:]}")


def stop_site(site: Site) -> None:
    site.process.send_signal(signal.SIGTERM)
    try:
        site.process.wait(30)
    except subprocess.TimeoutExpired:
        site.process.kill()


@pytest.fixture(scope="session")
def site(tmp_path_factory, django_db_blocker) -> Iterator[Site]:
    """A Truce that runs, whose database the tests may use directly."""
    from django.db import connections

    site = start_site(tmp_path_factory.mktemp("site"))
    os.environ["TRUCE_CLOCK"] = str(site.data / "clock")
    # Playwright keeps an event loop in this thread, which never runs while a test asks the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    connections.databases["default"] |= {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(site.data / "truce.sqlite3"),
    }
    with django_db_blocker.unblock():
        yield site
    connections.close_all()
    del os.environ["TRUCE_CLOCK"], os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    stop_site(site)


@pytest.fixture(scope="session")
def cast(site) -> dict:
    """The people who work here, by their short names, with the starting agreement in force."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    from truce.agreement import actions
    from truce.agreement.rules import template
    from truce.base.clock import now
    from truce.teams.actions import set_up
    from truce.teams.models import Team, User

    team = Team.objects.create(name="North", side="sales")
    names = {
        "maya": ("Maya Okafor", "seller"),
        "jo": ("Jo Berg", "seller"),
        "ines": ("Ines Wolf", "seller"),
        "tomas": ("Tomas Lind", "sales_manager"),
        "lena": ("Lena Fischer", "marketer"),
        "ravi": ("Ravi Shah", "marketing_manager"),
        "ana": ("Ana Costa", "revenue_lead"),
        "olu": ("Olu Ade", "operations"),
        "vera": ("Vera Blick", "viewer"),
    }
    people = {}
    for short, (name, role) in names.items():
        user = User.objects.create_user(f"{short}@truce.test", name=name, role=role, zone="Europe/Berlin")
        user.password = Argon2PasswordHasher().encode(PASSWORD, Argon2PasswordHasher().salt())
        user.team = team if user.side == "sales" else None
        user.save()
        people[short] = user
    olu = people["olu"]
    house = {"name": "Nordwind", "zone": "Europe/Berlin", "currency": "EUR", "locale": "en_GB", "country": ""}
    set_up(**house, by=olu, at=now())
    # Open round the clock, so that the journeys go the same at night and on a Sunday.
    body = template(zone="Europe/Berlin").to_json()
    body["calendar"]["week"] = [[["00:00", "24:00"]]] * 7
    actions.start(type(template()).from_json(body), by=olu, at=now())
    return people


READY = {
    "job_title": "Head of Operations",
    "seniority": "head",
    "department": "operations",
    "country": "GB",
    "budget": 50_000,
    "decides": True,
}
_numbers = count(1)


@pytest.fixture
def arrive(cast) -> Callable:
    """Let somebody in as Lena, not scored yet: `arrive("Bo Ek", facts=...)` gives the lead."""
    from django.db import transaction

    from truce.base.clock import now
    from truce.ingest.actions import Arrival, arrive_many
    from truce.journey.models import Lead
    from truce.outreach.actions import close

    def arrive(name, *, by=None, **arrival):
        arrival.setdefault("emails", (f"{name.split()[0].lower()}.{next(_numbers)}@halden.example",))
        arrival.setdefault("holder", cast["lena"])
        [arrived] = arrive_many([Arrival(name, **arrival)], by=by or cast["lena"], at=now())
        return arrived.lead

    yield arrive
    with transaction.atomic():
        for pk in Lead.objects.open().values_list("pk", flat=True):
            close(pk, reason="no_reply", by=cast["olu"], at=now())


# In one transaction a lead is scored too, and handed to whom the journey says: else the worker does both meanwhile.
@pytest.fixture
def bring(cast, arrive) -> Callable:
    """Let somebody in as Lena, and score the lead: `bring("Bo Ek", touch="form")`."""
    from django.db import transaction

    from truce.base.clock import now
    from truce.handoff import actions

    @transaction.atomic
    def bring(name, **arrival):
        return actions.reconsider(arrive(name, **arrival).pk, by=cast["olu"], at=now())

    return bring


@pytest.fixture
def offered(cast, arrive) -> Callable:
    """Hand somebody who is ready to Maya: `offered("Priya Nair")` gives the lead, `to=` another seller."""
    from django.db import transaction

    from truce.base.clock import now
    from truce.handoff import actions

    @transaction.atomic
    def offered(name, *, to=None, note="", **arrival):
        told = {"company": "Halden Foods", "phones": (f"+44 113 496 {next(_numbers):04}",), "touch": "demo_request"}
        told |= {"facts": READY, "company_facts": {"industry": "food", "employees": 420}}
        lead = arrive(name, **told | arrival)
        actions.hand_over(lead.pk, to=to or cast["maya"], note=note, by=cast["lena"], at=now())
        return actions.reconsider(lead.pk, by=cast["olu"], at=now())

    return offered


@pytest.fixture
def accepted(cast, offered) -> Callable:
    """Somebody whom Maya has accepted a moment ago: `accepted("Priya Nair")` gives the lead."""
    from truce.base.clock import now
    from truce.handoff import actions

    def accepted(name, *, to=None, **told):
        lead = offered(name, to=to, **told)
        actions.accept(lead.handoffs.get().pk, by=to or cast["maya"], at=now())
        lead.refresh_from_db()
        return lead

    return accepted


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = os.environ.get("TRUCE_TEST_CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def window(site, chromium, request) -> Iterator[Callable[..., Window]]:
    """Open a browser as somebody: `window(cast["maya"], width=390, theme="dark")`; without, nobody is signed in."""
    opened: list[tuple[BrowserContext, Window]] = []

    def open_window(user=None, *, width=1440, height=900, theme="light", touch=False, zone="Europe/Berlin") -> Window:
        from django.conf import settings

        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=theme,
            has_touch=touch,
            is_mobile=touch,
            timezone_id=zone,
            base_url=site.url,
        )
        if user:
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session_of(user), "url": site.url}])
        window = Window(context.new_page(), site)
        window.page.set_default_timeout(10_000)
        window.page.on("console", lambda said: _hear(window, said))
        window.page.on("pageerror", lambda error: window.wrong.append(str(error)))
        opened.append((context, window))
        return window

    yield open_window
    wrong = [words for _, window in opened for words in window.wrong]
    for context, _ in opened:
        context.close()
    assert wrong == []


def _hear(window: Window, said) -> None:
    # Chromium reports each answer of 4xx as an error of the page; refusals (409, 422) are part of the journeys.
    if said.type == "error" and "Failed to load resource" not in said.text:
        window.wrong.append(said.text)


def session_of(user) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return store.session_key
