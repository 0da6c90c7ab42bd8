"""Conditions as data: one small tree for point rules, filters, segments and required fields.

A tree is made of All, Any, Not and Test. It is stored as JSON, said as a sentence, judged on one
record (`holds`), or turned into a database query (`truce.criteria.queries.to_query`). It is never
run as code. What may be asked about is a `Vocabulary`, passed in by the part that owns the fields.

Words: criterion, test, field, vocabulary, verdict. A fact that is not known is neither true nor
false: it gives the verdict None, and a list filter leaves such a record out.
"""

from truce.criteria.rules import (
    All,
    Any,
    BadCriteria,
    Field,
    Finding,
    Kind,
    Not,
    Op,
    Test,
    Tree,
    Verdict,
    Vocabulary,
    check,
    fields_of,
    flips_on,
    from_json,
    from_param,
    holds,
    operators,
    sentence,
    to_json,
    to_param,
    truth,
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
