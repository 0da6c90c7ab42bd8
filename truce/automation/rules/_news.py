from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from truce.journey.rules import Turn
from truce.ledger.rules import Changes
from truce.teams.rules import Notice

# What happened longer ago is no news any more: an import's history, a sample company, a worker that was off for long.
STALE = timedelta(days=7)


@dataclass(frozen=True)
class Happened:
    """What is needed of an event to say whose news it is. returned_by: who had returned the lead that is answered."""

    seq: int
    kind: str
    lead_id: int
    at: datetime
    actor_id: int | None
    act_id: int | None
    data: Mapping
    changes: Changes
    before: Changes
    is_sample: bool
    returned_by: int | None = None


@dataclass(frozen=True)
class News:
    """One thing that one user must know, once per kind and event. words: what stands after the name of the person."""

    user_id: int
    kind: str
    lead_id: int
    seq: int
    act_id: int | None
    words: str
    at: datetime
    is_sample: bool
    more: int = 0


# Who holds a lead after one of these has something to do.
TURNS = {
    "handoff.offered": "waits for your yes or no",
    "handoff.returned": "came back from sales, and your answer is due",
    "handoff.return_late": "came back from sales, and the answer is yours now",
    "handoff.withdrawn": "came back: the hand-off was withdrawn",
    "lead.assigned": "is yours now",
    "lead.created": "is new, and yours",
}
ANSWERS = {
    "agreed": "stays with marketing: they agree with your return",
    "fixed": "was mended after your return",
    "look_again": "comes back to you: marketing asks for a second look",
}
PASSED_ON = {
    "handoff.expired": "was passed on: the time for your yes or no ran out",
    "handoff.return_late": "was passed on: the time for your answer ran out",
}
RETURN_ANSWERED = "handoff.return_answered"
KINDS = frozenset({*TURNS, *PASSED_ON, RETURN_ANSWERED})

# Hand-offs and returns are passed on by the worker when their time runs out; those two are told by what it writes.
OVERDUE = {
    Turn.FIRST_TOUCH: "is past the promised time of the first touch. Reached out already? Log it and the clock stops",
    Turn.FOLLOW_UP: "is past the promised time of the next touch. Reached out already? Log it and the clock stops",
    Turn.STEP: "is past the time of the step you promised",
    Turn.ANSWER_RETURN: "is past the promised time of the answer to the return",
    Turn.TRIAGE: "is past the promised time of sorting it",
    Turn.CHECK: "is past the promised time of checking it",
}
WAKES = "is to be looked at again, as planned"
WAKE = "wake"


def news_of(events: Iterable[Happened]) -> list[News]:
    """Return whose news some events are, the oldest first: never of what one did oneself, one for a lead and act."""
    found: dict[tuple, News] = {}
    for event in events:
        for user_id, kind, words in _concerns(event):
            if user_id and user_id != event.actor_id:
                once = (user_id, event.lead_id, event.act_id or f"seq {event.seq}")
                found.setdefault(
                    once,
                    News(user_id, kind, event.lead_id, event.seq, event.act_id, words, event.at, event.is_sample),
                )
    return list(found.values())


def gathered(news: Sequence[News]) -> list[News]:
    """Return one line where one act is the same news about many leads: the first of them, and how many more."""
    groups: dict[tuple, list[News]] = {}
    for one in news:
        alone = f"seq {one.seq}"
        groups.setdefault((one.user_id, one.kind, one.words, one.act_id or alone), []).append(one)
    return [_first(group) for group in groups.values()]


def overdue(turn: str) -> tuple[str, str]:
    """Return the kind of what is said when the clock of a turn runs out, and its words."""
    return (WAKE, WAKES) if turn == Turn.WAKE else (Notice.LATE.value, OVERDUE[Turn(turn)])


def notice_of(kind: str) -> Notice:
    """Return under which of the notices that a user can switch off news of a kind are mailed."""
    return Notice.TURN if kind == WAKE else Notice(kind)


def sentence(name: str, words: str, more: int = 0) -> str:
    """Return a notice as one sentence about a person."""
    return f"{name} {words}" + (f", and {more} more." if more else ".")


def _concerns(event: Happened) -> list[tuple[int | None, str, str]]:
    told: list[tuple[int | None, str, str]] = []
    if event.kind == RETURN_ANSWERED and event.data.get("answer") in ANSWERS:
        told.append((event.returned_by, Notice.ANSWER.value, ANSWERS[event.data["answer"]]))
    if event.kind in PASSED_ON:
        offered_to = event.data.get("to_user") if event.kind == "handoff.expired" else None
        told.append((offered_to or _holder(event.before, event.lead_id), Notice.LATE.value, PASSED_ON[event.kind]))
    if event.kind in TURNS:
        told.append((_holder(event.changes, event.lead_id), Notice.TURN.value, TURNS[event.kind]))
    return told


def _holder(columns: Changes, lead_id: int) -> int | None:
    holder = columns.get("lead", {}).get(str(lead_id), {}).get("holder_user_id")
    return holder if isinstance(holder, int) else None


def _first(group: list[News]) -> News:
    first = group[0]
    return News(**{**vars(first), "more": len(group) - 1})
