"""The Jinja environment every page is rendered in."""

from typing import Any

from jinja2 import Environment, StrictUndefined


def environment(**options: Any) -> Environment:
    return Environment(**options, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
