"""A lead's number with its reasons: the number is the sum of the reasons, always."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from truce.agreement.rules._body import Body, EngagementRule, FitRule
from truce.agreement.rules._place import MILLI
from truce.agreement.rules._words import SALES_ACTIONS, Axis, CellAction, Grade
from truce.criteria import fields_of, flips_on, truth


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One thing that a person did or that reached them.

    Takes   seq: the touchpoint's number in the record; detail: what it was about, such as a page or a form.
    """

    seq: int
    kind: str
    channel: str
    campaign_id: int | None
    happened_at: datetime
    is_human: bool
    detail: str = ""


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
    counted = [each for rule in body.engagement for each in _counted(rule, occurrences, as_of)]
    done = [reason for each in counted if (reason := each.reason()).points]
    limits = body.limits
    known += _limit(Axis.FIT, known, limits.fit_floor, limits.fit_cap)
    raw = sum(reason.points for reason in done)
    done += _limit(Axis.ENGAGEMENT, done, limits.engagement_floor, limits.engagement_cap)
    fit, engagement = (sum(reason.points for reason in part) for part in (known, done))
    vetoes = tuple(veto.key for veto in body.vetoes if truth(veto.when, facts, at=as_of) is True)
    grade, level = body.cuts.grade(fit), body.cuts.level(engagement)
    cell = body.action(grade, level)
    is_ready = cell in SALES_ACTIONS and not vetoes
    cuts = body.ready_cuts(grade)
    next_fade, unready_on = _fading(body, grade, counted, raw, as_of.astimezone(UTC).date())
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


def shown(points: int) -> int:
    """Round milli-points to whole points, a half away from zero."""
    whole = (abs(points) + MILLI // 2) // MILLI * MILLI
    return whole if points >= 0 else -whole


def faded(points: int, age_days: int, half_life_days: int | None) -> int:
    """Return milli-points that halve every half-life after so many whole days."""
    return points if half_life_days is None else round(points * 2 ** (-age_days / half_life_days))


@dataclass(frozen=True, slots=True)
class _Counted:
    """One occurrence that counts, and its age in whole UTC days."""

    rule: EngagementRule
    occurrence: Occurrence
    on: date
    age: int

    def points(self) -> int:
        return shown(faded(self.rule.points, self.age, self.rule.half_life_days))

    def reason(self) -> Reason:
        rule = self.rule
        return Reason(rule.key, rule.label, Axis.ENGAGEMENT, self.points(), self.on, self.occurrence.seq)


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


def _unknown(rule: FitRule, counted: int | None) -> Reason:
    potential = shown(rule.points) if counted is None else max(0, shown(rule.points) - counted)
    fields = fields_of(rule.when)
    return Reason(rule.key, rule.label, Axis.FIT, 0, is_known=False, potential=potential, fields=fields)


def _counted(rule: EngagementRule, occurrences: Sequence[Occurrence], as_of: datetime) -> Iterator[_Counted]:
    matching = [
        each for each in occurrences if each.is_human and each.happened_at <= as_of and matches(rule, each)
    ]
    matching.sort(key=lambda each: (each.happened_at, each.seq), reverse=True)
    today = as_of.astimezone(UTC).date()
    found = 0
    while matching and found < rule.at_most:
        latest, together = matching[0], matching[: rule.times]
        on = latest.happened_at.astimezone(UTC).date()
        days = (on - together[-1].happened_at.astimezone(UTC).date()).days
        if len(together) < rule.times:
            return
        if rule.within_days is not None and days > rule.within_days:
            matching = matching[1:]
            continue
        yield _Counted(rule, latest, on, (today - on).days)
        matching = matching[rule.times :]
        found += 1


def counted_points(
    rule: EngagementRule, occurrences: Sequence[Occurrence], as_of: datetime
) -> tuple[int, ...]:
    """Return the shown points of the occurrences that a rule counts, the latest first."""
    return tuple(each.points() for each in _counted(rule, occurrences, as_of))


def matches(rule: EngagementRule, occurrence: Occurrence) -> bool:
    """Return whether an occurrence is of the sort that a rule counts."""
    values = {
        "kind": occurrence.kind,
        "channel": occurrence.channel,
        "campaign_id": occurrence.campaign_id,
        "detail": occurrence.detail,
    }
    return truth(rule.when, values) is True


def _limit(axis: Axis, reasons: list[Reason], floor: int, cap: int) -> list[Reason]:
    total = sum(reason.points for reason in reasons)
    if total > cap:
        return [Reason(f"{axis}_cap", f"{axis.label} counts up to {cap // MILLI}", axis, cap - total)]
    if total < floor:
        return [Reason(f"{axis}_floor", f"{axis.label} counts from {floor // MILLI}", axis, floor - total)]
    return []


def _order(reason: Reason) -> tuple:
    is_limit = reason.key == f"{reason.axis}_cap" or reason.key == f"{reason.axis}_floor"
    return is_limit, -reason.points, reason.axis, reason.key, -(reason.touch or 0)


def _distance(cell: CellAction, cuts: tuple[int, ...], engagement: int) -> int | None:
    if cell in SALES_ACTIONS:
        return 0
    return min(((cut - engagement) // MILLI for cut in cuts if cut > engagement), default=None)


def _fading(
    body: Body, grade: Grade, counted: Sequence[_Counted], raw: int, today: date
) -> tuple[date | None, date | None]:
    """Return the first days on which engagement changes, and on which the cell is no longer a sales cell."""
    limits = body.limits
    before = _clip(raw, limits.engagement_floor, limits.engagement_cap)
    changes_on: date | None = None
    for day, points in _days_ahead(counted, raw, today):
        engagement = _clip(points, limits.engagement_floor, limits.engagement_cap)
        if changes_on is None and engagement != before:
            changes_on = day
        if body.action(grade, body.cuts.level(engagement)) not in SALES_ACTIONS:
            return changes_on, day
    return changes_on, None


def _days_ahead(counted: Sequence[_Counted], raw: int, today: date) -> Iterator[tuple[date, int]]:
    changes: dict[date, int] = {}
    for each in counted:
        points = each.points()
        for age, then in _steps(each.rule.points, each.rule.half_life_days):
            if age > each.age:
                day = today + timedelta(days=age - each.age)
                changes[day] = changes.get(day, 0) + then - points
                points = then
    for day in sorted(changes):
        raw += changes[day]
        yield day, raw


@lru_cache(maxsize=4096)
def _steps(points: int, half_life_days: int | None) -> tuple[tuple[int, int], ...]:
    """Return the ages at which the shown points change, each with what is shown from then on."""
    steps = []
    if half_life_days is not None:
        age, last = 0, shown(points)
        while last:
            age += 1
            now = shown(faded(points, age, half_life_days))
            if now != last:
                steps.append((age, now))
                last = now
    return tuple(steps)


def _flips(body: Body, facts: Mapping[str, Any], at: datetime) -> Iterator[date | None]:
    for rule in (*body.fit, *body.vetoes):
        yield flips_on(rule.when, facts, at=at)


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _clip(value: int, low: int, high: int) -> int:
    return max(low, min(high, value))
