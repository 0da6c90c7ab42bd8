"""A lead's number with its reasons: the number is the sum of the reasons, always."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from truce.agreement.rules._body import LIMIT_KEYS, Body, FitRule
from truce.agreement.rules._occurrences import Counted, Occurrence, counted, fading, shown
from truce.agreement.rules._place import MILLI
from truce.agreement.rules._words import SALES_ACTIONS, Axis, CellAction, Grade
from truce.criteria import fields_of, flips_on, truth


@dataclass(frozen=True, slots=True)
class Reason:
    """One line under the number. Milli-points, whole points by construction.

    Takes   on, touch: date and number of the occurrence, None for facts; fields: the facts that it rests on;
            potential: what it would bring if it were known, 0 for what is known.
    """

    key: str
    label: str
    axis: Axis
    points: int
    on: date | None = None
    touch: int | None = None
    is_known: bool = True
    potential: int = 0
    fields: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the line as plain JSON."""
        return {
            "key": self.key,
            "label": self.label,
            "axis": str(self.axis),
            "points": self.points,
            "on": self.on.isoformat() if self.on else None,
            "touch": self.touch,
            "is_known": self.is_known,
            "potential": self.potential,
            "fields": list(self.fields),
        }


@dataclass(frozen=True)
class Score:
    """What the agreement says of a lead on a day. Fit and engagement are milli-points, the rest whole points.

    Takes   line: the number from which a lead of this grade is ready, None where no cell of the grade is;
            distance: points of engagement to the next sales cell (0 = in one), None where there is none;
            next_change_on: first day on which the number or a veto changes only because time passes;
            unready_on: first day on which a ready lead is no longer ready if nothing happens.
    """

    fit: int
    engagement: int
    grade: Grade
    level: int
    cell: CellAction
    is_ready: bool
    vetoes: tuple[str, ...]
    line: int | None
    distance: int | None
    reasons: tuple[Reason, ...]
    missing: tuple[Reason, ...]
    missing_fields: tuple[str, ...]
    next_change_on: date | None
    unready_on: date | None

    @property
    def number(self) -> int:
        """The one number for people: fit and engagement in whole points."""
        return (self.fit + self.engagement) // MILLI

    @property
    def missing_n(self) -> int:
        """How many of the required fields are not known."""
        return len(self.missing_fields)


def score(body: Body, facts: Mapping[str, Any], occurrences: Sequence[Occurrence], as_of: datetime) -> Score:
    """Score a lead by an agreement on the UTC day of an instant.

    Takes   facts: field -> value, absent or None = not known; occurrences: in any order, those after as_of do
            not count, and what no human did never counts.
    Gives   number == sum of the reasons' points, caps and floors being lines of their own.
    """
    known, missing = _fit(body, facts, as_of)
    happened = [each for rule in body.engagement for each in counted(rule, occurrences, as_of)]
    done = [_act(each) for each in happened if each.points()]
    known += _limit(body, Axis.FIT, known)
    raw = sum(reason.points for reason in done)
    done += _limit(body, Axis.ENGAGEMENT, done)
    fit, engagement = (sum(reason.points for reason in part) for part in (known, done))
    vetoes = tuple(veto.key for veto in body.vetoes if truth(veto.when, facts, at=as_of) is True)
    grade, level = body.cuts.grade(fit), body.cuts.level(engagement)
    cell = body.action(grade, level)
    is_ready = cell in SALES_ACTIONS and not vetoes
    cuts = body.ready_cuts(grade)
    next_fade, unready_on = fading(body, grade, happened, raw, as_of.astimezone(UTC).date())
    return Score(
        fit=fit,
        engagement=engagement,
        grade=grade,
        level=level,
        cell=cell,
        is_ready=is_ready,
        vetoes=vetoes,
        line=(fit + cuts[0]) // MILLI if cuts else None,
        distance=_distance(cell, cuts, engagement),
        reasons=tuple(sorted((*known, *done), key=_order)),
        missing=tuple(missing),
        missing_fields=tuple(key for key in body.required if facts.get(key) in (None, "")),
        next_change_on=_earliest(next_fade, *_flips(body, facts, as_of)),
        unready_on=unready_on if is_ready else None,
    )


def _fit(body: Body, facts: Mapping[str, Any], at: datetime) -> tuple[list[Reason], list[Reason]]:
    held: dict[str, FitRule] = {}
    unknown = []
    for rule in body.fit:
        result = truth(rule.when, facts, at=at)
        if result is None:
            unknown.append(rule)
        elif result:
            slot = f"group {rule.group}" if rule.group else f"rule {rule.key}"
            held[slot] = max(held.get(slot, rule), rule, key=lambda each: each.points)
    reasons = [_fact(rule, shown(rule.points)) for rule in held.values() if shown(rule.points)]
    best = {rule.group: shown(rule.points) for rule in held.values() if rule.group}
    missing = [_unknown(rule, best.get(rule.group)) for rule in unknown]
    return reasons, sorted((line for line in missing if line.potential), key=lambda line: -line.potential)


def _fact(rule: FitRule, points: int) -> Reason:
    return Reason(rule.key, rule.label, Axis.FIT, points, fields=fields_of(rule.when))


def _act(each: Counted) -> Reason:
    rule = each.rule
    return Reason(rule.key, rule.label, Axis.ENGAGEMENT, each.points(), each.on, each.occurrence.seq)


def _unknown(rule: FitRule, counted: int | None) -> Reason:
    potential = shown(rule.points) if counted is None else max(0, shown(rule.points) - counted)
    fields = fields_of(rule.when)
    return Reason(rule.key, rule.label, Axis.FIT, 0, is_known=False, potential=potential, fields=fields)


def _limit(body: Body, axis: Axis, reasons: list[Reason]) -> list[Reason]:
    floor, cap = body.limits.of(axis)
    total = sum(reason.points for reason in reasons)
    if total > cap:
        return [Reason(f"{axis}_cap", body.label(f"{axis}_cap"), axis, cap - total)]
    if total < floor:
        return [Reason(f"{axis}_floor", body.label(f"{axis}_floor"), axis, floor - total)]
    return []


def _order(reason: Reason) -> tuple:
    return reason.key in LIMIT_KEYS, -reason.points, reason.axis, reason.key, -(reason.touch or 0)


def _distance(cell: CellAction, cuts: tuple[int, ...], engagement: int) -> int | None:
    if cell in SALES_ACTIONS:
        return 0
    return min(((cut - engagement) // MILLI for cut in cuts if cut > engagement), default=None)


def _flips(body: Body, facts: Mapping[str, Any], at: datetime) -> Iterator[date | None]:
    for tree in (*(rule.when for rule in body.fit), *(veto.when for veto in body.vetoes)):
        yield flips_on(tree, facts, at=at)


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)
