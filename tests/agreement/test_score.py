from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.agreement.bodies import BIG, FOOD, NOON, VISIT, WEBINAR, body, did, document, done, fit
from truce.agreement.rules import FACTS, Body, CellAction, faded, score, shown, template

KINDS = ["demo_request", "visit", "mail_opened", "mail_clicked", "webinar_attended", "form", "reply"]
facts = st.fixed_dictionaries(
    {},
    optional={
        "industry": st.sampled_from(["food", "wood", ""]),
        "employees": st.integers(0, 2000) | st.none(),
        "job_title": st.sampled_from(["Head of Operations", "Student", "Plant manager"]),
        "budget": st.integers(0, 5),
        "decides": st.booleans() | st.none(),
        "is_free_mail": st.booleans(),
        "has_opted_out": st.booleans(),
        "seen_on": st.dates(date(2026, 2, 20), date(2026, 3, 9)),
    },
)
occurrences = st.lists(
    st.builds(
        done,
        kind=st.sampled_from(KINDS),
        days=st.integers(-3, 200),
        seq=st.integers(1, 10**6),
        is_human=st.booleans(),
        detail=st.sampled_from(["", "/pricing", "careers"]),
    ),
    max_size=14,
    unique_by=lambda each: each.seq,
)
RECENT = {"field": "seen_on", "op": "within_days", "value": 3}
SHARP = Body.from_json(
    template("industrial").to_json()
    | {
        "fit": [
            fit("food", 45),
            fit("big", 12, BIG, group="size"),
            fit("huge", 30, {**BIG, "value": 1000}, group="size"),
            {**fit("odd", 0, {"field": "budget", "op": "known"}), "points": 1499},
            fit("student", -70, {"field": "job_title", "op": "contains", "value": "student"}),
            fit("recent", 5, RECENT),
        ],
        "engagement": [
            did("demo", 70, half_life_days=30),
            did("visit", -3, VISIT, half_life_days=7, at_most=5),
            did("webinar", 15, WEBINAR, half_life_days=60, at_most=2),
            did("twice", 12, VISIT, times=2, within_days=7),
        ],
        "vetoes": [{"key": "fresh", "label": "Fresh", "when": {**RECENT, "value": 1}}],
    }
)
bodies = st.sampled_from([SHARP, *(template(industry) for industry in ("b2b_general", "industrial", "software"))])


@given(bodies, facts, occurrences)
def test_the_number_is_exactly_the_sum_of_its_reasons(rules, known, happened):
    result = score(rules, known, happened, NOON)

    assert result.number * 1000 == sum(reason.points for reason in result.reasons)
    assert result.fit + result.engagement == result.number * 1000
    assert all(reason.points % 1000 == 0 for reason in result.reasons)


@given(bodies, facts, occurrences)
def test_what_a_scanner_did_never_changes_a_score(rules, known, happened):
    by_people = [each for each in happened if each.is_human]

    assert score(rules, known, happened, NOON) == score(rules, known, by_people, NOON)


@given(bodies, facts, occurrences)
def test_no_axis_leaves_its_floor_and_cap(rules, known, happened):
    result = score(rules, known, happened, NOON)

    assert rules.limits.fit_floor <= result.fit <= rules.limits.fit_cap
    assert rules.limits.engagement_floor <= result.engagement <= rules.limits.engagement_cap


@given(bodies, facts, occurrences)
def test_the_number_holds_until_the_day_on_which_it_said_it_changes(rules, known, happened):
    happened = [each for each in happened if each.happened_at <= NOON]
    now = score(rules, known, happened, NOON)
    days = (now.next_change_on - NOON.date()).days if now.next_change_on else 400

    eve = score(rules, known, happened, NOON + timedelta(days=days - 1))
    assert (eve.number, eve.vetoes, eve.is_ready) == (now.number, now.vetoes, now.is_ready)


@given(bodies, facts, occurrences)
def test_fading_changes_the_number_on_the_day_it_said(rules, known, happened):
    happened = [each for each in happened if each.happened_at <= NOON]
    known = {key: value for key, value in known.items() if key != "seen_on"}
    now = score(rules, known, happened, NOON)
    if now.next_change_on:
        then = score(rules, known, happened, NOON + (now.next_change_on - NOON.date()))
        assert then.number != now.number


@given(bodies, facts, occurrences)
def test_a_ready_lead_stays_ready_until_the_day_it_said(rules, known, happened):
    happened = [each for each in happened if each.happened_at <= NOON]
    known = {key: value for key, value in known.items() if key != "seen_on"}
    now = score(rules, known, happened, NOON)
    if now.unready_on:
        days = (now.unready_on - NOON.date()).days
        assert score(rules, known, happened, NOON + timedelta(days=days - 1)).is_ready
        assert not score(rules, known, happened, NOON + timedelta(days=days)).is_ready


@given(bodies, facts, occurrences)
def test_the_distance_is_exactly_what_is_missing_to_the_line(rules, known, happened):
    now = score(rules, known, happened, NOON)

    assert (now.distance == 0) == now.cell.startswith("sales")
    if now.distance:
        there = now.engagement + now.distance * 1000
        assert rules.action(now.grade, rules.cuts.level(there)).startswith("sales")
        assert not rules.action(now.grade, rules.cuts.level(there - 1000)).startswith("sales")


@pytest.mark.parametrize(("days", "points"), [(0, 20000), (15, 14142), (30, 10000), (60, 5000), (90, 2500)])
def test_points_halve_with_every_half_life(days, points):
    assert faded(20000, days, 30) == points


def test_points_without_a_half_life_do_not_fade():
    assert faded(20000, 900, None) == 20000


@pytest.mark.parametrize(("points", "whole"), [(2500, 3000), (2499, 2000), (-2500, -3000), (-499, 0), (0, 0)])
def test_each_reason_is_rounded_to_whole_points_by_itself(points, whole):
    assert shown(points) == whole


def test_age_is_counted_in_whole_utc_days():
    rules = body(engagement=[did(half_life_days=1)])
    late = NOON.replace(hour=23, minute=59)

    assert score(rules, {}, [done()], late).number == 20
    assert score(rules, {}, [done()], late + timedelta(minutes=1)).number == 10


def test_an_unknown_fact_gives_nothing_and_is_listed_with_what_it_could_bring():
    result = score(body(fit=[fit(), fit("big", 10, BIG)]), {"industry": "food"}, [], NOON)

    assert result.number == 20
    assert [(line.key, line.points, line.potential, line.is_known) for line in result.missing] == [
        ("big", 0, 10000, False)
    ]
    assert result.missing[0].fields == ("employees",)


def test_a_fact_known_not_to_hold_is_not_listed_as_missing():
    result = score(body(fit=[fit()]), {"industry": "wood"}, [], NOON)

    assert (result.reasons, result.missing) == ((), ())


def test_of_one_group_only_the_best_rule_counts():
    rules = body(fit=[fit("some", 5, {**BIG, "value": 10}, group="size"), fit("big", 15, BIG, group="size")])

    result = score(rules, {"employees": 500}, [], NOON)

    assert [(reason.key, reason.points) for reason in result.reasons] == [("big", 15000)]


def test_in_a_group_the_unknown_could_bring_only_what_is_more():
    rules = body(fit=[fit("food", 5, group="g"), fit("big", 15, BIG, group="g"), fit("b2", 3, BIG, group="g")])

    missing = score(rules, {"industry": "food"}, [], NOON).missing

    assert [(line.key, line.potential) for line in missing] == [("big", 10000)]


def test_a_cap_is_a_line_of_its_own():
    result = score(body(fit=[fit(points=45), fit("big", 15, BIG)]), {"industry": "food", "employees": 300}, [], NOON)

    assert (result.reasons[-1].label, result.reasons[-1].points) == ("Fit, capped at 50", -10000)
    assert result.number == 50


def test_a_floor_is_a_line_of_its_own():
    result = score(body(engagement=[did(points=-15)]), {}, [done()], NOON)

    assert (result.reasons[-1].label, result.reasons[-1].points) == ("Activity, never below 0", 15000)
    assert result.number == 0


def test_only_the_latest_occurrences_count():
    rules = body(engagement=[did("visit", 2, VISIT, at_most=2)])

    result = score(rules, {}, [done("visit", days, seq=days + 1) for days in (9, 3, 1)], NOON)

    assert [(reason.touch, reason.on) for reason in result.reasons] == [(4, date(2026, 2, 27)), (2, date(2026, 3, 1))]


@pytest.mark.parametrize(
    ("days", "number"), [((0, 7), 12), ((0, 8), 0), ((0,), 0), ((0, 20, 25), 12), ((0, 1, 2, 3), 24)]
)
def test_some_rules_need_several_occurrences_close_together(days, number):
    rules = body(engagement=[did("twice", 12, VISIT, times=2, within_days=7, at_most=3)])

    assert score(rules, {}, [done("visit", day, seq=day + 1) for day in days], NOON).number == number


def test_what_happens_after_the_day_of_the_score_does_not_count_yet():
    assert score(body(engagement=[did()]), {}, [done(days=-1)], NOON).number == 0


def test_an_occurrence_that_faded_to_nothing_is_not_listed():
    assert score(body(engagement=[did(half_life_days=1)]), {}, [done(days=40)], NOON).reasons == ()


def test_fit_and_activity_lead_to_a_cell_of_the_matrix():
    rules = body(fit=[fit(points=40)], engagement=[did(points=35)])

    result = score(rules, {"industry": "food"}, [done()], NOON)

    assert (result.grade, result.level, result.cell) == ("A", 3, CellAction.SALES_4H)
    assert (result.is_ready, result.line, result.distance) == (True, 55, 0)


def test_the_line_depends_on_the_grade():
    rules = body(fit=[fit(points=25)], engagement=[did(points=20)])

    result = score(rules, {"industry": "food"}, [done()], NOON)

    assert (result.grade, result.line, result.number, result.distance) == ("B", 60, 45, 15)


def test_a_grade_that_is_never_ready_has_no_line():
    result = score(body(), {}, [], NOON)

    assert (result.grade, result.line, result.distance, result.cell) == ("D", None, None, CellAction.NO_ACTION)


def test_a_row_that_is_always_ready_begins_at_the_floor():
    matrix = document()["matrix"] | {"D": ["sales_week"] * 4}

    result = score(body(matrix=matrix), {}, [], NOON)

    assert (result.is_ready, result.line, result.distance) == (True, 0, 0)


def test_a_veto_keeps_a_lead_from_sales_and_an_unknown_one_does_not():
    veto = {"key": "out", "label": "Opted out", "when": {"field": "has_opted_out", "op": "is_true"}}
    rules = body(fit=[fit(points=40)], engagement=[did(points=55)], vetoes=[veto])

    vetoed = score(rules, {"industry": "food", "has_opted_out": True}, [done()], NOON)

    assert (vetoed.vetoes, vetoed.is_ready, vetoed.distance) == (("out",), False, 0)
    assert score(rules, {"industry": "food"}, [done()], NOON).is_ready


def test_required_fields_that_are_not_known_are_counted():
    result = score(body(required=["industry", "need", "employees"]), {"employees": 0, "need": ""}, [], NOON)

    assert (result.missing_fields, result.missing_n) == (("industry", "need"), 2)


def test_a_lead_says_when_it_stops_being_ready():
    rules = body(fit=[fit(points=40)], engagement=[did(points=20, half_life_days=30)])

    result = score(rules, {"industry": "food"}, [done()], NOON)

    # 20 points show as 14 from the 14th day on, and the line lies at 15.
    assert result.unready_on == date(2026, 3, 16)
    assert result.next_change_on == date(2026, 3, 4)


def test_changes_that_cancel_out_are_no_change_of_the_number():
    rules = body(engagement=[did(points=70, half_life_days=30), did("visit", -3, VISIT, half_life_days=7)])

    result = score(rules, {}, [done(days=1), done("visit", 1)], NOON)

    # 68 - 3 today, 67 - 2 tomorrow, 65 - 2 the day after.
    assert (result.number, result.next_change_on) == (65, date(2026, 3, 4))


def test_a_lead_that_is_not_ready_says_nothing_about_ceasing():
    assert score(body(engagement=[did(half_life_days=30)]), {}, [done()], NOON).unready_on is None


def test_a_reason_can_be_kept_as_json():
    result = score(body(engagement=[did()], fit=[fit("big", 10, BIG)]), {}, [done()], NOON)

    assert result.reasons[0].to_json() == {
        "key": "demo",
        "label": "Demo",
        "axis": "engagement",
        "points": 20000,
        "on": "2026-03-02",
        "touch": 1,
        "is_known": True,
        "potential": 0,
        "fields": [],
    }
    assert result.missing[0].to_json()["on"] is None


def test_the_rules_of_a_score_are_checked_against_the_fields_that_exist():
    assert Body.from_json(document(fit=[fit(when=FOOD)]), FACTS).fit[0].key == "food"
