"""Which occurrences count for a rule, what each is worth on a day, and how that fades."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from truce.agreement.rules._body import Body, EngagementRule
from truce.agreement.rules._place import MILLI
from truce.agreement.rules._words import SALES_ACTIONS, Axis, Grade
from truce.criteria import truth

_ASKED = ("kind", "channel", "campaign_id", "detail")
# How many sorts of occurrences a rule remembers its verdict on: asking the tree is most of the cost of a score.
MOST_SORTS = 10_000


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


def shown(points: int) -> int:
    """Round milli-points to whole points, a half away from zero."""
    whole = (abs(points) + MILLI // 2) // MILLI * MILLI
    return whole if points >= 0 else -whole


def faded(points: int, age_days: int, half_life_days: int | None) -> int:
    """Return milli-points that halve every half-life after so many whole days."""
    return points if half_life_days is None else round(points * 2 ** (-age_days / half_life_days))


@dataclass(frozen=True, slots=True)
class Counted:
    """One occurrence that counts, and its age in whole UTC days."""

    rule: EngagementRule
    occurrence: Occurrence
    on: date
    age: int

    def points(self) -> int:
        return shown(faded(self.rule.points, self.age, self.rule.half_life_days))


def counted(rule: EngagementRule, occurrences: Sequence[Occurrence], as_of: datetime) -> Iterator[Counted]:
    """Yield the occurrences that a rule counts, the latest first; what no human did never counts."""
    so_far = (each for each in occurrences if each.is_human and each.happened_at <= as_of)
    matching = [each for each in so_far if matches(rule, each)]
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
        yield Counted(rule, latest, on, (today - on).days)
        matching = matching[rule.times :]
        found += 1


def matches(rule: EngagementRule, occurrence: Occurrence) -> bool:
    """Return whether an occurrence is of the sort that a rule counts."""
    sort = (occurrence.kind, occurrence.channel, occurrence.campaign_id, occurrence.detail)
    found = rule.matched.get(sort)
    if found is None:
        if len(rule.matched) >= MOST_SORTS:
            rule.matched.clear()
        found = truth(rule.when, dict(zip(_ASKED, sort, strict=True))) is True
        rule.matched[sort] = found
    return found


def fading(
    body: Body, grade: Grade, happened: Sequence[Counted], raw: int, today: date
) -> tuple[date | None, date | None]:
    """Return the first days on which engagement changes, and on which the cell is no longer a sales cell."""
    floor, cap = body.limits.of(Axis.ENGAGEMENT)
    before = _clip(raw, floor, cap)
    ahead = [(day, _clip(points, floor, cap)) for day, points in _days_ahead(happened, raw, today)]
    cells = ((day, body.action(grade, body.cuts.level(engagement))) for day, engagement in ahead)
    changes_on = next((day for day, engagement in ahead if engagement != before), None)
    return changes_on, next((day for day, cell in cells if cell not in SALES_ACTIONS), None)


def _days_ahead(happened: Sequence[Counted], raw: int, today: date) -> Iterator[tuple[date, int]]:
    changes: dict[date, int] = {}
    for each in happened:
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


def _clip(value: int, low: int, high: int) -> int:
    return max(low, min(high, value))
