from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from truce.agreement.queries import Terms
from truce.agreement.rules import Body, CellAction, Grade, Level, Occurrence, Path, Score, Way, path_to_ready, score
from truce.journey.models import Lead

MILLI = 1000


@dataclass(frozen=True)
class Point:
    """One reason of the number. `on`: its day, None for what they are; `src`: what stands in its place then."""

    points: int
    words: str
    src: str = ""
    on: date | None = None


@dataclass(frozen=True)
class WayOn:
    """One way over the line: what to ask or do, with points and minutes, and the number it would bring.

    Takes   better: the fit that it would then be, with a line of its own, "" where the fit stays.
    """

    steps: tuple[tuple[str, int], ...]
    minutes: int
    number: int
    better: str = ""


@dataclass(frozen=True)
class ScoreCard:
    """The number of a lead, as its row keeps it, and what the version in force says would make it ready.

    Takes   number: exactly the sum of `points`; line: None where no activity makes this grade ready;
            asks: what is not known yet, with what it could bring; is_fresh: False while a newer count is on its way.
    """

    number: int
    line: int | None
    grade: str
    level: str
    cell: str
    is_ready: bool
    points: tuple[Point, ...]
    version: int
    is_agreed: bool
    asks: tuple[Point, ...] = ()
    vetoes: tuple[str, ...] = ()
    distance: int | None = None
    ways: tuple[WayOn, ...] = ()
    misses_by: int | None = None
    required: tuple[str, ...] = ()
    next_change_on: date | None = None
    unready_on: date | None = None
    is_fresh: bool = True

    @property
    def is_long(self) -> bool:
        """Return whether the ways are too long to be read side by side."""
        return sum(len(way.steps) for way in self.ways) > 4


def card_of(
    lead: Lead,
    terms: Terms | None,
    kept: Terms | None,
    facts: Mapping[str, object],
    occurrences: Sequence[Occurrence],
    labels: Mapping[str, str],
    *,
    at: datetime,
) -> ScoreCard | None:
    """Return the score of a lead with its reasons and what is missing; None before it was scored.

    Takes   terms: in force; kept: the version the number was made under; labels: words for field keys.
    """
    if kept is None:
        return None
    card = ScoreCard(
        number=lead.number,
        line=lead.line,
        grade=_grade(lead.grade),
        level=str(Level(str(lead.level)).label) if str(lead.level) in Level.values else "",
        cell=str(CellAction(lead.cell).label) if lead.cell in CellAction.values else "",
        is_ready=lead.is_ready,
        points=tuple(_point(kept, *reason) for reason in lead.reasons),
        version=lead.score_version,
        is_agreed=kept.is_agreed,
    )
    if terms is None or not lead.is_open:
        return card
    now = score(terms.body, facts, occurrences, at)
    path = path_to_ready(terms.body, facts, occurrences, at)
    return _with_path(card, now, path, terms.body, labels)


def _with_path(card: ScoreCard, now: Score, path: Path, body: Body, labels: Mapping[str, str]) -> ScoreCard:
    known = {name: getattr(card, name) for name in card.__dataclass_fields__}
    return ScoreCard(
        **known
        | {
            "asks": _asks(now, labels),
            "vetoes": path.vetoes,
            "distance": now.distance,
            "ways": tuple(_way(way, body, now) for way in path.ways),
            "misses_by": path.misses_by,
            "required": tuple(labels.get(key, key) for key in now.missing_fields),
            "next_change_on": now.next_change_on,
            "unready_on": now.unready_on,
            "is_fresh": now.number == card.number,
        }
    )


def _point(terms: Terms, key: str, points: int, on: str | None, touch: int | None) -> Point:
    day = date.fromisoformat(on) if on else None
    return Point(points, terms.body.label(key), "" if day else "fit" if touch is None else "", day)


def _asks(now: Score, labels: Mapping[str, str]) -> tuple[Point, ...]:
    """Return each unknown fact that could bring something once, with the most that knowing it could bring."""
    best: dict[tuple[str, ...], int] = {}
    for reason in now.missing:
        most = reason.potential // MILLI
        best[reason.fields] = max(best.get(reason.fields, most), most)
    return tuple(
        Point(0, " or ".join(labels.get(key, key) for key in keys) + " not known yet", f"up to +{most}")
        for keys, most in sorted(best.items(), key=lambda each: -each[1])
        if most > 0
    )


def _way(way: Way, body: Body, now: Score) -> WayOn:
    then = body.cuts.grade(way.fit)
    steps = tuple((step.ask, step.points // MILLI) for step in way.steps)
    return WayOn(steps, way.minutes, way.number, _grade(then) if then != now.grade else "")


def _grade(grade: str) -> str:
    return str(Grade(grade).label).partition(", ")[2] if grade in Grade.values else ""
