"""Small agreements and occurrences for the tests of the rules."""

import copy
from datetime import UTC, datetime, timedelta

from truce.agreement.rules import Body, Occurrence, template

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FOOD = {"field": "industry", "op": "is", "value": "food"}
BIG = {"field": "employees", "op": "at_least", "value": 200}
DEMO = {"field": "kind", "op": "is", "value": "demo_request"}
VISIT = {"field": "kind", "op": "is", "value": "visit"}
WEBINAR = {"field": "kind", "op": "is", "value": "webinar_attended"}


def fit(key="food", points=20, when=FOOD, **more):
    return {"key": key, "label": key.title(), "points": points * 1000, "when": when, **more}


def did(key="demo", points=20, when=DEMO, **more):
    return {"key": key, "label": key.title(), "points": points * 1000, "when": when, **more}


def document(**changes) -> dict:
    """A whole agreement as JSON, without rules of its own."""
    plain = template(zone="Europe/Berlin").to_json() | {"fit": [], "engagement": [], "vetoes": [], "required": []}
    return copy.deepcopy(plain) | changes


def body(*, fit=(), engagement=(), **changes) -> Body:
    return Body.from_json(document(fit=list(fit), engagement=list(engagement), **changes))


def done(kind="demo_request", days=0, seq=1, is_human=True, detail="") -> Occurrence:
    return Occurrence(seq, kind, "search", None, NOON - timedelta(days=days), is_human, detail)
