import pytest
from hypothesis import given

from tests.criteria.shapes import WORDS, trees
from truce.criteria import All, Any, BadCriteria, Not, Test, sentence

BIG = Test("employees", "at_least", 200)
FOOD = Test("industry", "one_of", ("Food", "Logistics"))


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        (All((FOOD, BIG)), "industry is one of Food, Logistics and employees at least 200"),
        (Any((FOOD, BIG)), "industry is one of Food, Logistics or employees at least 200"),
        (
            All((BIG, Any((FOOD, BIG)))),
            "employees at least 200 and (industry is one of Food, Logistics or employees at least 200)",
        ),
        (Not(BIG), "not employees at least 200"),
        (Not(Any((BIG, BIG))), "not (employees at least 200 or employees at least 200)"),
        (All((BIG,)), "employees at least 200"),
        (All(()), "everyone"),
        (Any(()), "no one"),
        (Test("stage", "is", "mql"), "stage is MQL"),
        (Test("title", "known"), "job title is known"),
        (Test("is_key", "is_true"), "key account is yes"),
        (Test("seen", "within_days", 1), "last seen within the last 1 day"),
        (Test("seen", "within_days", 30), "last seen within the last 30 days"),
        (Test("budget", "between", (150000, 200050)), "budget between 1,500 and 2,000.50"),
    ],
)
def test_a_tree_reads_as_a_sentence(tree, words):
    assert sentence(tree, WORDS) == words


@given(trees)
def test_every_tree_can_be_said(tree):
    assert sentence(tree, WORDS)


def test_a_field_nobody_knows_cannot_be_said():
    with pytest.raises(BadCriteria):
        sentence(Test("ghost", "known"), WORDS)
