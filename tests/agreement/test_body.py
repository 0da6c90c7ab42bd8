import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.agreement.bodies import FOOD, VISIT, body, did, document, fit
from truce.agreement.rules import (
    FACTS,
    BadAgreement,
    Body,
    CellAction,
    CloseType,
    Industry,
    Needs,
    ReasonType,
    Strategy,
    supported_countries,
    template,
)
from truce.base.errors import Refused

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("industry", Industry.values)
def test_every_template_survives_being_stored(industry):
    made = template(industry, zone="Europe/Berlin", country="DE", subdivision="BE")

    assert Body.from_json(json.loads(json.dumps(made.to_json())), FACTS) == made


def test_nobody_has_a_template_for_everything():
    with pytest.raises(BadAgreement, match="no agreement to start from"):
        template("astrology")


@pytest.mark.parametrize("industry", Industry.values)
def test_in_a_template_better_fit_or_more_activity_never_makes_a_lead_less_ready(industry):
    rows = [[action.startswith("sales") for action in row] for row in template(industry).matrix.values()]

    assert all(row == sorted(row) for row in rows)
    assert all(better >= worse for above, below in pairwise(rows) for better, worse in zip(above, below, strict=True))


def test_a_template_promises_what_practice_recommends():
    promises = template().promises

    assert promises.answer_minutes == {"sales_1h": 60, "sales_4h": 240, "sales_week": 2400}
    assert (promises.touches, promises.return_answer_minutes) == (6, 2 * 8 * 60)


def test_the_return_reasons_are_seven_keys_with_a_meaning():
    reasons = template().return_reasons

    assert [reason.digit for reason in reasons] == [1, 2, 3, 4, 5, 6, 7]
    assert {reason.type for reason in reasons} == set(ReasonType)
    assert [reason.needs for reason in reasons if reason.needs != Needs.NOTHING] == [Needs.MONTH, Needs.WORDS]


def test_a_return_reason_is_found_by_key_or_digit():
    made = template()

    assert made.return_reason("2") is made.return_reason("wrong_person")
    with pytest.raises(BadAgreement, match="both sides agreed"):
        made.return_reason("8")


def test_a_close_reason_is_found_by_key():
    made = template()

    assert made.close_reason("price").type == CloseType.LOST
    assert made.close_reason("spam").type == CloseType.DISQUALIFIED
    with pytest.raises(BadAgreement, match="both sides agreed"):
        made.close_reason("mood")


def test_the_cells_are_set_by_the_digits_one_to_six():
    assert [action.digit for action in CellAction] == [1, 2, 3, 4, 5, 6]


def test_a_line_under_the_number_has_words():
    made = body(fit=[fit()], engagement=[did()])

    assert [made.label(key) for key in ("food", "demo", "fit_cap", "engagement_floor", "gone")] == [
        "Food",
        "Demo",
        "Fit, capped at 50",
        "Activity, never below 0",
        "gone",
    ]


BAD = [
    ({"definition": " "}, "“definition” must be text"),
    ({"fit": [fit() | {"points": 1.5}]}, "Fit rule 1: “points” must be a whole number"),
    ({"fit": [fit() | {"points": True}]}, "Fit rule 1: “points”"),
    ({"fit": [fit() | {"key": "a b"}]}, "Fit rule 1: “key” may only have"),
    ({"fit": [fit(), fit()]}, "Rules: “food” is there twice"),
    ({"fit": [fit("demo")], "engagement": [did()]}, "Rules: “demo” is there twice"),
    ({"fit": [fit("fit_cap")]}, "name of a cap"),
    ({"fit": [fit(when={"field": "shoe_size", "op": "known"})]}, "Fit rule 1: There is no field called “shoe_size”"),
    ({"fit": [fit(learn={"ask": "", "minutes": 1})]}, "Fit rule 1, learn: “ask”"),
    ({"fit": [fit(learn=[])]}, "“learn” must be an object"),
    ({"fit": ["food"]}, "Fit rule 1: this must be an object"),
    ({"engagement": [did(when=FOOD)]}, "Activity rule 1: There is no field called “industry”"),
    ({"engagement": [did(when={**VISIT, "value": "seance"})]}, "Activity rule 1: What happened has no “seance”"),
    ({"engagement": [did(half_life_days=0)]}, "Activity rule 1: “half_life_days”"),
    ({"limits": {"fit_cap": 500, "engagement_cap": 1000}}, "Limits: “fit_cap” must be whole points"),
    ({"limits": {"fit_cap": 0, "engagement_cap": 1000}}, "floor must be below its cap"),
    ({"cuts": {"grades": {"A": 1000, "B": 2000, "C": 0}, "levels": {"2": 0, "3": 1000, "4": 2000}}}, "grade A"),
    ({"cuts": {"grades": {"A": 3000, "B": 2000, "C": 0}, "levels": {"2": 0, "3": 0, "4": 2000}}}, "each level"),
    ({"matrix": {"A": ["nurture"] * 3}}, "row A must list"),
    ({"matrix": {"A": ["nurture", "call", "nurture", "nurture"]}}, "row A must list"),
    ({"vetoes": [{"key": "x", "label": "X", "when": {"any": []}}]}, "Veto 1: “Any of” needs"),
    ({"required": "all"}, "“required” must be a list"),
    ({"required": ["shoe_size"]}, "Required fields: there is no field"),
    ({"promises": {"answer_minutes": {"sales_1h": 0}}}, "Promises, answer within: “sales_1h”"),
    ({"promises": []}, "“promises” must be an object"),
    ({"return_reasons": []}, "at least one"),
    (
        {"return_reasons": [{"key": "a", "digit": 1, "label": "A", "type": "mood"}]},
        "Return reason 1: “type” must be one",
    ),
    (
        {"return_reasons": [{"key": key, "digit": 1, "label": "A", "type": "fit"} for key in "ab"]},
        "two have the same digit",
    ),
    ({"close_reasons": [{"key": "a", "label": "A", "type": "won"}]}, "Close reason 1: “type”"),
    ({"routing": {"strategies": ["round_robin", "territory"]}}, "last way must be"),
    ({"routing": {"strategies": ["coin"]}}, "“strategies” must be a list"),
    ({"routing": {"strategies": []}}, "last way must be"),
    ({"routing": {"random_share": 2}}, "share from 0 to 1"),
]


@pytest.mark.parametrize(("change", "says"), BAD, ids=[says for _, says in BAD])
def test_a_bad_document_is_refused_with_the_place(change, says):
    with pytest.raises(BadAgreement, match=says):
        Body.from_json(document(**change), FACTS)


def test_a_refusal_is_one_sentence_for_a_person():
    assert issubclass(BadAgreement, Refused)
    assert issubclass(BadAgreement, ValueError)


@given(st.sampled_from(sorted(document())), ANYTHING)
def test_nothing_that_is_written_into_a_document_breaks_the_reader(part, value):
    try:
        Body.from_json(document(**{part: value}), FACTS)
    except BadAgreement as refusal:
        assert str(refusal).endswith(".")


@given(ANYTHING)
def test_what_is_no_document_at_all_is_refused(data):
    with pytest.raises(BadAgreement):
        Body.from_json(data)


def test_routing_has_sensible_ways_when_none_are_named():
    routing = Body.from_json(document(routing={})).routing

    assert routing.strategies[-1] == Strategy.ROUND_ROBIN
    assert (routing.capacity, routing.random_share) == (60, 0.0)


def test_countries_come_with_their_parts():
    assert "BY" in supported_countries()["DE"]
