"""What we do to reach people: touches logged, next steps promised."""

from datetime import datetime

from truce.base.words import Word
from truce.ledger.rules import Code, declare


class Channel(Word):
    """How a touch was made."""

    CALL = "call", "Call"
    EMAIL = "email", "Mail"
    MEETING = "meeting", "Meeting"
    NOTE = "note", "Note"


class Direction(Word):
    OUT = "out", "We reached out"
    IN = "in", "They reached out"
    INTERNAL = "internal", "Among us"


class Outcome(Word):
    NO_ANSWER = "no_answer", "No answer"
    REACHED = "reached", "Reached"
    REPLIED = "replied", "Replied"
    BOUNCED = "bounced", "Bounced"
    HELD = "held", "Held"
    NO_SHOW = "no_show", "Did not come"


ACTIVITY = {
    "direction": Code,
    "outcome": Code,
    "is_human": bool,
    "duration_s": int,
    "cycle_no": int,
    "customer_first": bool,
    "run": int,
    "is_backdated": bool,
}
LOGGED = {
    channel: declare(f"touch.{channel}", label, subject="lead", **ACTIVITY)
    for channel, label in (
        (Channel.CALL, "Call"),
        (Channel.EMAIL, "Mail"),
        (Channel.MEETING, "Meeting"),
        (Channel.NOTE, "Note"),
    )
}
ON_PERSON = {
    channel: declare(f"activity.{channel}", label, subject="person", **ACTIVITY)
    for channel, label in (
        (Channel.CALL, "Call"),
        (Channel.EMAIL, "Mail"),
        (Channel.MEETING, "Meeting"),
        (Channel.NOTE, "Note"),
    )
}
ON_COMPANY = {
    channel: declare(f"company_activity.{channel}", label, subject="company", **ACTIVITY)
    for channel, label in (
        (Channel.CALL, "Call"),
        (Channel.EMAIL, "Mail"),
        (Channel.MEETING, "Meeting"),
        (Channel.NOTE, "Note"),
    )
}
STEP_PROMISED = declare("step.promised", "Next step promised", subject="lead", kind=Code, due=datetime)
STEP_KEPT = declare("step.kept", "Next step kept", subject="lead", kind=Code, due=datetime)
STEP_DROPPED = declare("step.dropped", "Next step dropped", subject="lead", kind=Code, due=datetime)
