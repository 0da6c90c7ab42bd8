"""Passing leads over: offering, answering, answering a return, and what happens when nobody answers."""

from truce.handoff.actions._answer import (
    Accepted,
    AlreadyAnswered,
    NotYours,
    ReasonMissing,
    accept,
    accept_many,
    give_back,
    return_,
)
from truce.handoff.actions._clock import escalate_return, expire
from truce.handoff.actions._leave import Left, NobodyToTakeIt, hand_on, leave, leave_on
from truce.handoff.actions._offer import (
    AlreadyOffered,
    NotOnThatSide,
    check_hand_over,
    ended_with,
    hand_over,
    offer,
    withdraw,
)
from truce.handoff.actions._reconsider import reconsider
from truce.handoff.actions._return import AlreadyAsked, answer_return

__all__ = [
    "Accepted",
    "AlreadyAnswered",
    "AlreadyAsked",
    "AlreadyOffered",
    "Left",
    "NobodyToTakeIt",
    "NotOnThatSide",
    "NotYours",
    "ReasonMissing",
    "accept",
    "accept_many",
    "answer_return",
    "check_hand_over",
    "ended_with",
    "escalate_return",
    "expire",
    "give_back",
    "hand_on",
    "hand_over",
    "leave",
    "leave_on",
    "offer",
    "reconsider",
    "return_",
    "withdraw",
]
