from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given

from tests.criteria.shapes import NOON, records, trees
from truce.criteria import All, Any, Finding, Not, Test, flips_on, holds, truth

FOOD = Test("industry", "is", "food")
BIG = Test("employees", "at_least", 200)


@pytest.mark.parametrize(
    ("test", "value", "result"),
    [
        (Test("f", "is", "Food"), "fOOD", True),
        (Test("f", "is_not", "Food"), "food", False),
        (Test("f", "one_of", ("Food", "Wood")), "wood", True),
        (Test("f", "none_of", ("Food", "Wood")), "wood", False),
        (Test("f", "contains", "OPER"), "Head of Operations", True),
        (Test("f", "starts_with", "head"), "Head of Operations", True),
        (Test("f", "at_least", 200), 200, True),
        (Test("f", "at_most", 200), 201, False),
        (Test("f", "between", (1, 5)), 5, True),
        (Test("f", "between", (1, 5)), 6, False),
        (Test("f", "is", "2026-03-02"), datetime(2026, 3, 2, 23, tzinfo=UTC), True),
        (Test("f", "before", "2026-03-02"), date(2026, 3, 1), True),
        (Test("f", "before", "2026-03-02"), date(2026, 3, 2), False),
        (Test("f", "after", "2026-03-02"), date(2026, 3, 3), True),
        (Test("f", "between", ("2026-03-01", "2026-03-02")), date(2026, 3, 2), True),
        (Test("f", "within_days", 2), date(2026, 2, 28), True),
        (Test("f", "within_days", 1), date(2026, 2, 28), False),
        (Test("f", "within_days", 9), date(2026, 3, 3), False),
        (Test("f", "contains", "Hot"), ["hot", "fair"], True),
        (Test("f", "one_of", ("cold", "fair")), ["hot", "fair"], True),
        (Test("f", "none_of", ("cold",)), [], True),
        (Test("f", "is_true"), True, True),
        (Test("f", "is_false"), True, False),
        (Test("f", "known"), [], True),
        (Test("f", "known"), "", False),
        (Test("f", "unknown"), None, True),
    ],
)
def test_each_question_has_its_plain_meaning(test, value, result):
    assert holds(test, {"f": value}, at=NOON).result is result


@pytest.mark.parametrize("op", ["is", "is_not"])
def test_a_fact_that_is_not_known_is_neither_true_nor_false(op):
    verdict = holds(Test("industry", op, "food"), {})

    assert verdict.result is None
    assert not verdict


def test_a_known_part_can_decide_in_spite_of_an_unknown_one():
    assert holds(All((FOOD, BIG)), {"employees": 10}).result is False
    assert holds(Any((FOOD, BIG)), {"employees": 500}).result is True


def test_without_a_deciding_part_the_whole_is_not_known():
    assert holds(All((FOOD, BIG)), {"employees": 500}).result is None
    assert holds(Any((FOOD, BIG)), {"employees": 10}).result is None
    assert holds(Not(FOOD), {}).result is None


def test_all_of_nothing_holds_for_everyone_and_any_of_nothing_for_no_one():
    assert holds(All(()), {}).result is True
    assert holds(Any(()), {}).result is False


def test_the_reasons_are_the_tests_that_decided():
    verdict = holds(Any((FOOD, BIG)), {"industry": "wood", "employees": 500})

    assert verdict.reasons == (Finding(BIG, True),)


def test_the_reasons_of_an_unknown_verdict_are_the_missing_facts():
    verdict = holds(Not(All((FOOD, BIG))), {"employees": 500})

    assert verdict.reasons == (Finding(FOOD, None),)


def test_a_test_of_the_last_days_must_be_told_the_day():
    with pytest.raises(ValueError, match="which day"):
        holds(Test("seen", "within_days", 2), {"seen": NOON})


@given(trees, records)
def test_the_quick_answer_is_the_answer_with_reasons(tree, record):
    assert truth(tree, record, at=NOON) is holds(tree, record, at=NOON).result


@given(trees, records)
def test_the_opposite_of_a_tree_gives_the_opposite_verdict(tree, record):
    plain, opposite = (truth(each, record, at=NOON) for each in (tree, Not(tree)))

    assert opposite is (None if plain is None else not plain)


@given(trees, records)
def test_a_verdict_changes_by_time_only_on_the_day_it_said(tree, record):
    flips = flips_on(tree, record, at=NOON) or date(2026, 3, 9)

    days = (flips - NOON.date()).days
    verdicts = {truth(tree, record, at=NOON + timedelta(days=day)) for day in range(days)}
    assert len(verdicts) == 1


def test_a_date_ahead_flips_on_its_day_and_again_after_the_last():
    tree, record = Test("born", "within_days", 2), {"born": date(2026, 3, 4)}

    assert flips_on(tree, record, at=NOON) == date(2026, 3, 4)
    assert flips_on(tree, record, at=NOON + timedelta(days=2)) == date(2026, 3, 7)
    assert flips_on(tree, record, at=NOON + timedelta(days=5)) is None
