"""The path to ready: the cheapest things to learn or to do that would make a lead ready."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from truce.agreement.rules._body import LIMIT_KEYS, Body, EngagementRule, FitRule
from truce.agreement.rules._occurrences import Occurrence, counted, shown
from truce.agreement.rules._place import MILLI
from truce.agreement.rules._score import Score, score
from truce.agreement.rules._words import SALES_ACTIONS, Axis
from truce.criteria import truth

WAYS = 3


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to learn or to do. `points`: what it would add, in milli-points before caps."""

    key: str
    label: str
    ask: str
    minutes: int
    points: int
    axis: Axis
    group: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """Some steps together, and where they would bring the lead (milli-points, after caps)."""

    steps: tuple[Step, ...]
    minutes: int
    fit: int
    engagement: int

    @property
    def number(self) -> int:
        """The number that the lead would show."""
        return (self.fit + self.engagement) // MILLI


@dataclass(frozen=True, slots=True)
class Path:
    """What keeps a lead from sales and the quickest ways on.

    Takes   vetoes: labels of what no points can outweigh; ways: cheapest first, none holds another one whole;
            nearest, misses_by: where nothing makes it ready, the way that comes nearest and what it lacks.
    """

    is_ready: bool
    vetoes: tuple[str, ...]
    ways: tuple[Way, ...]
    nearest: Way | None = None
    misses_by: int | None = None


# Of the ways to one spot only the cheapest is kept; what a family of steps has used up belongs to the spot.
@dataclass(frozen=True, slots=True)
class _Spot:
    fit: int
    engagement: int
    asked: frozenset[str] = frozenset()
    taken: frozenset[str] = frozenset()


_Reached = tuple[tuple[int, int, tuple[str, ...]], tuple[Step, ...]]


def path_to_ready(body: Body, facts: Mapping[str, Any], occurrences: Sequence[Occurrence], as_of: datetime) -> Path:
    """Return the up to three cheapest ways to make a lead ready, exactly.

    Takes   the same as `score`.
    Gives   ways by minutes, then by number of steps; a question that settles several rules is paid once, and
            of one group only one rule can come true. Vetoes are told, not outweighed.
    Cost    spots that can be reached x steps, some milliseconds.
    Source  the integer programme min sum(1000 minutes + 1) x, solved by dynamic programming; alternatives by
            forbidding, in turn, each step of the ways already found.
    """
    now = score(body, facts, occurrences, as_of)
    vetoes = tuple(veto.label for veto in body.vetoes if veto.key in now.vetoes)
    if now.cell in SALES_ACTIONS:
        return Path(now.is_ready, vetoes, ())
    search = _Search(body, _raw(now), _steps(body, facts, occurrences, as_of))
    ways = search.ways()
    if ways:
        return Path(False, vetoes, ways)
    nearest, misses_by = search.nearest()
    return Path(False, vetoes, (), nearest, misses_by)


def say(path: Path, now: Score) -> str:
    """Return a path as sentences for the page of a lead."""
    if path.is_ready:
        return "Ready."
    words = [f"{label}." for label in path.vetoes]
    if now.distance:
        words.append(f"{now.distance} {'point' if now.distance == 1 else 'points'} short.")
    words += [f"{start}: {_say(way)}." for start, way in zip(("Quickest", "Or", "Or"), path.ways, strict=False)]
    if path.misses_by is not None and path.nearest is not None:
        words.append(f"Cannot become ready under the rules in force; the nearest misses it by {path.misses_by}.")
    elif not path.ways and not path.vetoes:
        words.append("Cannot become ready under the rules in force.")
    return " ".join(words)


def _say(way: Way) -> str:
    return " and ".join(
        f"{step.ask[:1].lower()}{step.ask[1:]} (+{step.points // MILLI}, {step.minutes} min)" for step in way.steps
    )


def _raw(now: Score) -> tuple[int, int]:
    """Return both axes before floor and cap: a lead under the floor must climb back first."""
    plain = [reason for reason in now.reasons if reason.key not in LIMIT_KEYS]
    fit, engagement = (sum(each.points for each in plain if each.axis == axis) for axis in (Axis.FIT, Axis.ENGAGEMENT))
    return fit, engagement


def _steps(
    body: Body, facts: Mapping[str, Any], occurrences: Sequence[Occurrence], as_of: datetime
) -> tuple[Step, ...]:
    held: dict[str, int] = {}
    unknown = []
    for rule in body.fit:
        result = truth(rule.when, facts, at=as_of)
        if result and rule.group:
            held[rule.group] = max(held.get(rule.group, shown(rule.points)), shown(rule.points))
        elif result is None and rule.learn:
            unknown.append(rule)
    steps = [_to_learn(rule, shown(rule.points) - held.get(rule.group, 0)) for rule in unknown]
    steps += [_to_do(rule, occurrences, as_of) for rule in body.engagement if rule.learn]
    return tuple(step for step in steps if step.points > 0)


def _to_learn(rule: FitRule, points: int) -> Step:
    assert rule.learn is not None
    return Step(rule.key, rule.label, rule.learn.ask, rule.learn.minutes, points, Axis.FIT, rule.group)


def _to_do(rule: EngagementRule, occurrences: Sequence[Occurrence], as_of: datetime) -> Step:
    """A fresh occurrence brings its points less those of the oldest one that it pushes out."""
    assert rule.learn is not None
    counting = [each.points() for each in counted(rule, occurrences, as_of)]
    pushed_out = counting[-1] if len(counting) >= rule.at_most else 0
    points = shown(rule.points) - pushed_out
    return Step(rule.key, rule.label, rule.learn.ask, rule.learn.minutes, points, Axis.ENGAGEMENT)


class _Search:
    def __init__(self, body: Body, raw: tuple[int, int], steps: tuple[Step, ...]):
        self.body = body
        self.start = _Spot(*raw)
        self.families = _families(steps)

    def ways(self) -> tuple[Way, ...]:
        """Return the cheapest way, then the cheapest that does not hold it whole, and so on."""
        found: list[Way] = []
        banned: list[frozenset[str]] = [frozenset()]
        while len(found) < WAYS:
            open_ways = [way for each in banned if (way := self._best(each))]
            best = min(open_ways, default=None, key=lambda each: each[0])
            if best is None:
                break
            found.append(self._way(best[1]))
            keys = [step.key for step in best[1]]
            banned = list({old if set(keys) & old else old | {key} for old in banned for key in keys})
        return tuple(found)

    def nearest(self) -> tuple[Way | None, int | None]:
        """Return the way that misses a sales cell by the fewest points, the cheapest of those."""
        misses = [
            (missed, cost, steps)
            for spot, (cost, steps) in self._reach(frozenset()).items()
            if (missed := self._missed(spot)) is not None
        ]
        if not misses:
            return None, None
        missed, _, steps = min(misses, key=lambda each: each[:2])
        return self._way(steps), missed // MILLI

    def _best(self, banned: frozenset[str]) -> _Reached | None:
        ready = (reached for spot, reached in self._reach(banned).items() if self._is_ready(spot))
        return min(ready, default=None, key=lambda each: each[0])

    def _reach(self, banned: frozenset[str]) -> dict[_Spot, _Reached]:
        spots: dict[_Spot, _Reached] = {self.start: ((0, 0, ()), ())}
        for family in self.families:
            for step in family:
                if step.key not in banned:
                    self._take(step, spots)
            spots = self._close(spots)
        return spots

    def _take(self, step: Step, spots: dict[_Spot, _Reached]) -> None:
        for spot, (cost, steps) in list(spots.items()):
            if step.group and step.group in spot.taken:
                continue
            minutes = 0 if step.ask in spot.asked else step.minutes
            then = (cost[0] + minutes, cost[1] + 1, (*cost[2], step.key)), (*steps, step)
            _keep(spots, self._after(spot, step), then)

    def _after(self, spot: _Spot, step: Step) -> _Spot:
        asked = spot.asked | {step.ask}
        taken = spot.taken | {step.group} if step.group else spot.taken
        limits = self.body.limits
        if step.axis == Axis.FIT:
            return _Spot(min(spot.fit + step.points, max(limits.fit_cap, spot.fit)), spot.engagement, asked, taken)
        top = max(limits.engagement_cap, spot.engagement)
        return _Spot(spot.fit, min(spot.engagement + step.points, top), asked, taken)

    def _close(self, spots: dict[_Spot, _Reached]) -> dict[_Spot, _Reached]:
        """Forget what was asked and taken: no later family shares it."""
        closed: dict[_Spot, _Reached] = {}
        for spot, reached in spots.items():
            _keep(closed, _Spot(spot.fit, spot.engagement), reached)
        return closed

    def _clipped(self, spot: _Spot) -> tuple[int, int]:
        limits = self.body.limits
        fit = max(limits.fit_floor, min(limits.fit_cap, spot.fit))
        return fit, max(limits.engagement_floor, min(limits.engagement_cap, spot.engagement))

    def _is_ready(self, spot: _Spot) -> bool:
        fit, engagement = self._clipped(spot)
        return self.body.action(self.body.cuts.grade(fit), self.body.cuts.level(engagement)) in SALES_ACTIONS

    def _missed(self, spot: _Spot) -> int | None:
        fit, engagement = self._clipped(spot)
        cuts = self.body.ready_cuts(self.body.cuts.grade(fit))
        return min((cut - engagement for cut in cuts if cut > engagement), default=None)

    def _way(self, steps: tuple[Step, ...]) -> Way:
        spot = self.start
        for step in steps:
            spot = self._after(spot, step)
        asks = {step.ask: max(each.minutes for each in steps if each.ask == step.ask) for step in steps}
        return Way(steps, sum(asks.values()), *self._clipped(spot))


def _keep(spots: dict[_Spot, _Reached], spot: _Spot, reached: _Reached) -> None:
    known = spots.get(spot)
    if known is None or reached[0] < known[0]:
        spots[spot] = reached


def _families(steps: tuple[Step, ...]) -> tuple[tuple[Step, ...], ...]:
    """Put together the steps that share a question or a group, dearest question first."""
    families: list[list[Step]] = []
    for step in steps:
        related = [family for family in families if any(_is_related(step, other) for other in family)]
        families = [family for family in families if family not in related]
        families.append([*(each for family in related for each in family), step])
    return tuple(tuple(sorted(family, key=lambda each: -each.minutes)) for family in families)


def _is_related(one: Step, other: Step) -> bool:
    return one.ask == other.ask or (one.group != "" and one.group == other.group)
