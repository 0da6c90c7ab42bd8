from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.criteria.shapes import WORDS, trees
from truce.criteria import All, Any, BadCriteria, Test, from_param, to_param


@given(trees)
def test_a_filter_survives_a_link(tree):
    link = urlencode({"f": to_param(tree)})
    text = parse_qs(link, keep_blank_values=True)["f"][0]

    assert from_param(text, WORDS) == (All((tree,)) if isinstance(tree, Test) else tree)


def test_a_plain_list_of_tests_stays_readable():
    tree = All((Test("stage", "one_of", ("lead", "mql")), Test("employees", "at_least", 40), Test("title", "known")))

    assert to_param(tree) == "stage:one_of:lead,mql;employees:at_least:40;title:known"


def test_marks_in_a_value_are_not_taken_for_ours():
    tree = All((Test("title", "is", "a:b,c;d~%"),))

    assert from_param(to_param(tree), WORDS) == tree


def test_other_shapes_are_packed():
    tree = Any((Test("stage", "is", "lead"), Test("title", "known")))

    assert to_param(tree).startswith("~")
    assert from_param(to_param(tree), WORDS) == tree


def test_no_filter_holds_for_everyone():
    assert from_param("", WORDS) == All(())


def test_numbers_may_have_a_fraction():
    assert from_param("employees:at_least:1.5", WORDS) == All((Test("employees", "at_least", 1.5),))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("ghost:known", "no field"),
        ("employees:at_least:many", "takes a number"),
        ("employees:is:1,2", "text or a number"),
        ("title", "not a question"),
        ("~???", "cannot be read"),
        ("~e30", "“field” and “op”"),
        ("x" * 8001, "too long"),
    ],
)
def test_a_link_that_cannot_be_read_is_refused(text, says):
    with pytest.raises(BadCriteria, match=says):
        from_param(text, WORDS)


@given(st.text(":,;~abtile_sowkn019%", max_size=30))
def test_no_text_in_a_link_breaks_a_page(text):
    try:
        from_param(text, WORDS)
    except BadCriteria as refusal:
        assert str(refusal)
