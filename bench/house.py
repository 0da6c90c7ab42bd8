"""Who works in the company of the benchmark, and by which agreement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from bench.rows import Rows
from truce.agreement import actions as agreement
from truce.agreement.queries import Terms, current
from truce.agreement.rules import template
from truce.campaigns import actions as campaigns
from truce.campaigns.models import Campaign
from truce.campaigns.rules import Channel
from truce.ledger.actions import Draft
from truce.people.models import Company, Domain, Fact
from truce.people.queries import name_key
from truce.people.rules import COMPANY_ADDED, COMPANY_CHANGED, Origin
from truce.teams.models import House, Queue, Team, User
from truce.teams.queries import automation, queues
from truce.teams.rules import Role

# A Wednesday at 11 in Berlin: the company's clock stands here when it is measured.
NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)
ZONE = "Europe/Berlin"
BEGAN = NOW - timedelta(days=1100)
STAFF = {
    Role.SELLER: 22,
    Role.SALES_MANAGER: 3,
    Role.MARKETER: 9,
    Role.MARKETING_MANAGER: 2,
    Role.REVENUE_LEAD: 1,
    Role.OPERATIONS: 2,
    Role.VIEWER: 1,
}
FIRST = tuple(f"{begin}{end}" for begin in ("Al", "Ber", "Da", "Jo", "Ma", "Ti") for end in ("na", "rik", "vid", "ra"))
LAST = tuple(
    f"{begin}{end}" for begin in ("Ab", "Hol", "Kar", "Lin", "Ost", "Wes") for end in ("berg", "dahl", "er", "sen")
)
TRADE = ("Foods", "Logistics", "Dairy", "Bakery", "Timber", "Metal", "Paper", "Brewing", "Pharma", "Glass", "Tools")
INDUSTRIES = ("food", "logistics", "manufacturing", "wood", "chemicals", "energy", "machinery", "retail", "it")
REGIONS = ("north", "south", "east", "west")


@dataclass(frozen=True)
class Firm:
    """A company of the story. is_customer: it buys from us already, so none of its leads is offered."""

    row: Company
    domain: str
    is_customer: bool


@dataclass(frozen=True)
class Cast:
    """Everybody and everything that a lead can meet."""

    terms: Terms
    queues: dict[str, Queue]
    automation: User
    sellers: list[User]
    marketers: list[User]
    campaigns: list[Campaign]


def found() -> Cast:
    """Put users, agreement and campaigns into an empty database, by the product's own verbs."""
    olu = _people()
    House.objects.create(
        pk=1, name="Benchmark Cooling", zone="Europe/Berlin", country="DE", started_at=BEGAN, wizard_step=9
    )
    agreement.start(template(zone="Europe/Berlin", country="DE"), by=olu, at=BEGAN)
    marketers = list(User.objects.filter(role=Role.MARKETER).order_by("pk"))
    channels = [channel for channel in Channel if channel != Channel.UNKNOWN]
    made = [
        campaigns.add_campaign(
            f"{channel.label} {number // len(channels) + 1}",
            channel=channel,
            by=marketers[number % len(marketers)],
            at=BEGAN + timedelta(days=4 * number),
            owner=marketers[number % len(marketers)],
            cost_minor=100_000 + 9_000 * number,
        )
        for number, channel in enumerate(channels * 15)
    ]
    sellers = list(User.objects.filter(role=Role.SELLER).order_by("pk"))
    return Cast(current(), queues(), automation(), sellers, marketers, made)


def _people() -> User:
    teams = {side: Team.objects.create(name=f"{side} team".capitalize(), side=side) for side in ("sales", "marketing")}
    made = {}
    for role, count in STAFF.items():
        for number in range(count):
            index = len(made)
            name = f"{FIRST[index % len(FIRST)]} {LAST[index % len(LAST)]}"
            user = User.objects.create_user(
                f"{role}{number + 1}@bench.test", name=name, role=role, zone="Europe/Berlin"
            )
            user.team = teams.get(user.side)
            user.territories = [REGIONS[number % 4]] if role == Role.SELLER else []
            user.save()
            made[role, number] = user
    return made[Role.OPERATIONS, 0]


def _email(role: Role, number: int) -> str:
    return f"{role}{number + 1}@bench.test"


def firms(rows: Rows, number: int, cast: Cast, rng: Random) -> list[Firm]:
    """Tell of so many companies."""
    return [_firm(rows, index, cast, rng) for index in range(number)]


def _firm(rows: Rows, index: int, cast: Cast, rng: Random) -> Firm:
    name = f"{LAST[index % len(LAST)]} {TRADE[index // len(LAST) % len(TRADE)]} {index // (len(LAST) * len(TRADE)) + 1}"
    domain = f"{name.lower().replace(' ', '-')}.example.com"
    by, at = cast.automation, BEGAN + timedelta(minutes=index)
    known = {
        "company_name": name,
        "industry": rng.choice(INDUSTRIES),
        "employees": rng.choice((8, 35, 60, 120, 240, 480, 900, 3000)),
        "region": rng.choice(REGIONS),
        "website": f"https://{domain}",
    }
    owner = rng.choice(cast.sellers) if index % 10 == 0 else None
    row = rows.new(Company, name=name, name_key=name_key(name), owner=owner, known=known, created_at=at, recorded_at=at)
    rows.add(Domain, company_id=row.pk, name=domain)
    rows.created(COMPANY_ADDED, row, by=by, at=at)
    learned(rows, known, COMPANY_CHANGED, row, by=by, at=at, company_id=row.pk)
    return Firm(row, domain, is_customer=index % 10 == 0)


def learned(rows: Rows, known: dict, kind, row, *, by: User, at: datetime, **of) -> None:
    """Tell the facts of a person or company, and that they became known."""
    for key, value in known.items():
        rows.add(
            Fact,
            field=key,
            value=value,
            origin=Origin.FORM.value,
            happened_at=at,
            known_at=at,
            recorded_at=at,
            actor_id=by.pk,
            actor_side=by.side,
            **of,
        )
    rows.drafts.append((Draft(kind, row, by, at, recorded_at=at, data={"fields": sorted(known)}), {}))
