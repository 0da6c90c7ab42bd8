"""The tree of conditions and what can be done with it, without a database."""

from truce.criteria.rules._holds import Finding, Verdict, flips_on, holds, truth
from truce.criteria.rules._json import check, from_json, to_json
from truce.criteria.rules._param import from_param, to_param
from truce.criteria.rules._sentence import sentence
from truce.criteria.rules._tree import (
    All,
    Any,
    BadCriteria,
    Field,
    Kind,
    Not,
    Op,
    Test,
    Tree,
    Vocabulary,
    fields_of,
    operators,
)

__all__ = [
    "All",
    "Any",
    "BadCriteria",
    "Field",
    "Finding",
    "Kind",
    "Not",
    "Op",
    "Test",
    "Tree",
    "Verdict",
    "Vocabulary",
    "check",
    "fields_of",
    "flips_on",
    "from_json",
    "from_param",
    "holds",
    "operators",
    "sentence",
    "to_json",
    "to_param",
    "truth",
]
