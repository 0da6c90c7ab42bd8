"""The one thing to ask or do that would bring a lead nearest to sales."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from truce.agreement.rules import SALES_ACTIONS, Body, shown
from truce.criteria import truth

MILLI = 1000


@dataclass(frozen=True)
class NextBest:
    """One thing to ask or do, the whole points it brings, and whether it alone makes the lead ready."""

    ask: str
    points: int
    minutes: int
    is_enough: bool


def next_best(
    body: Body,
    facts: Mapping[str, Any],
    *,
    fit: int,
    engagement: int,
    counting: Mapping[str, Sequence[int]],
    at: datetime,
) -> NextBest | None:
    """Return the cheapest single thing that makes a lead ready; where none does, the one that brings most.

    Takes   fit, engagement: milli-points as they stand; counting: key of an activity rule -> whole points of each
            occurrence that counts now.
    Gives   None where nothing is left that could be asked or done. The whole path is `agreement.rules.path_to_ready`.
    """
    found = []
    for ask, minutes, to_fit, to_engagement in _steps(body, facts, counting, at):
        after = min(fit + to_fit, body.limits.fit_cap), min(engagement + to_engagement, body.limits.engagement_cap)
        is_enough = body.action(body.cuts.grade(after[0]), body.cuts.level(after[1])) in SALES_ACTIONS
        if to_fit + to_engagement > 0:
            found.append(NextBest(ask, (to_fit + to_engagement) // MILLI, minutes, is_enough))
    return min(found, key=_cost, default=None)


def _cost(each: NextBest) -> tuple[bool, int, int]:
    return not each.is_enough, each.minutes if each.is_enough else 0, -each.points


def _steps(
    body: Body, facts: Mapping[str, Any], counting: Mapping[str, Sequence[int]], at: datetime
) -> Iterator[tuple[str, int, int, int]]:
    known = [(rule, truth(rule.when, facts, at=at)) for rule in body.fit]
    held: dict[str, int] = {}
    for rule, holds in known:
        if holds and rule.group:
            held[rule.group] = max(held.get(rule.group, 0), shown(rule.points))
    for rule, holds in known:
        if holds is None and rule.learn:
            yield rule.learn.ask, rule.learn.minutes, shown(rule.points) - held.get(rule.group, 0), 0
    for each in body.engagement:
        if each.learn:
            now = counting.get(each.key, ())
            pushed_out = min(now) * MILLI if len(now) >= each.at_most else 0
            yield each.learn.ask, each.learn.minutes, 0, shown(each.points) - pushed_out
