"""Agreements to start from: believable rules for a kind of business, unsigned until both sides sign.

The hours follow Oldroyd et al., HBR 2011 (contact within the hour) and HubSpot's rule of several attempts in
two weeks.
"""

from __future__ import annotations

from typing import Any

from truce.agreement.rules._body import Body
from truce.agreement.rules._template_rules import GENERAL, INDUSTRIAL, SIGNALS, SOFTWARE, asked, milli
from truce.agreement.rules._vocabulary import FACTS
from truce.agreement.rules._words import BadAgreement
from truce.base.words import Word


class Industry(Word):
    """The kinds of business that a first agreement can be made for."""

    B2B_GENERAL = "b2b_general", "Business to business, general"
    INDUSTRIAL = "industrial", "Industrial goods"
    SOFTWARE = "software", "Software"


def template(
    industry: str = Industry.B2B_GENERAL, *, zone: str = "UTC", country: str = "", subdivision: str = ""
) -> Body:
    """Return the agreement to start from for a kind of business, with the company's own hours.

    Takes   zone: IANA name; country, subdivision: whose public holidays are kept, "" for none.
    Raises  BadAgreement for an unknown industry, zone or country.
    """
    if industry not in Industry.values:
        raise BadAgreement(f"There is no agreement to start from for “{industry}”.")
    calendar = {"zone": zone, "country": country, "subdivision": subdivision, "week": _WEEK}
    return Body.from_json({**_COMMON, **_OF[Industry(industry)], "calendar": calendar}, FACTS)


_WEEK = [[["09:00", "17:00"]]] * 5 + [[], []]

_COMMON: dict[str, Any] = {
    "definition": (
        "A lead is ready for sales when company and person fit what we sell and the person has shown "
        "interest of their own. Until then marketing keeps it, with a turn and a date."
    ),
    "engagement": SIGNALS,
    "limits": {
        "fit_floor": 0,
        "fit_cap": milli(50),
        "engagement_floor": 0,
        "engagement_cap": milli(70),
    },
    "cuts": {
        "grades": {"A": milli(40), "B": milli(25), "C": milli(10)},
        "levels": {"2": milli(15), "3": milli(35), "4": milli(55)},
    },
    "matrix": {
        "A": ["nurture", "sales_week", "sales_4h", "sales_1h"],
        "B": ["nurture", "nurture", "sales_week", "sales_4h"],
        "C": ["nurture", "nurture", "nurture", "sales_week"],
        "D": ["no_action", "no_action", "no_action", "check"],
    },
    "vetoes": [
        {"key": "opted_out", "label": "Asked not to be contacted", "when": asked("has_opted_out", "is_true")},
        {"key": "customer", "label": "Company is a customer already", "when": asked("is_customer", "is_true")},
    ],
    "required": ["company_name", "industry", "employees", "country", "job_title", "need"],
    "promises": {
        "answer_minutes": {"sales_1h": 60, "sales_4h": 240, "sales_week": 2400},
        "first_touch_minutes": 480,
        "touches": 6,
        "touch_gap_days": 3,
        "return_answer_minutes": 960,
        "triage_minutes": 480,
        "check_minutes": 960,
        "nurture_days": 30,
        "max_reroutes": 2,
    },
    "return_reasons": [
        {"key": "not_our_kind", "digit": 1, "label": "Not our kind of company", "type": "fit"},
        {"key": "wrong_person", "digit": 2, "label": "Right company, wrong person", "type": "person"},
        {
            "key": "too_early",
            "digit": 3,
            "label": "Too early, ask again later",
            "type": "timing",
            "hint": "you pick the month",
            "needs": "month",
        },
        {"key": "wrong_data", "digit": 4, "label": "Cannot be reached, data is wrong", "type": "data"},
        {
            "key": "already_open",
            "digit": 5,
            "label": "Already a customer or open with someone",
            "type": "duplicate",
        },
        {"key": "not_real", "digit": 6, "label": "Not a real enquiry", "type": "not_real"},
        {
            "key": "other",
            "digit": 7,
            "label": "Something else, in words",
            "type": "other",
            "hint": "at least 10 characters",
            "needs": "words",
        },
    ],
    "close_reasons": [
        {"key": "chose_another", "label": "Chose another supplier", "type": "lost"},
        {"key": "no_budget", "label": "No budget", "type": "lost"},
        {"key": "no_decision", "label": "Decided not to change anything", "type": "lost"},
        {"key": "no_reply", "label": "No reply after all agreed touches", "type": "lost"},
        {"key": "price", "label": "Price", "type": "lost"},
        {"key": "never_fits", "label": "Will never fit what we sell", "type": "disqualified"},
        {"key": "unreachable", "label": "Cannot be reached", "type": "disqualified"},
        {"key": "spam", "label": "Not a person or not an enquiry", "type": "disqualified"},
        {"key": "asked_to_stop", "label": "Asked us to stop", "type": "disqualified"},
    ],
    "routing": {
        "strategies": ["company_owner", "territory", "round_robin"],
        "territory_field": "region",
        "capacity": 60,
        "random_share": 0.0,
    },
}

_OF: dict[Industry, dict[str, Any]] = {
    Industry.B2B_GENERAL: {"fit": GENERAL},
    Industry.INDUSTRIAL: {"fit": INDUSTRIAL},
    Industry.SOFTWARE: {"fit": SOFTWARE},
}
