"""The parts and their order, read from the one place that states it: pyproject.toml."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
TRUCE = ROOT / "truce"


def rows() -> list[list[str]]:
    """Return the rows of parts, from the faces on top down to the base."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text())
    layers = pyproject["tool"]["importlinter"]["contracts"][0]["layers"]
    return [[part.strip(" ()") for part in layer.split("|")] for layer in layers]


def depth() -> dict[str, int]:
    return {part: row for row, parts in enumerate(rows()) for part in parts}


def code() -> list[Path]:
    """Return every module of ours but the migrations."""
    return sorted(path for path in TRUCE.rglob("*.py") if "migrations" not in path.parts)
