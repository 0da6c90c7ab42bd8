"""The steps of the first-run wizard, what is done of them, and what is left."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from truce.agreement import queries as agreement
from truce.teams import queries as teams
from truce.web.nav import address

STEPS = (
    ("start-company", "Your company"),
    ("start-people", "Both sides"),
    ("start-agreement", "Starting agreement"),
    ("start-data", "First leads"),
    ("start-ready", "Ready"),
)


WAYS = (
    ("sample", "database", "A sample company", "Two teams and 18 months of their work, marked “sample” everywhere."),
    ("imports", "file-import", "A CSV file", "From Zoho, Salesforce or any table; you see first what would change."),
    ("lead-new", "plus", "One lead by hand", "A name and a mail address will do."),
)


@dataclass(frozen=True)
class Way:
    """One way to get the first leads in."""

    href: str
    icon: str
    words: str
    says: str


@dataclass(frozen=True)
class Step:
    """One step as the list beside the form shows it."""

    number: int
    words: str
    href: str
    is_here: bool
    is_done: bool


def steps(here: str) -> list[Step]:
    """Return the steps in order.

    Cost    three queries.
    """
    house = teams.house()
    done = {
        "start-company": house is not None,
        "start-people": teams.has_colleagues(),
        "start-agreement": agreement.is_there(),
        "start-ready": bool(house and house.started_at),
    }
    return [
        Step(number, words, reverse(name), name == here, done.get(name, False))
        for number, (name, words) in enumerate(STEPS, start=1)
    ]


def ways() -> list[Way]:
    """Return how leads can get in here."""
    return [Way(href, icon, words, says) for name, icon, words, says in WAYS if (href := address(name))]


def next_of(here: str) -> str:
    """Return the address of the step after this one."""
    names = [name for name, _ in STEPS]
    return reverse(names[min(names.index(here) + 1, len(names) - 1)])


def base_url() -> str:
    """Return where this Truce is reached: from the settings, never from what a visitor sends."""
    return settings.BASE_URL
