"""Agreements to start from: believable rules for a kind of business, unsigned until both sides sign.

Points are guesses from practice, to be replaced by the company's own evidence; the hours follow Oldroyd et
al., HBR 2011 (contact within the hour) and HubSpot's rule of several attempts in two weeks.
"""

from __future__ import annotations

from typing import Any

from truce.agreement.rules._body import Body
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


def _points(whole: float) -> int:
    return round(whole * 1000)


def _is(field: str, op: str, value: Any = None) -> dict[str, Any]:
    return {"field": field, "op": op} if value is None else {"field": field, "op": op, "value": value}


def _fit(key: str, label: str, points: float, when: dict, **more: Any) -> dict[str, Any]:
    return {"key": key, "label": label, "points": _points(points), "when": when, **more}


def _did(key: str, label: str, points: float, kinds: tuple[str, ...], **more: Any) -> dict[str, Any]:
    when = _is("kind", "one_of", list(kinds))
    about = more.pop("about", None)
    if about:
        when = {"all": [when, {"any": [_is("detail", "contains", each) for each in about]}]}
    return {"key": key, "label": label, "points": _points(points), "when": when, **more}


def _learn(ask: str, minutes: int) -> dict[str, Any]:
    return {"ask": ask, "minutes": minutes}


def _sizes(*bands: tuple[str, int, int | None, float]) -> list[dict[str, Any]]:
    ask = _learn("Ask how many people work there", 2)
    rules = []
    for key, low, high, points in bands:
        label = f"{low} people or more" if high is None else f"{low} to {high} people"
        when = _is("employees", "at_least", low) if high is None else _is("employees", "between", [low, high])
        rules.append(_fit(key, label, points, when, learn=ask, group="size"))
    return rules


_WEEK = [[["09:00", "17:00"]]] * 5 + [[], []]

_BUDGET = _fit(
    "budget_known", "Has a budget", 10, _is("budget", "at_least", 1), learn=_learn("Ask for the budget", 5)
)
_SOON = _fit(
    "decides_soon",
    "Decides within six months",
    5,
    _is("timeframe", "one_of", ["now", "3_months", "6_months"]),
    learn=_learn("Ask when they want to decide", 3),
)
_DECIDES = _fit(
    "decides", "Decides or advises", 5, _is("decides", "is_true"), learn=_learn("Ask who decides", 3)
)
_PRIVATE = _fit("free_mail", "Private mail address", -10, _is("is_free_mail", "is_true"))
_STUDENT = _fit(
    "not_a_buyer",
    "Student, intern or job seeker",
    -20,
    {"any": [_is("job_title", "contains", each) for each in ("student", "intern ", "trainee", "job seeker")]},
)
_LEADS_A_TEAM = _fit(
    "senior",
    "Leads a team or more",
    10,
    {
        "any": [
            _is("seniority", "one_of", ["manager", "head", "director", "vp", "owner", "c_level"]),
            *[_is("job_title", "contains", each) for each in ("head", "director", "chief", "owner", "vp ")],
        ]
    },
    learn=_learn("Find out their role", 3),
)

_DEMO = _did("demo", "Asked for a demo", 25, ("demo_request",), half_life_days=60)
_FORM = _did("form", "Wrote to us", 20, ("form", "chat", "call_in"), half_life_days=45)
_REPLY = _did("reply", "Replied to a mail", 15, ("reply",), half_life_days=30)
_MEETING = _did(
    "meeting", "Met us", 20, ("meeting",), half_life_days=60, learn=_learn("Invite to a first meeting", 20)
)
_WEBINAR = _did(
    "webinar",
    "Came to a webinar",
    10,
    ("webinar_attended",),
    half_life_days=45,
    at_most=2,
    learn=_learn("Invite to the next webinar", 10),
)
_EVENT = _did("event", "Came to an event", 12, ("event_attended",), half_life_days=60, at_most=2)
_DOWNLOAD = _did("download", "Downloaded something", 8, ("download",), half_life_days=30, at_most=2)
_REFERRED = _did("referred", "Was referred by somebody", 20, ("referred",), half_life_days=90)
_PRICING = _did(
    "pricing",
    "Read pricing twice in 7 days",
    12,
    ("visit",),
    about=("pricing", "price"),
    times=2,
    within_days=7,
    half_life_days=30,
    learn=_learn("Send the price list", 5),
)
_VISITS = _did("visits", "Visited our site", 2, ("visit", "click"), half_life_days=14, at_most=5)
_CLICKED = _did("clicked", "Clicked in a mail", 3, ("mail_clicked",), half_life_days=21, at_most=3)
_OPENED = _did("opened", "Opened a mail", 1, ("mail_opened",), half_life_days=14, at_most=3)
_CAREERS = _did(
    "careers", "Looked for a job with us", -10, ("visit",), about=("career", "jobs"), half_life_days=90
)

_SIGNALS = [
    _DEMO,
    _FORM,
    _REPLY,
    _MEETING,
    _WEBINAR,
    _EVENT,
    _DOWNLOAD,
    _REFERRED,
    _PRICING,
    _VISITS,
    _CLICKED,
    _OPENED,
    _CAREERS,
]

_COMMON: dict[str, Any] = {
    "definition": (
        "A lead is ready for sales when company and person fit what we sell and the person has shown "
        "interest of their own. Until then marketing keeps it, with a turn and a date."
    ),
    "engagement": _SIGNALS,
    "limits": {
        "fit_floor": 0,
        "fit_cap": _points(50),
        "engagement_floor": 0,
        "engagement_cap": _points(70),
    },
    "cuts": {
        "grades": {"A": _points(40), "B": _points(25), "C": _points(10)},
        "levels": {"2": _points(15), "3": _points(35), "4": _points(55)},
    },
    "matrix": {
        "A": ["nurture", "sales_week", "sales_4h", "sales_1h"],
        "B": ["nurture", "nurture", "sales_week", "sales_4h"],
        "C": ["nurture", "nurture", "nurture", "sales_week"],
        "D": ["no_action", "no_action", "no_action", "check"],
    },
    "vetoes": [
        {"key": "opted_out", "label": "Asked not to be contacted", "when": _is("has_opted_out", "is_true")},
        {"key": "customer", "label": "Company is a customer already", "when": _is("is_customer", "is_true")},
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

_GENERAL = [
    *_sizes(("size_20", 20, 99, 8), ("size_100", 100, 499, 15), ("size_500", 500, None, 12)),
    _fit(
        "industry_known",
        "Industry is known",
        5,
        _is("industry", "known"),
        learn=_learn("Look up the industry", 2),
    ),
    _LEADS_A_TEAM,
    _BUDGET,
    _SOON,
    _DECIDES,
    _PRIVATE,
    _STUDENT,
]

_INDUSTRIAL = [
    *_sizes(("size_50", 50, 199, 8), ("size_200", 200, None, 15)),
    _fit(
        "industry",
        "Makes, moves or cools goods",
        10,
        _is(
            "industry",
            "one_of",
            ["food", "logistics", "manufacturing", "wood", "chemicals", "energy", "machinery", "retail"],
        ),
        learn=_learn("Look up the industry", 2),
    ),
    _fit(
        "runs_operations",
        "Runs operations or a plant",
        10,
        {
            "any": [
                _is("department", "one_of", ["operations", "production", "maintenance", "logistics"]),
                *[
                    _is("job_title", "contains", each)
                    for each in ("operations", "plant", "production", "coo")
                ],
            ]
        },
        learn=_learn("Find out their role", 3),
    ),
    _BUDGET,
    _SOON,
    _DECIDES,
    _PRIVATE,
    _STUDENT,
]

_SOFTWARE = [
    *_sizes(("size_10", 10, 49, 8), ("size_50", 50, 999, 15), ("size_1000", 1000, None, 10)),
    _fit(
        "uses_it",
        "Works in a team that would use it",
        10,
        _is("department", "one_of", ["sales", "marketing", "it", "operations", "product", "engineering"]),
        learn=_learn("Find out their team", 3),
    ),
    _LEADS_A_TEAM,
    _BUDGET,
    _SOON,
    _DECIDES,
    _PRIVATE,
    _STUDENT,
]

_OF: dict[Industry, dict[str, Any]] = {
    Industry.B2B_GENERAL: {"fit": _GENERAL},
    Industry.INDUSTRIAL: {"fit": _INDUSTRIAL},
    Industry.SOFTWARE: {"fit": _SOFTWARE},
}
