"""One word for one thing, in the code as in docs/GLOSSARY.md; and one clock."""

import ast
import re

import pytest
from django.apps import apps
from django.conf import settings

from tests.architecture import layers
from truce.base.words import Word

GLOSSARY = layers.ROOT / "docs" / "GLOSSARY.md"


def _plain(term: str) -> str:
    return re.sub(r"[^a-z0-9]", "", term.lower())


def _terms() -> set[str]:
    """Return the terms of the glossary: what is bold at the start of a line, a list item or a table row."""
    if not GLOSSARY.exists():
        pytest.skip("the glossary is not written yet")
    lines = re.findall(r"^(?:[-*] +|\| *)?\*\*(.+?)\*\*", GLOSSARY.read_text(), flags=re.MULTILINE)
    return {_plain(term) for line in lines for term in re.split(r",| / |\(", line) if _plain(term)}


def _words() -> list[type[Word]]:
    return [word for word in Word.__subclasses__() if word.__module__.startswith("truce.")]


def _identifiers() -> set[str]:
    """Return every name the code gives to something, and every value and label of its words."""
    names = {path.stem for path in layers.code()} | {path.parent.name for path in layers.code()}
    for path in layers.code():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                names.add(node.name)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names.add(node.id)
            elif isinstance(node, ast.arg):
                names.add(node.arg)
    for word in _words():
        names |= {str(value) for value in word.values} | {str(label) for label in word.labels}
    return {_plain(name) for name in names}


def test_every_term_of_the_glossary_is_a_name_in_the_code():
    names = _identifiers()

    assert sorted(term for term in _terms() if term not in names and term.removesuffix("s") not in names) == []


def test_every_closed_list_and_every_table_is_in_the_glossary():
    terms = _terms()
    models = [model for part in settings.PARTS for model in apps.get_app_config(part).get_models()]

    missing = {kind.__name__ for kind in [*_words(), *models] if _plain(kind.__name__) not in terms}

    assert sorted(missing) == []


def test_a_lead_is_returned_and_never_anything_harsher():
    faces = [*layers.code(), *layers.TRUCE.rglob("*.html"), *layers.TRUCE.rglob("*.txt")]
    # Jinja has two filters of that name; they are not shown to anybody.
    texts = {str(path): re.sub(r"\|\s*reject(?:attr)?\b", "", path.read_text().lower()) for path in faces}

    assert [path for path, text in texts.items() if "reject" in text] == []


def test_only_the_clock_asks_what_time_it_is():
    asking = re.compile(r"\b(?:datetime|timezone|date)\.(?:now|utcnow|today)\(")

    assert [
        str(path)
        for path in layers.code()
        if path != layers.TRUCE / "base" / "clock.py" and asking.search(path.read_text())
    ] == []
