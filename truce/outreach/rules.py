"""What we do to reach people: touches logged, next steps promised."""

from datetime import datetime

from truce.base.words import Word
from truce.ledger.rules import Code, EventKind, declare


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


def _activities(prefix: str, subject: str) -> dict[Channel, EventKind]:
    """Declare one kind of event per channel, for touches of a lead, a person or a company."""
    return {
        channel: declare(
            f"{prefix}.{channel.value}",
            str(channel.label),
            subject=subject,
            direction=Code,
            outcome=Code,
            is_human=bool,
            duration_s=int,
            cycle_no=int,
            customer_first=bool,
            run=int,
            is_backdated=bool,
        )
        for channel in Channel
    }


LOGGED = _activities("touch", "lead")
ON_PERSON = _activities("activity", "person")
ON_COMPANY = _activities("company_activity", "company")
STEP_PROMISED = declare("step.promised", "Next step promised", subject="lead", kind=Code, due=datetime)
STEP_KEPT = declare("step.kept", "Next step kept", subject="lead", kind=Code, due=datetime)
STEP_DROPPED = declare("step.dropped", "Next step dropped", subject="lead", kind=Code, due=datetime)
