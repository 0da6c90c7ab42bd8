"""A tree as one short piece of a URL and back.

`stage:one_of:lead,mql;score:at_least:40` reads as "all of these". Values are percent-encoded, so that the
four marks : , ; ~ stay ours. A tree with other shapes is packed: "~" and its JSON in URL-safe base64.
"""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any as Anything
from urllib.parse import quote, unquote

from truce.criteria.rules._json import from_json, to_json
from truce.criteria.rules._tree import All, BadCriteria, Kind, Op, Test, Tree, Vocabulary

LONGEST = 8000


def to_param(tree: Tree) -> str:
    """Return a tree as text for a URL, readable where the tree is a plain list of tests."""
    if isinstance(tree, Test):
        tree = All((tree,))
    tests = [part for part in tree.parts if isinstance(part, Test)] if isinstance(tree, All) else []
    if isinstance(tree, All) and len(tests) == len(tree.parts):
        return ";".join(_write(test) for test in tests)
    packed = json.dumps(to_json(tree), separators=(",", ":"), ensure_ascii=False).encode()
    return "~" + urlsafe_b64encode(packed).decode().rstrip("=")


def from_param(text: str, vocabulary: Vocabulary) -> Tree:
    """Read a tree from a URL; the empty text holds for everyone.

    Raises  BadCriteria, naming what cannot be read.
    """
    if len(text) > LONGEST:
        raise BadCriteria("The filter in this link is too long.")
    if text.startswith("~"):
        return from_json(_unpack(text[1:]), vocabulary)
    tests = [_read(part, vocabulary) for part in text.split(";") if part]
    return from_json({"all": tests}, vocabulary)


def _write(test: Test) -> str:
    if test.value is None:
        return f"{_quote(test.field)}:{test.op}"
    values = test.value if isinstance(test.value, tuple) else (test.value,)
    return f"{_quote(test.field)}:{test.op}:{','.join(_quote(each) for each in values)}"


def _quote(value: Anything) -> str:
    return quote(str(value), safe=" @")


def _unpack(text: str) -> Anything:
    try:
        return json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        raise BadCriteria("The filter in this link cannot be read.") from None


def _read(part: str, vocabulary: Vocabulary) -> dict:
    key, _, rest = part.partition(":")
    op, has_value, value = rest.partition(":")
    field = vocabulary[unquote(key)]
    node: dict = {"field": field.key, "op": op}
    if not has_value:
        return node
    is_number = field.kind in {Kind.NUMBER, Kind.MONEY} or op == Op.WITHIN_DAYS
    texts = [unquote(each) for each in value.split(",")]
    values = [_number(each, field.label) for each in texts] if is_number else texts
    node["value"] = values if op in {Op.ONE_OF, Op.NONE_OF, Op.BETWEEN} or len(values) > 1 else values[0]
    return node


def _number(text: str, label: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        raise BadCriteria(f"{label} takes a number.") from None
