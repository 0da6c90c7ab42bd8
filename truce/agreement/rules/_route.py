"""Who in sales gets a lead: the agreed ways in their order, and how likely this one was."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random, SystemRandom
from typing import Any

from truce.agreement.rules._place import Place
from truce.agreement.rules._words import Routing, Strategy, Why

_NEVER = datetime.min.replace(tzinfo=UTC)
_LOT = SystemRandom()


@dataclass(frozen=True)
class RoutingRules:
    """The agreed ways, first to last.

    Takes   territory_field: the fact that names a lead's territory; capacity: open leads a seller may hold
            unless their own number says otherwise; random_share: this share of the turns is drawn by lot
            instead, so that results can be compared fairly.
    """

    strategies: tuple[Strategy, ...] = (Strategy.COMPANY_OWNER, Strategy.TERRITORY, Strategy.ROUND_ROBIN)
    territory_field: str = "region"
    capacity: int = 60
    random_share: float = 0.0

    @classmethod
    def read(cls, place: Place) -> RoutingRules:
        strategies = place.get("strategies", list(cls.strategies))
        if not isinstance(strategies, list) or any(each not in Strategy.values for each in strategies):
            raise place.refuse(f"“strategies” must be a list of {', '.join(Strategy.values)}.")
        ordered = tuple(Strategy(each) for each in strategies)
        if not ordered or ordered[-1] not in {Strategy.ROUND_ROBIN, Strategy.RANDOM}:
            raise place.refuse("the last way must be round_robin or random, so that every lead finds somebody.")
        return cls(
            strategies=ordered,
            territory_field=place.text("territory_field", 64, cls.territory_field),
            capacity=place.integer("capacity", 1, 100_000, cls.capacity),
            random_share=place.share("random_share"),
        )


@dataclass(frozen=True)
class Candidate:
    """A seller who may get a lead.

    Takes   territories: empty means any; last_offer: id of the last hand-off offered to them, which keeps
            the order of several offers made at the same instant.
    """

    user_id: int
    territories: frozenset[str] = frozenset()
    open_count: int = 0
    capacity: int | None = None
    is_absent: bool = False
    last_offered_at: datetime | None = None
    is_active: bool = True
    last_offer: int = 0


@dataclass(frozen=True)
class Routed:
    """Who gets it (None: the queue), how, how likely that was, and among whom."""

    user_id: int | None
    routing: Routing
    route_prob: float
    candidate_ids: tuple[int, ...]
    why: Why


def route(  # noqa: PLR0913 - each is a thing that the choice depends on, and all but two have defaults
    rules: RoutingRules,
    facts: Mapping[str, Any],
    candidates: Sequence[Candidate],
    *,
    company_owner_id: int | None = None,
    exclude: Collection[int] = (),
    forced_to: int | None = None,
    random: Random = _LOT,
) -> Routed:
    """Return which seller gets a lead.

    Takes   facts: what is known of the lead; exclude: who returned it or let it pass, never asked again by
            itself; forced_to: a choice made by hand, which wins over everything but a user who left;
            random: the source of the lot, passed in by tests.
    Gives   user_id None when nobody is free: the lead waits in sales' queue.
    """
    active = [each for each in candidates if each.is_active]
    if any(each.user_id == forced_to for each in active):
        return Routed(forced_to, Routing.MANUAL, 1.0, _ids(active), Why.CHOSEN)
    free = [each for each in active if not each.is_absent and each.open_count < _room(each, rules)]
    pool = [each for each in free if each.user_id not in exclude]
    if not pool:
        return _nobody(Why.NOBODY_ELSE if free else Why.NOBODY_FREE)
    for strategy in rules.strategies:
        if strategy == Strategy.COMPANY_OWNER:
            if any(each.user_id == company_owner_id for each in pool):
                return Routed(company_owner_id, Routing.RULE, 1.0, _ids(pool), Why.COMPANY_OWNER)
        elif strategy == Strategy.TERRITORY:
            pool = _of_territory(pool, facts.get(rules.territory_field))
            if not pool:
                return _nobody(Why.NOBODY_IN_TERRITORY)
        else:
            break
    return _choose(pool, strategy, rules.random_share, random)


def _choose(pool: list[Candidate], strategy: Strategy, share: float, random: Random) -> Routed:
    ids = _ids(pool)
    next_one = min(pool, key=_turn).user_id
    if len(pool) == 1:
        return Routed(next_one, Routing.RULE, 1.0, ids, Why.ONLY_ONE)
    by_lot = 1.0 if strategy == Strategy.RANDOM else share
    drawn = by_lot > 0 and random.random() < by_lot
    chosen = random.choice(ids) if drawn else next_one
    chance = by_lot / len(ids) + (1 - by_lot if chosen == next_one else 0)
    if drawn:
        return Routed(chosen, Routing.RANDOM, chance, ids, Why.DRAWN)
    return Routed(chosen, Routing.ROUND_ROBIN, chance, ids, Why.THEIR_TURN)


def _of_territory(pool: list[Candidate], territory: Any) -> list[Candidate]:
    """Keep the sellers of a territory; where there is none, those who work everywhere."""
    named = str(territory or "").casefold()
    theirs = [each for each in pool if named and named in {one.casefold() for one in each.territories}]
    return theirs or [each for each in pool if not each.territories]


def _room(candidate: Candidate, rules: RoutingRules) -> int:
    return rules.capacity if candidate.capacity is None else candidate.capacity


def _turn(candidate: Candidate) -> tuple[datetime, int, int, int]:
    return candidate.last_offered_at or _NEVER, candidate.last_offer, candidate.open_count, candidate.user_id


def _ids(pool: Sequence[Candidate]) -> tuple[int, ...]:
    return tuple(sorted(each.user_id for each in pool))


def _nobody(why: Why) -> Routed:
    return Routed(None, Routing.QUEUE, 1.0, (), why)
