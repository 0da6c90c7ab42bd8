"""A turn in words: why it is somebody's now, and what they can do about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from truce.agreement.rules import CellAction
from truce.insight.queries.today import Line, Panel
from truce.insight.queries.turns import Signal, TurnRow
from truce.insight.rules import NextBest
from truce.journey.rules import StepKind, Turn
from truce.teams.access import User, may
from truce.teams.rules import MANAGERS, Role
from truce.web import formats

JUST = timedelta(minutes=1)
RECENT = timedelta(hours=3)
TOGETHER = timedelta(hours=1)
LONGEST = 160
REASONS, LINES = 6, 5

# Heading and icon of a group; {name} is whose Today it is.
GROUPS = {
    "late": ("Past the promised time", "alarm"),
    "answer": ("Handed to {name}, waiting for a yes or no", "arrows-exchange"),
    "first_touch": ("First touch due", "phone"),
    "returns": ("Returned by sales, waiting for an answer", "arrow-back-up"),
    "sort": ("To sort out", "list-check"),
    "step": ("{Name} promised a next step", "calendar-due"),
    "quiet": ("Gone quiet", "zzz"),
    "again": ("Look again today", "eye"),
    "waiting": ("Waiting on the customer", "hourglass"),
    "risk": ("Clocks at risk in the team", "alarm"),
    "free": ("Nobody was free: waits for anybody in sales", "users"),
    "queue": ("Waits for anybody in marketing", "inbox"),
    "near": ("Near the line", "target-arrow"),
    "late_sales": ("Past the promised time with sales", "alarm"),
    "late_marketing": ("Past the promised time with marketing", "alarm"),
}
SHORT = {
    Turn.ANSWER: "yes or no",
    Turn.FIRST_TOUCH: "first touch",
    Turn.FOLLOW_UP: "next touch",
    Turn.STEP: "next step",
    Turn.ANSWER_RETURN: "answer to return",
    Turn.TRIAGE: "sort out",
    Turn.CHECK: "check by hand",
    Turn.WAKE: "look again",
}


def heading(key: str, user: User, reader: User) -> str:
    """Return the heading of a group on somebody's Today."""
    name = "you" if user.pk == reader.pk else user.get_short_name()
    return GROUPS[key][0].format(name=name, Name=name[0].upper() + name[1:])


def when(at: datetime) -> str:
    """Return an instant as a sentence says it: 'just now', '22 min ago', 'today 09:02', 'on 19 Nov'."""
    gone = formats.present() - at
    if abs(gone) < JUST:
        return "just now"
    if timedelta(0) <= gone < RECENT:
        return formats.ago(at)
    words = formats.short(at)
    return words if words[:1].islower() else f"on {words}"


def why(row: TurnRow, reader: User, *, nears: Mapping[int, NextBest] | None = None) -> str:
    """Return why a turn is somebody's now, in one or two short sentences."""
    if nears and row.id in nears:
        return _near(row, nears[row.id])
    sentences = _WHY[Turn(row.turn)](row, _who(row, reader))
    return " ".join(sentence for sentence in sentences if sentence) or str(Turn(row.turn).label) + "."


def acts(row: TurnRow, reader: User) -> tuple[str, ...]:
    """Return what somebody may do about a turn, the main act first.

    Gives   of: accept, return, answer, sort, reach, log, later, assign, open.
    """
    if reader.role == Role.VIEWER:
        return ("open",)
    is_mine = row.holder_id == reader.pk
    if row.turn == Turn.ANSWER:
        may_answer = may(reader, "handoff.accept") and (not row.holder_id or is_mine or reader.role != Role.SELLER)
        return ("accept", "return") if may_answer and row.handed else ("open",)
    if row.turn == Turn.ANSWER_RETURN:
        to = row.handed.return_to_id if row.handed else None
        may_answer = may(reader, "handoff.answer_return") and (to in (None, reader.pk) or reader.role != Role.MARKETER)
        return ("answer",) if may_answer and row.handed else ("open",)
    if not is_mine and row.holder_id:
        return ("assign", "open") if reader.role in MANAGERS else ("open",)
    if row.turn in (Turn.TRIAGE, Turn.CHECK) or row.queue:
        return ("sort",) if may(reader, "handoff.offer") else ("open",)
    return ("reach", "log", "later", "assign")


def cell(row: TurnRow) -> str:
    """Return which rule handed a lead over: the cell of the matrix, and the version of the agreement."""
    handed = row.handed
    if not handed:
        return ""
    says = str(CellAction(handed.cell).label) if handed.cell in CellAction.values else handed.cell
    how = "by hand" if handed.is_by_hand else f"{says[:1].lower()}{says[1:]}"
    return f"fit {handed.grade}, activity {handed.level}: {how} · agreement {handed.version}"


@dataclass(frozen=True)
class Sum:
    """What one rule brings in all. times: how often it counted; at: when last, None for what they are."""

    words: str
    points: int
    times: int
    at: datetime | None
    is_fit: bool


@dataclass(frozen=True)
class Happening:
    """One line of what happened, as `journey_line` draws it."""

    side: str
    words: str
    at: datetime
    by: str = ""
    note: str = ""


def lines(panel: Panel) -> list[Happening]:
    """Return what happened with a lead, in words; the same thing twice is told once."""
    told: dict[str, Happening] = {}
    for line in panel.lines:
        happening = Happening(line.side, *_LINES.get(line.what, _counted)(line))
        told.setdefault(happening.words, happening)
    return list(told.values())[:LINES]


def reasons(row: TurnRow) -> tuple[list[Sum], Sum | None]:
    """Return what a number is made of, each rule once, and all beyond the first few as one sum."""
    sums: dict[str, Sum] = {}
    for each in row.reasons:
        known = sums.get(each.words, Sum(each.words, 0, 0, None, each.is_fit))
        newest = max(filter(None, [known.at, each.at]), default=None)
        sums[each.words] = Sum(each.words, known.points + each.points, known.times + 1, newest, each.is_fit)
    ranked = sorted(sums.values(), key=lambda each: -each.points)
    if len(ranked) <= REASONS + 1:
        return ranked, None
    rest = ranked[REASONS:]
    return ranked[:REASONS], Sum(f"{len(rest)} more", sum(each.points for each in rest), len(rest), None, False)


def _counted(line: Line) -> tuple[str, datetime, str, str]:
    return f"{line.what}: {line.words}" if line.words else line.what, line.at, line.by, ""


_LINES: dict[str, Callable[[Line], tuple[str, datetime, str, str]]] = {
    "handed": lambda line: (f"Handed to sales under agreement {line.words}", line.at, line.by, ""),
    "accepted": lambda line: ("Accepted by sales", line.at, line.by, ""),
    "returned": lambda line: (f"Returned: {_low(line.words)}", line.at, line.by, ""),
    "touched": lambda line: ("Last touch", line.at, line.by, line.words),
    "first": lambda line: (f"First seen: {line.words}" if line.words else "First seen", line.at, line.by, ""),
}


def _who(row: TurnRow, reader: User) -> str:
    if row.holder_id == reader.pk:
        return "You"
    return row.holder.partition(" ")[0] or "Nobody"


def _low(words: str) -> str:
    return words[:1].lower() + words[1:]


def _said(row: TurnRow, *kinds: str) -> str:
    found = next((row.said[kind].text for kind in kinds if kind in row.said), "")
    found = found.replace("“", "‘").replace("”", "’").strip().rstrip(".")
    return f"“{found[:LONGEST].rstrip()}{'…' if len(found) > LONGEST else ''}”" if found else ""


def _did(row: TurnRow) -> str:
    """Return what they did lately: the newest thing, and the strongest besides."""
    found = [signal for signal in row.signals if signal.points > 0]
    if not found:
        return ""
    first = max(found, key=lambda signal: signal.at)
    others = [signal for signal in found if signal.words != first.words]
    if not others:
        return f"{first.words} {when(first.at)}."
    second = max(others, key=lambda signal: signal.points)
    if first.at - second.at < TOGETHER:
        return f"{first.words} {when(first.at)} and {_low(second.words)}."
    return f"{first.words} {when(first.at)}; before that {_low(second.words)}."


def _since(signal: Signal | None) -> str:
    return f"Since then: {_low(signal.words)} {when(signal.at)}." if signal else ""


def _near(row: TurnRow, best: NextBest) -> str:
    how = "Cheapest" if best.is_enough else "Brings most"
    return f"{how}: {_low(best.ask)} (+{best.points}, {best.minutes} min). {_did(row)}".rstrip()


def _answer(row: TurnRow, who: str) -> list[str]:
    handed, words = row.handed, _said(row, "handoff.offered")
    if handed is None:
        return [_did(row)]
    sender = row.sent_by.partition(" ")[0] or "Marketing"
    if handed.looks:
        return [f"{sender} asks to look again: {words or 'see the answer to the return'}."]
    if words:
        return [_did(row), f"{sender}: {words}."]
    if handed.attempt_no > 1:
        return [_did(row), "Nobody answered in time before, so it came here."]
    if handed.is_by_hand:
        return [_did(row), f"{sender} handed it over by hand {when(handed.offered_at)}."]
    return [_did(row), f"Crossed the line {when(handed.offered_at)}."]


def _first_touch(row: TurnRow, who: str) -> list[str]:
    accepted, at = when(row.accepted_at or row.clock.since), row.clock.due_at
    due = f"{formats.day_name(at)} {formats.hour(at)}"
    if row.clock.due_at < formats.present():
        ask = "Already called? Log it and the clock stops." if who == "You" else ""
        return [f"{who} accepted {accepted}; first touch was promised by {due}.", ask]
    return [_did(row), f"{who} accepted {accepted}; first touch is promised by {due}."]


def _follow_up(row: TurnRow, who: str) -> list[str]:
    last = f"No reply since touch {row.touches}" if row.touches else "No touch since it came"
    at = f", {when(row.last_touched_at)}" if row.last_touched_at else ""
    said = _said(row, "touch.call", "touch.email", "touch.meeting", "touch.note")
    return [f"{last}{at}.", f"Last note: {said}." if said else "", _since(row.since)]


def _step(row: TurnRow, who: str) -> list[str]:
    words, kind = _said(row, "step.promised"), row.step_kind
    verb = str(StepKind(kind).label).lower() if kind in StepKind.values else "do"
    promised = f"{who} promised: {words}." if words else f"{who} promised to {verb if verb != 'do' else 'go on'}."
    return [promised, _since(row.since)]


def _return(row: TurnRow, who: str) -> list[str]:
    handed = row.handed
    if handed is None or handed.answered_at is None:
        return []
    by = handed.answered_by.partition(" ")[0] or "Sales"
    said = _said(row, "handoff.returned")
    return [f"{by} returned it {when(handed.answered_at)}: {_low(handed.reason)}.", f"{said}." if said else ""]


def _triage(row: TurnRow, who: str) -> list[str]:
    return [_did(row) or f"Came {when(row.clock.since)}.", "Hand it over, nurture it, or close it."]


def _check(row: TurnRow, who: str) -> list[str]:
    return [_did(row), "Much interest, but they hardly fit: decide by hand whether sales should have it."]


def _wake(row: TurnRow, who: str) -> list[str]:
    said = _said(row, "lead.snoozed")
    return [f"Put off until {formats.day_name(row.clock.due_at)}{': ' + said if said else ''}.", _since(row.since)]


_WHY = {
    Turn.ANSWER: _answer,
    Turn.FIRST_TOUCH: _first_touch,
    Turn.FOLLOW_UP: _follow_up,
    Turn.STEP: _step,
    Turn.ANSWER_RETURN: _return,
    Turn.TRIAGE: _triage,
    Turn.CHECK: _check,
    Turn.WAKE: _wake,
}
