"""The whole story of the sample company, told in memory from its first day to the last."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, time, timedelta
from random import Random

from truce.agreement.queries import Terms
from truce.ingest.demo import arrivals, cast, marketing, sales, scenes, truths
from truce.ingest.demo.book import Book, Numbers
from truce.ingest.demo.world import World
from truce.journey.rules import Turn
from truce.teams.models import Queue, User
from truce.teams.rules import SIDE_OF, Role

MONTHS = 18
CAN_UNDO = timedelta(days=40)


def tell(
    *,
    people: int,
    seed: int,
    until: datetime,
    terms: Terms,
    first: Mapping[str, int],
    queues: dict[str, Queue],
    automation: User,
    taken: Mapping[str, Collection[str]],
    password: str = "!",
    tick: Callable[[float], None] = lambda share: None,
) -> Book:
    """Tell the story and return its book; the same arguments give the same book.

    Takes   people: about how many; first: the first id set aside per kind of row; password: a hash;
            taken: names of real "campaigns" and "teams" (case-folded), which are not used twice;
            tick: is told how much of the story is told, 0 to 1.
    Cost    about 2 ms for each person, and no query.
    """
    rng = Random(f"{seed} {people}")
    book = Book(Numbers(first), undo_from=until - CAN_UNDO)
    hire(book, until, taken["teams"], password)
    world = World(
        book,
        terms,
        until,
        rng,
        queues,
        automation,
        offered=sales.offered,
        accepted=sales.accepted,
        returned=marketing.returned,
    )
    begins = datetime.combine(until.date() - timedelta(days=truths.HISTORY_DAYS + 12), time(), UTC)
    world.now = begins
    campaigns = arrivals.add_campaigns(world, taken["campaigns"])
    arrivals.expect(world, campaigns, round(people * 1.16))
    scenes.rehearse(world, campaigns)
    midnight = datetime.combine(until.date(), time(0, 0, 20), UTC)
    if midnight <= until:
        world.at(midnight, look_at_everybody)
    for month in range(1, MONTHS + 1):
        world.run(until if month == MONTHS else begins + (until - begins) * month / MONTHS)
        tick(month / MONTHS)
    return book


def look_at_everybody(world: World) -> None:
    """What the worker does each night: score whatever fades."""
    for who in world.everybody:
        if who.lead and who.lead.is_open:
            is_new = who.is_placed and who.lead.turn == Turn.TRIAGE
            (marketing.rescore if is_new else marketing.reconsider)(world, who)


def hire(book: Book, until: datetime, taken: Collection[str], password: str) -> None:
    """Make the teams and the users of the sample company."""
    teams = {}
    for name, side in cast.TEAMS:
        free = name if name.casefold() not in taken else f"{name} (sample)"
        teams[name] = book.new("teams.Team", name=free, side=side.value)
        book.teams.append(teams[name])
    for member in cast.CAST:
        away = {}
        if member.key == cast.AWAY:
            away = {
                "away_from": until.date() - timedelta(days=1),
                "away_until": until.date() + timedelta(days=8),
                "stand_in_id": book.users["emre"].pk,
            }
        book.users[member.key] = book.new(
            "teams.User",
            email=member.email,
            name=member.name,
            role=member.role.value,
            side=SIDE_OF[Role(member.role)].value,
            team_id=teams[member.team].pk if member.team else None,
            zone=member.zone,
            joined_at=until - timedelta(days=truths.HISTORY_DAYS + 60),
            password=password,
            **away,
        )
