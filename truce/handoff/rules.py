"""Passing a lead over: the words of a hand-off and its answers."""

from truce.base.words import Word
from truce.ledger.rules import Code, declare, folds


class Answer(Word):
    OPEN = "open", "Waiting for an answer"
    ACCEPTED = "accepted", "Accepted"
    RETURNED = "returned", "Returned"
    EXPIRED = "expired", "Passed on, time ran out"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ReturnAnswer(Word):
    """What marketing says to a return."""

    WAITING = "waiting", "Waiting for marketing"
    AGREED = "agreed", "Agreed, back to nurture"
    FIXED = "fixed", "Mended"
    LOOK_AGAIN = "look_again", "Please look again"


HANDED = declare(
    "handoff.offered",
    "Handed to sales",
    subject="lead",
    handoff=int,
    to_user=int,
    to_queue=int,
    routing=Code,
    cell=Code,
    attempt=int,
)
ACCEPTED = declare("handoff.accepted", "Accepted by sales", subject="lead", handoff=int, minutes=int)
RETURNED = declare(
    "handoff.returned",
    "Returned to marketing",
    subject="lead",
    handoff=int,
    reason=Code,
    type=Code,
    to_user=int,
)
EXPIRED = declare("handoff.expired", "Not answered in time, passed on", subject="lead", handoff=int, to_user=int)
WITHDRAWN = declare("handoff.withdrawn", "Hand-off withdrawn", subject="lead", handoff=int, why=Code)
RETURN_ANSWERED = declare(
    "handoff.return_answered", "Marketing answered the return", subject="lead", handoff=int, answer=Code
)
RETURN_LATE = declare("handoff.return_late", "Return not answered in time", subject="lead", handoff=int, to_user=int)

HANDOFF = folds(
    "handoff",
    model="handoff.HandOff",
    columns=(
        "lead_id",
        "cycle_no",
        "attempt_no",
        "offered_at",
        "offered_by_id",
        "offered_to_user_id",
        "offered_to_queue_id",
        "routing",
        "route_prob",
        "candidates",
        "calendar_version",
        "promise",
        "accept_due_at",
        "fit",
        "engagement",
        "number",
        "grade",
        "level",
        "cell",
        "missing_n",
        "agreement_version",
        "answer",
        "answered_at",
        "answered_by_id",
        "reason",
        "reason_type",
        "again_on",
        "return_to_id",
        "return_due_at",
        "return_answer",
        "return_answered_at",
        "return_answered_by_id",
        "looks",
    ),
)
