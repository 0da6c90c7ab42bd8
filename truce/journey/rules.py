"""A lead's way: its stages, whose turn it is, what is due by when, and every kind of thing that can happen to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from truce.base.words import Word
from truce.ledger.rules import Code, declare, folds


class Stage(Word):
    SUBSCRIBER = "subscriber", "Subscriber"
    LEAD = "lead", "Lead"
    MARKETING_QUALIFIED = "mql", "MQL"
    SALES_ACCEPTED = "sal", "SAL"
    SALES_QUALIFIED = "sql", "SQL"
    OPPORTUNITY = "opportunity", "Opportunity"
    RECYCLED = "recycled", "Recycled"
    CUSTOMER = "customer", "Customer"
    DISQUALIFIED = "disqualified", "Disqualified"
    LOST = "lost", "Lost"
    MERGED = "merged", "Merged"


CLOSED = (Stage.CUSTOMER, Stage.DISQUALIFIED, Stage.LOST, Stage.MERGED)
OPEN = tuple(stage for stage in Stage if stage not in CLOSED)
WAY = (
    Stage.SUBSCRIBER,
    Stage.LEAD,
    Stage.MARKETING_QUALIFIED,
    Stage.SALES_ACCEPTED,
    Stage.SALES_QUALIFIED,
    Stage.OPPORTUNITY,
    Stage.CUSTOMER,
)


class Turn(Word):
    """What is due of the holder."""

    ANSWER = "answer", "Yes or no to the hand-off"
    FIRST_TOUCH = "first_touch", "First touch"
    FOLLOW_UP = "follow_up", "Next touch"
    STEP = "step", "The promised next step"
    ANSWER_RETURN = "answer_return", "Answer to the return"
    TRIAGE = "triage", "Sort it out"
    CHECK = "check", "Check by hand"
    WAKE = "wake", "Look again"


class Promise(Word):
    """Which word the turn keeps: a clause of the agreement, or one's own."""

    ANSWER = "answer", "Hand-offs answered in time"
    FIRST_TOUCH = "first_touch", "First touch in time"
    TOUCHES = "touches", "Touches before giving up"
    OWN_WORD = "own_word", "What was promised"
    RETURN_ANSWER = "return_answer", "Returns answered in time"
    TRIAGE = "triage", "New leads sorted in time"
    CHECK = "check", "Checked by hand in time"
    NURTURE = "nurture", "Nurtured leads looked at again"


@dataclass(frozen=True)
class Obligation:
    """One column of the lead that holds a due time, and the turn that it makes."""

    column: str
    turn: Turn
    promise: Promise


OBLIGATIONS = (
    Obligation("answer_due_at", Turn.ANSWER, Promise.ANSWER),
    Obligation("first_touch_due_at", Turn.FIRST_TOUCH, Promise.FIRST_TOUCH),
    Obligation("return_due_at", Turn.ANSWER_RETURN, Promise.RETURN_ANSWER),
    Obligation("step_due_at", Turn.STEP, Promise.OWN_WORD),
    Obligation("follow_up_due_at", Turn.FOLLOW_UP, Promise.TOUCHES),
    Obligation("check_due_at", Turn.CHECK, Promise.CHECK),
    Obligation("triage_due_at", Turn.TRIAGE, Promise.TRIAGE),
    Obligation("wake_at", Turn.WAKE, Promise.NURTURE),
)
DUES = tuple(obligation.column for obligation in OBLIGATIONS)
NOTHING_DUE: Mapping[str, object] = {**dict.fromkeys(DUES), "step_kind": "", "step_is_day": False}


@dataclass(frozen=True)
class Clock:
    """The one clock of an open lead."""

    turn: Turn
    due_at: datetime
    promise: Promise


def next_turn(dues: Mapping[str, datetime | None]) -> Clock | None:
    """Return the earliest open obligation; of two at the same instant the one listed first in OBLIGATIONS."""
    running = [
        Clock(known.turn, due, known.promise) for known in OBLIGATIONS if (due := dues.get(known.column)) is not None
    ]
    return min(running, key=lambda clock: clock.due_at, default=None)


def skipped(old: str, new: str) -> tuple[Stage, ...]:
    """Return the stages that a jump from one stage to a later one passes without a stay."""
    if old not in WAY or new not in WAY:
        return ()
    return WAY[WAY.index(Stage(old)) + 1 : WAY.index(Stage(new))]


class StepKind(Word):
    CALL = "call", "Call"
    EMAIL = "email", "Mail"
    MEETING = "meeting", "Meet"
    OTHER = "other", "Do"


LEAD_CREATED = declare("lead.created", "Became a lead", subject="lead", source=Code)
LEAD_IMPORTED = declare("lead.imported", "Imported", subject="lead", run=int)
LEAD_MOVED = declare("lead.moved", "Moved to another stage", subject="lead", skipped=list, reason=Code)
LEAD_ASSIGNED = declare("lead.assigned", "Given to somebody else", subject="lead", why=Code)
LEAD_SORTED = declare("lead.sorted", "Sorted by the scorecard", subject="lead", cell=Code)
LEAD_SCORED = declare("lead.scored", "Scored", subject="lead", is_shown=False)
LEAD_SNOOZED = declare("lead.snoozed", "Put off", subject="lead", until=datetime)
LEAD_CLOSED = declare("lead.closed", "Closed", subject="lead", reason=Code, skipped=list)
LEAD_REOPENED = declare("lead.reopened", "Opened again", subject="lead")
LEAD_MERGED = declare("lead.merged", "Merged into an older lead", subject="lead", into=int)

LEAD_COLUMNS = (
    "person_id",
    "company_id",
    "side",
    "stage",
    "cycle_no",
    "holder_user_id",
    "holder_queue_id",
    "turn",
    "due_at",
    "promise",
    "turn_since",
    *DUES,
    "step_kind",
    "step_is_day",
    "created_at",
    "source",
    "first_touch_seq",
    "last_touch_seq",
    "first_campaign_id",
    "first_channel",
    "sent_by_id",
    "accepted_at",
    "first_touched_at",
    "touches",
    "last_touched_at",
    "returns",
    "fit",
    "engagement",
    "number",
    "line",
    "grade",
    "level",
    "cell",
    "is_ready",
    "reasons",
    "score_version",
    "next_change_on",
    "closed_at",
    "close_reason",
    "merged_into_id",
)
LEAD = folds("lead", model="journey.Lead", columns=LEAD_COLUMNS)
