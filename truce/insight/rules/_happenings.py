"""What happened, in words: one short sentence per line of the record."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from truce.agreement.rules import CellAction
from truce.campaigns.rules import Channel as TouchChannel
from truce.campaigns.rules import TouchKind
from truce.handoff.rules import ReturnAnswer
from truce.journey.rules import Stage, StepKind
from truce.ledger.rules import KINDS
from truce.people.rules import ConsentState, Purpose
from truce.teams.rules import Side

SHOWS = {
    "talk": "Talk",
    "marketing": "Marketing",
    "handoffs": "Hand-offs",
    "stages": "Stages",
    "fields": "Fields",
}
_PREFIXES = {
    "talk": ("touch.", "activity.", "company_activity.", "step."),
    "handoffs": ("handoff.",),
    "stages": ("lead.",),
    "fields": ("person.", "company.", "consent."),
}
_OURS = frozenset({"handoff.offered", "handoff.expired", "handoff.withdrawn", "handoff.return_late", "lead.sorted"})
MOST_CHANGES = 2


@dataclass(frozen=True)
class Names:
    """The words that ids and codes of the record stand for."""

    users: Mapping[int, str] = field(default_factory=dict)
    return_reasons: Mapping[str, str] = field(default_factory=dict)
    close_reasons: Mapping[str, str] = field(default_factory=dict)
    vetoes: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)

    def user(self, pk: int | None) -> str:
        return self.users.get(pk or 0, "somebody")


@dataclass(frozen=True)
class Told:
    """One line in words; the side whose mark it wears, and more words under it."""

    words: str
    side: str
    more: str = ""


@dataclass(frozen=True)
class Change:
    """One field that got another value; values as people read them, "" = none."""

    label: str
    old: str
    new: str


@cache
def kinds_of(show: str) -> tuple[str, ...]:
    """Return the kinds of events that a filter of the journey lets through; all shown ones for ""."""
    prefixes = _PREFIXES.get(show, ()) if show else tuple(each for group in _PREFIXES.values() for each in group)
    return tuple(kind.name for kind in KINDS.values() if kind.is_shown and kind.name.startswith(prefixes or ("-",)))


@cache
def hidden_kinds() -> tuple[str, ...]:
    """Return the kinds of events that no journey shows: inner ones, and undoing, which is told at what it undoes."""
    shown = kinds_of("")
    return tuple(name for name in KINDS if name not in shown)


def tell(kind: str, data: Mapping, actor_side: str, names: Names, version: int = 0) -> Told:
    """Return an event of the ledger in words. What the agreement did by itself wears the mark of both sides."""
    side = Side.BOTH.value if kind in _OURS else actor_side
    channel = kind.partition(".")[2]
    if kind.startswith(("touch.", "activity.", "company_activity.")):
        return Told(_touch(channel, data), side)
    sentence = _SENTENCES.get(kind)
    known = KINDS.get(kind)
    if sentence is None:
        return Told(known.label if known else kind, side)
    return Told(sentence(data, names), side, f"agreement {version}" if version and kind == "handoff.offered" else "")


# What is sent is sent by a machine anyway; only what a person seems to have done needs the remark.
_BY_US = (TouchKind.MAIL_SENT, TouchKind.BOUNCED)


def tell_touchpoint(kind: str, channel: str, about: str, is_human: bool) -> Told:
    """Return a touchpoint in words. Takes about: what it was of, from outside, shown as plain text."""
    words = _label(TouchKind, kind)
    if about:
        words = f"{words}: {about}"
    if not is_human and kind not in _BY_US:
        words = f"{words} (by a machine, counts for nothing)"
    more = "" if channel == TouchChannel.UNKNOWN else _label(TouchChannel, channel).lower()
    return Told(words, Side.MARKETING.value, more)


def say_changes(changes: Sequence[Change], of: str = "person") -> tuple[str, str]:
    """Return changed fields as a line, and the single ones apart where they are too many for it."""
    whose = "Company" if of == "company" else ""
    if not changes:
        return f"{whose} changed".strip().capitalize(), ""
    told = list(map(_change, changes))
    if len(changes) <= MOST_CHANGES:
        line = "; ".join(told)
        return f"{whose} {line[0].lower()}{line[1:]}" if whose else line, ""
    word = "learnt" if not any(change.old for change in changes) else "changed"
    return f"{whose + ': ' if whose else ''}{len(changes)} fields {word}", " · ".join(told)


def _change(change: Change) -> str:
    if not change.new:
        return f"{change.label}: emptied, was {change.old or 'unknown'}"
    return f"{change.label}: {change.old} → {change.new}" if change.old else f"{change.label}: {change.new}"


_TOUCHES = {
    ("call", "out"): "Called",
    ("call", "in"): "They called",
    ("email", "out"): "Wrote a mail",
    ("email", "in"): "They wrote",
    ("meeting", "out"): "Meeting",
    ("meeting", "in"): "Meeting they asked for",
}
_OUTCOMES = {
    "no_answer": "no answer",
    "reached": "reached them",
    "replied": "they replied",
    "bounced": "it bounced",
    "held": "held",
    "no_show": "they did not come",
}


def _touch(channel: str, data: Mapping) -> str:
    words = [_TOUCHES.get((channel, data.get("direction", "out")), "Note")]
    if outcome := _OUTCOMES.get(data.get("outcome", "")):
        words.append(outcome)
    if seconds := data.get("duration_s"):
        words.append(f"{max(1, round(seconds / 60))} min")
    return ", ".join(words)


def _label(word, value: str) -> str:
    return str(word(value).label) if value in word.values else value


def _stage(value: str) -> str:
    return _label(Stage, value)


def _offered(data: Mapping, names: Names) -> str:
    if not data.get("to_user"):
        return "Ready for sales; nobody was free, waits in sales' queue"
    again = f", attempt {data['attempt']}" if data.get("attempt", 1) > 1 else ""
    return f"Handed to {names.user(data['to_user'])}{again}"


def _returned(data: Mapping, names: Names) -> str:
    why = names.return_reasons.get(data.get("reason", ""), data.get("reason", ""))
    return f"Returned to marketing: {why[:1].lower()}{why[1:]}"


def _answered(data: Mapping, names: Names) -> str:
    said = _label(ReturnAnswer, data.get("answer", ""))
    return f"Answered the return: {said[:1].lower()}{said[1:]}"


def _withdrawn(data: Mapping, names: Names) -> str:
    why = names.vetoes.get(data.get("why", ""), "")
    return f"Hand-off withdrawn: {why[:1].lower()}{why[1:]}" if why else "Hand-off withdrawn"


def _closed(data: Mapping, names: Names) -> str:
    reason = data.get("reason", "")
    if reason == "won":
        return "Won, a customer now"
    why = names.close_reasons.get(reason, reason)
    return f"Closed: {why[:1].lower()}{why[1:]}" if why else "Closed"


def _sorted(data: Mapping, names: Names) -> str:
    what = _label(CellAction, data.get("cell", ""))
    return f"Sorted by the scorecard: {what[:1].lower()}{what[1:]}"


def _step(verb: str) -> Callable[[Mapping, Names], str]:
    def words(data: Mapping, names: Names) -> str:
        return f"{verb}: {_label(StepKind, data.get('kind', '')).lower()}"

    return words


def _consent(data: Mapping, names: Names) -> str:
    state = _label(ConsentState, data.get("state", "")).lower()
    return f"Consent to {_label(Purpose, data.get('purpose', '')).lower()}: {state}"


_SENTENCES: dict[str, Callable[[Mapping, Names], str]] = {
    "handoff.offered": _offered,
    "handoff.accepted": lambda data, names: "Accepted by sales",
    "handoff.returned": _returned,
    "handoff.return_answered": _answered,
    "handoff.expired": lambda data, names: f"The time of {names.user(data.get('to_user'))} to answer ran out",
    "handoff.return_late": lambda data, names: f"The return went on to {names.user(data.get('to_user'))}",
    "handoff.withdrawn": _withdrawn,
    "lead.moved": lambda data, names: "Qualified for sales",
    "lead.closed": _closed,
    "lead.sorted": _sorted,
    "step.promised": _step("Next step promised"),
    "step.kept": _step("Next step done"),
    "step.dropped": _step("Next step dropped"),
    "consent.changed": _consent,
}
