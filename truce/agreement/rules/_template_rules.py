"""The rules that the agreements to start from are made of.

Points are guesses from practice, to be replaced by the company's own evidence.
"""

from __future__ import annotations

from typing import Any


def milli(whole: float) -> int:
    return round(whole * 1000)


def asked(field: str, op: str, value: Any = None) -> dict[str, Any]:
    return {"field": field, "op": op} if value is None else {"field": field, "op": op, "value": value}


def _fit(key: str, label: str, points: float, when: dict, **more: Any) -> dict[str, Any]:
    return {"key": key, "label": label, "points": milli(points), "when": when, **more}


def _did(key: str, label: str, points: float, kinds: tuple[str, ...], **more: Any) -> dict[str, Any]:
    when = asked("kind", "one_of", list(kinds))
    about = more.pop("about", None)
    if about:
        when = {"all": [when, {"any": [asked("detail", "contains", each) for each in about]}]}
    return {"key": key, "label": label, "points": milli(points), "when": when, **more}


def _learn(ask: str, minutes: int) -> dict[str, Any]:
    return {"ask": ask, "minutes": minutes}


def _sizes(*bands: tuple[str, int, int | None, float]) -> list[dict[str, Any]]:
    ask = _learn("Ask how many people work there", 2)
    rules = []
    for key, low, high, points in bands:
        label = f"{low} people or more" if high is None else f"{low} to {high} people"
        when = asked("employees", "at_least", low) if high is None else asked("employees", "between", [low, high])
        rules.append(_fit(key, label, points, when, learn=ask, group="size"))
    return rules


_BUDGET = _fit(
    "budget_known", "Has a budget", 10, asked("budget", "at_least", 1), learn=_learn("Ask for the budget", 5)
)
_SOON = _fit(
    "decides_soon",
    "Decides within six months",
    5,
    asked("timeframe", "one_of", ["now", "3_months", "6_months"]),
    learn=_learn("Ask when they want to decide", 3),
)
_DECIDES = _fit("decides", "Decides or advises", 5, asked("decides", "is_true"), learn=_learn("Ask who decides", 3))
_PRIVATE = _fit("free_mail", "Private mail address", -10, asked("is_free_mail", "is_true"))
_STUDENT = _fit(
    "not_a_buyer",
    "Student, intern or job seeker",
    -20,
    {"any": [asked("job_title", "contains", each) for each in ("student", "intern ", "trainee", "job seeker")]},
)
_LEADS_A_TEAM = _fit(
    "senior",
    "Leads a team or more",
    10,
    {
        "any": [
            asked("seniority", "one_of", ["manager", "head", "director", "vp", "owner", "c_level"]),
            *[asked("job_title", "contains", each) for each in ("head", "director", "chief", "owner", "vp ")],
        ]
    },
    learn=_learn("Find out their role", 3),
)

_DEMO = _did("demo", "Asked for a demo", 25, ("demo_request",), half_life_days=60)
_FORM = _did("form", "Wrote to us", 20, ("form", "chat", "call_in"), half_life_days=45)
_REPLY = _did("reply", "Replied to a mail", 15, ("reply",), half_life_days=30)
_MEETING = _did("meeting", "Met us", 20, ("meeting",), half_life_days=60, learn=_learn("Invite to a first meeting", 20))
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
_CAREERS = _did("careers", "Looked for a job with us", -10, ("visit",), about=("career", "jobs"), half_life_days=90)

SIGNALS = [
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

GENERAL = [
    *_sizes(("size_20", 20, 99, 8), ("size_100", 100, 499, 15), ("size_500", 500, None, 12)),
    _fit(
        "industry_known",
        "Industry is known",
        5,
        asked("industry", "known"),
        learn=_learn("Look up the industry", 2),
    ),
    _LEADS_A_TEAM,
    _BUDGET,
    _SOON,
    _DECIDES,
    _PRIVATE,
    _STUDENT,
]

INDUSTRIAL = [
    *_sizes(("size_50", 50, 199, 8), ("size_200", 200, None, 15)),
    _fit(
        "industry",
        "Makes, moves or cools goods",
        10,
        asked(
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
                asked("department", "one_of", ["operations", "production", "maintenance", "logistics"]),
                *[asked("job_title", "contains", each) for each in ("operations", "plant", "production", "coo")],
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

SOFTWARE = [
    *_sizes(("size_10", 10, 49, 8), ("size_50", 50, 999, 15), ("size_1000", 1000, None, 10)),
    _fit(
        "uses_it",
        "Works in a team that would use it",
        10,
        asked("department", "one_of", ["sales", "marketing", "it", "operations", "product", "engineering"]),
        learn=_learn("Find out their team", 3),
    ),
    _LEADS_A_TEAM,
    _BUDGET,
    _SOON,
    _DECIDES,
    _PRIVATE,
    _STUDENT,
]
