"""The lead beside the list: what its number is made of, what is not known yet, and what happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from truce.agreement.queries import Terms, facts_from
from truce.agreement.rules import score
from truce.base.zones import zones
from truce.insight.queries.turns import TurnRow
from truce.insight.rules import NextBest, next_best

ASKS = 2
MILLI = 1000


@dataclass(frozen=True)
class Ask:
    """Something not known yet. Takes points: what it could bring; ask: how to learn it, "" where nobody said."""

    words: str
    points: int
    ask: str


@dataclass(frozen=True)
class Line:
    """One thing that happened, with the side whose mark it wears."""

    side: str
    what: str
    at: datetime
    words: str = ""
    by: str = ""


@dataclass(frozen=True)
class Panel:
    """The selected turn with all that counts."""

    row: TurnRow
    asks: tuple[Ask, ...]
    lines: tuple[Line, ...]
    employees: int | None
    there: datetime | None


def panel_of(row: TurnRow, known: Mapping[str, object], terms: Terms | None, *, at: datetime) -> Panel:
    """Return the panel of a row that was loaded whole."""
    zone, employees = str(known.get("zone") or ""), known.get("employees")
    return Panel(
        row=row,
        asks=_asks(known, terms, at=at),
        lines=_lines(row),
        employees=int(employees) if isinstance(employees, int | float) else None,
        there=at.astimezone(ZoneInfo(zone)) if zone in zones() else None,
    )


def next_of(row: TurnRow, known: Mapping[str, object], terms: Terms, *, at: datetime) -> NextBest | None:
    """Return the cheapest thing that would bring a lead over the line."""
    return next_best(terms.body, _facts(known), fit=row.fit, engagement=row.engagement, counting={}, at=at)


def _facts(known: Mapping[str, object]) -> dict:
    return facts_from(known, emails=(), consents=(), touches=(), is_customer=False)


def _asks(known: Mapping[str, object], terms: Terms | None, *, at: datetime) -> tuple[Ask, ...]:
    if terms is None:
        return ()
    learn = {rule.key: rule.learn.ask for rule in terms.body.fit if rule.learn}
    asks: dict[str, Ask] = {}
    for missing in score(terms.body, _facts(known), (), at).missing:
        ask = learn.get(missing.key, "")
        best = asks.get(ask or missing.key)
        if missing.potential > 0 and (best is None or best.points < missing.potential // MILLI):
            asks[ask or missing.key] = Ask(missing.label, missing.potential // MILLI, ask)
    return tuple(sorted(asks.values(), key=lambda each: -each.points)[:ASKS])


def _lines(row: TurnRow) -> tuple[Line, ...]:
    """Return the few things that brought the lead here, the newest first."""
    lines = [Line("marketing", signal.words, signal.at, signal.detail) for signal in row.signals]
    if row.handed:
        lines.append(Line("both", "handed", row.handed.offered_at, str(row.handed.version), row.sent_by))
        if row.handed.answered_at:
            lines.append(Line("sales", "returned", row.handed.answered_at, row.handed.reason, row.handed.answered_by))
    if row.accepted_at:
        lines.append(Line("sales", "accepted", row.accepted_at, by=row.holder))
    if row.last_touched_at:
        said = next((row.said[kind].text for kind in row.said if kind.startswith("touch.")), "")
        lines.append(Line("sales", "touched", row.last_touched_at, said))
    if row.first and row.first.at not in {line.at for line in lines}:
        lines.append(Line("marketing", "first", row.first.at, row.first.detail))
    lines.sort(key=lambda line: line.at, reverse=True)
    return tuple(lines)
