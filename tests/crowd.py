"""Many leads for tests of lists: written at once, each as the database demands it, alike from run to run."""

from datetime import timedelta
from itertools import cycle
from random import Random

from tests.cast import NOON
from truce.journey.models import Lead
from truce.people.models import Company, Person
from truce.teams.queries import queue
from truce.teams.rules import QueueKind

COUNTRIES = ("DE", "FR", None, "")


def crowd(number, *, holders=(), seed=7) -> list[Lead]:
    """Make leads of all kinds: on both sides, late, ready, recycled and closed, with and without a company."""
    dice = Random(seed)
    companies = Company.objects.bulk_create(
        Company(name=f"Company {n:02}", name_key=f"company {n:02}", created_at=NOON, known=_known(dice, "industry"))
        for n in range(max(1, number // 5))
    )
    people = Person.objects.bulk_create(
        Person(
            name=f"Person {n}",
            name_key=f"person {dice.randrange(number)}",
            job_title=dice.choice(["", "Head of Operations"]),
            company=dice.choice([None, *companies]),
            known=_known(dice, "country"),
            created_at=NOON,
        )
        for n in range(number)
    )
    holder = cycle(holders) if holders else None
    return Lead.objects.bulk_create(_lead(person, dice, holder) for person in people)


def _known(dice: Random, key: str) -> dict:
    return dice.choice([{}, {key: None}, {key: "DE"}, {key: "food"}, {key: ""}])


def _lead(person: Person, dice: Random, holder) -> Lead:
    lead = Lead(person=person, company=person.company, side="marketing", turn_since=NOON, number=dice.randrange(40))
    lead.created_at = NOON - timedelta(days=dice.randrange(60))
    lead.line = dice.choice([None, 30])
    lead.last_touched_at = dice.choice([None, NOON - timedelta(hours=dice.randrange(99))])
    if dice.random() < 0.2:
        lead.stage, lead.turn_since = dice.choice(["lost", "customer"]), None
        lead.closed_at, lead.close_reason = NOON - timedelta(days=dice.randrange(9)), "price"
        return lead
    lead.due_at = NOON + timedelta(hours=dice.randrange(-5, 90))
    if holder and dice.random() < 0.5:
        lead.side, lead.stage, lead.turn, lead.promise = "sales", "sal", "follow_up", "touches"
        lead.holder_user, lead.follow_up_due_at, lead.is_ready = next(holder), lead.due_at, dice.random() < 0.5
        return lead
    lead.stage, lead.turn, lead.promise, lead.wake_at = (
        dice.choice(["lead", "recycled"]),
        "wake",
        "nurture",
        lead.due_at,
    )
    lead.holder_queue = queue(QueueKind.NURTURE)
    return lead


def selling(number, holders, *, due_at=NOON) -> list[Lead]:
    """Make leads that sales has, each with its own holder in turn and the next touch due."""
    turns = cycle(holders)
    people = Person.objects.bulk_create(
        Person(name=f"Buyer {n}", name_key=f"buyer {n}", created_at=NOON) for n in range(number)
    )
    return Lead.objects.bulk_create(
        Lead(
            person=person,
            side="sales",
            stage="sal",
            holder_user=next(turns),
            turn="follow_up",
            promise="touches",
            turn_since=NOON,
            due_at=due_at + timedelta(minutes=n),
            follow_up_due_at=due_at + timedelta(minutes=n),
            created_at=NOON,
        )
        for n, person in enumerate(people)
    )
