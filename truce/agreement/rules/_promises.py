"""What each side owes the other, by when, and the reasons that may be given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from truce.agreement.rules._place import Place
from truce.agreement.rules._words import SALES_ACTIONS, BadAgreement, CloseType, Needs, ReasonType

A_YEAR_MINUTES = 366 * 24 * 60
WORDS_AT_LEAST = 10


@dataclass(frozen=True)
class Promises:
    """The service levels; minutes are business minutes, days of touches are business days.

    Takes   answer_minutes: per sales action; touches: how many before giving up, with at most touch_gap_days
            between two; nurture_days: calendar days until a nurtured lead is looked at again; max_reroutes:
            how often an unanswered lead moves on before it waits in sales' queue.
    Source  Oldroyd, McElheran, Elkington, HBR 2011 (within the hour); HubSpot's five attempts in two weeks.
    """

    answer_minutes: Mapping[str, int]
    first_touch_minutes: int = 480
    touches: int = 6
    touch_gap_days: int = 3
    return_answer_minutes: int = 960
    triage_minutes: int = 480
    check_minutes: int = 960
    nurture_days: int = 30
    max_reroutes: int = 2

    @classmethod
    def read(cls, place: Place) -> Promises:
        answers = place.within("answer_minutes", f"{place.name}, answer within")
        return cls(
            answer_minutes={str(action): answers.integer(action, 1, A_YEAR_MINUTES) for action in SALES_ACTIONS},
            first_touch_minutes=place.integer("first_touch_minutes", 1, A_YEAR_MINUTES, cls.first_touch_minutes),
            touches=place.integer("touches", 1, 50, cls.touches),
            touch_gap_days=place.integer("touch_gap_days", 1, 60, cls.touch_gap_days),
            return_answer_minutes=place.integer("return_answer_minutes", 1, A_YEAR_MINUTES, cls.return_answer_minutes),
            triage_minutes=place.integer("triage_minutes", 1, A_YEAR_MINUTES, cls.triage_minutes),
            check_minutes=place.integer("check_minutes", 1, A_YEAR_MINUTES, cls.check_minutes),
            nurture_days=place.integer("nurture_days", 1, 730, cls.nurture_days),
            max_reroutes=place.integer("max_reroutes", 0, 20, cls.max_reroutes),
        )


@dataclass(frozen=True)
class ReturnReason:
    """Why sales may give a lead back: a digit to press, and what it is about."""

    key: str
    digit: int
    label: str
    type: ReasonType
    hint: str = ""
    needs: Needs = Needs.NOTHING

    @classmethod
    def read(cls, place: Place) -> ReturnReason:
        return cls(
            key=place.code("key"),
            digit=place.integer("digit", 1, 9),
            label=place.text("label", 80),
            type=place.word("type", ReasonType),
            hint=place.text("hint", 160, ""),
            needs=place.word("needs", Needs, Needs.NOTHING),
        )


@dataclass(frozen=True)
class CloseReason:
    """Why a lead may be closed without becoming a customer."""

    key: str
    label: str
    type: CloseType

    @classmethod
    def read(cls, place: Place) -> CloseReason:
        return cls(place.code("key"), place.text("label", 80), place.word("type", CloseType))


def digits_once(reasons: tuple[ReturnReason, ...]) -> tuple[ReturnReason, ...]:
    """Refuse return reasons of which two share a digit, or none at all."""
    if not reasons:
        raise BadAgreement("Return reasons: there must be at least one, or nothing could be returned.")
    digits = [reason.digit for reason in reasons]
    if len(set(digits)) < len(digits):
        raise BadAgreement("Return reasons: two have the same digit.")
    return reasons
