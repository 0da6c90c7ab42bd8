import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.criteria.shapes import WORDS, trees
from truce.base.errors import Refused
from truce.criteria import (
    All,
    BadCriteria,
    Field,
    Kind,
    Not,
    Test,
    Vocabulary,
    fields_of,
    from_json,
    operators,
    to_json,
)

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["all", "any", "not", "field", "op", "value"]), inner, max_size=3)
    ),
)


@given(trees)
def test_a_tree_survives_being_stored(tree):
    assert from_json(json.loads(json.dumps(to_json(tree))), WORDS) == tree


@given(ANYTHING)
def test_what_is_no_tree_is_refused_with_a_sentence(data):
    try:
        from_json(data, WORDS)
    except BadCriteria as refusal:
        assert str(refusal).endswith(".")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ([], "object"),
        ({"all": {}}, "list"),
        ({"any": []}, "at least one"),
        ({"field": "title"}, "“op”"),
        ({"field": "", "op": "is", "value": "x"}, "word of 1 to 64"),
        ({"field": "title", "op": "like", "value": "x"}, "“like”"),
        ({"field": "title", "op": "known", "value": "x"}, "takes no value"),
        ({"field": "title", "op": "is"}, "text or a number"),
        ({"field": "title", "op": "is", "value": ""}, "1 to 200 letters"),
        ({"field": "title", "op": "is", "value": "x" * 201}, "1 to 200 letters"),
        ({"field": "title", "op": "is", "value": "a\x00"}, "cannot be stored"),
        ({"field": "title", "op": "is", "value": "\ud800"}, "cannot be stored"),
        ({"field": "title", "op": "is", "value": 5}, "Job title takes text"),
        ({"field": "title", "op": "at_least", "value": 5}, "cannot be asked of Job title"),
        ({"field": "title", "op": "one_of", "value": []}, "1 to 200 values"),
        ({"field": "title", "op": "one_of", "value": "x"}, "1 to 200 values"),
        ({"field": "employees", "op": "is", "value": "5"}, "Employees takes a number"),
        ({"field": "employees", "op": "is", "value": True}, "text or a number"),
        ({"field": "employees", "op": "is", "value": 2**60}, "too large"),
        ({"field": "employees", "op": "is", "value": float("nan")}, "too large"),
        ({"field": "employees", "op": "between", "value": [1]}, "two values"),
        ({"field": "born", "op": "between", "value": ["2026-01-01", 3]}, "two values"),
        ({"field": "born", "op": "before", "value": "tomorrow"}, "2026-03-02"),
        ({"field": "born", "op": "is", "value": "2026-13-01"}, "2026-03-02"),
        ({"field": "seen", "op": "within_days", "value": 1.5}, "whole number"),
        ({"field": "seen", "op": "within_days", "value": -1}, "whole number"),
        ({"field": "stage", "op": "is", "value": "nowhere"}, "Stage has no “nowhere”"),
        ({"field": "password", "op": "known"}, "no field called “password”"),
    ],
)
def test_a_bad_condition_is_refused_with_what_is_wrong(data, says):
    with pytest.raises(BadCriteria, match=says):
        from_json(data, WORDS)


def test_a_refused_condition_is_one_sentence_for_a_person():
    assert issubclass(BadCriteria, Refused)
    assert issubclass(BadCriteria, ValueError)


def test_conditions_may_not_be_nested_without_end():
    data = {"field": "title", "op": "known"}
    for _ in range(8):
        data = {"not": data}

    with pytest.raises(BadCriteria, match="8 deep"):
        from_json(data)


def test_a_filter_may_not_hold_conditions_without_end():
    many = {"all": [{"field": "title", "op": "known"}] * 201}

    with pytest.raises(BadCriteria, match="200 conditions"):
        from_json(many)


def test_without_a_vocabulary_only_the_shape_is_checked():
    assert from_json({"field": "x", "op": "is", "value": 1}) == Test("x", "is", 1)


def test_the_fields_of_a_tree_are_named_once_in_order():
    tree = All((Test("b", "known"), Not(All((Test("a", "known"), Test("b", "unknown"))))))

    assert fields_of(tree) == ("b", "a")


def test_every_kind_of_field_can_be_asked_whether_it_is_known():
    assert all({"known", "unknown"} <= set(operators(kind)) for kind in Kind)


def test_two_vocabularies_add_up():
    more = WORDS + Vocabulary.of(Field("extra", "Extra"))

    assert "extra" in more
    assert "title" in more
