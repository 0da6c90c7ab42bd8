import re

from tests.architecture import layers

OPERATIONS = layers.ROOT / "docs" / "guide" / "operations.md"
# Set by our own processes for their children; nobody is to set them.
OUR_OWN = {"TRUCE_PARENT", "TRUCE_SUPERVISED", "TRUCE_SUPERVISOR"}


def test_every_setting_is_explained_and_every_explained_setting_is_read():
    read = {name for path in layers.code() for name in re.findall(r"\bTRUCE_[A-Z_]+\b", path.read_text())}
    explained = set(re.findall(r"^\| `(TRUCE_[A-Z_]+)`", OPERATIONS.read_text(), flags=re.MULTILINE))

    assert read - OUR_OWN == explained


def test_every_link_between_the_pages_of_the_docs_leads_somewhere():
    pages = [*layers.ROOT.glob("*.md"), *layers.ROOT.glob("docs/**/*.md")]

    dead = [
        f"{page.relative_to(layers.ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text())
        if not (page.parent / target).exists()
    ]

    assert dead == []


def test_every_program_the_docs_name_in_bin_is_there():
    named = {
        name
        for page in [*layers.ROOT.glob("*.md"), *layers.ROOT.glob("docs/**/*.md")]
        for name in re.findall(r"\bbin/(\w+)", page.read_text())
    }

    present = {path.name for path in (layers.ROOT / "bin").iterdir()}
    assert named - present - {"activate", "python", "pytest", "pip", "ruff", "mypy", "uv"} == set()
