"""The Jinja environment every page is rendered in: its filters, its functions, and the parts as macros."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, QueryDict
from django.templatetags.static import static as static_url
from django.urls import reverse
from django_htmx.jinja import htmx_script
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from truce.web import formats, keys, nav, posting

PARTS = Path(__file__).parent / "templates" / "_parts"
CSS = ("reset", "tokens", "base", "layout", "parts", "lists", "story", "today", "imports", "utils", "print")
JS = tuple(sorted(path.stem for path in (Path(__file__).parent / "static" / "js").glob("*.js")))
SIDES = {"marketing": "mk", "sales": "sa", "both": "us"}
FILTERS = (
    "ago",
    "day",
    "day_name",
    "fact",
    "hour",
    "hours",
    "moment",
    "money",
    "month",
    "number",
    "points",
    "share",
    "short",
    "span",
    "when",
)
FUNCTIONS = ("due", "face", "language", "plural", "today")


def environment(**options: Any) -> Environment:
    env = Environment(**options | {"undefined": StrictUndefined}, trim_blocks=True, lstrip_blocks=True)
    env.filters |= {name: getattr(formats, name) for name in FILTERS}
    env.filters |= {"side": side, "initials": initials}
    env.globals |= {name: getattr(formats, name) for name in FUNCTIONS}
    env.globals |= {
        "static": static,
        "url": url,
        "icon": icon,
        "attributes": attributes,
        "query": query,
        "posting": posting.fields,
        "shell": nav.shell,
        "key_map": keys.key_map,
        "said_to": said_to,
        "htmx_script": htmx_script,
        "CSS": CSS,
        "JS": JS,
    }
    env.globals |= parts(env)
    return env


def named_parts() -> dict[str, str]:
    """Return the macros of `_parts/` and the template each is in."""
    return {
        name: f"_parts/{path.name}"
        for path in sorted(PARTS.glob("*.html"))
        for name in re.findall(r"{%-? macro (\w+)", path.read_text())
    }


def parts(env: Environment) -> dict[str, Callable[..., Markup]]:
    """Return each macro of `_parts/` under its own name, so that pages need no import and macros see each other."""
    return {name: _part(env, template, name) for name, template in named_parts().items()}


def _part(env: Environment, template: str, name: str) -> Callable[..., Markup]:
    """Return a macro that is looked up when it is first called; while templates are written, each time."""
    macros: list[Callable[..., Markup]] = []

    def part(*args: Any, **named: Any) -> Markup:
        if not macros or env.auto_reload:
            macros[:] = [getattr(env.get_template(template).module, name)]
        return macros[0](*args, **named)

    return part


@lru_cache(maxsize=1000)
def static(path: str) -> str:
    """Return the address of a file that never changes while we run."""
    return static_url(path)


@lru_cache(maxsize=1000)
def icon(name: str) -> Markup:
    """Return one icon of the sprite; it never speaks, the word beside it does."""
    return Markup('<svg class="i" aria-hidden="true"><use href="{}#{}"></use></svg>').format(static("icons.svg"), name)


@lru_cache(maxsize=8192)
def url(name: str, *args: Any) -> str:
    """Return the address of a page by its name: `url("lead", 7)`. A list asks for hundreds, and none ever changes."""
    return reverse(name, args=args)


def side(value: str) -> str:
    """Return the class of a side: mk, sa, us, or nothing."""
    return SIDES.get(str(value), "")


def initials(name: str) -> str:
    words = name.split()
    return "".join(word[0] for word in words[:1] + words[1:][-1:]).upper()


def attributes(values: Mapping[str, Any]) -> Markup:
    """Return HTML attributes; `data_key` reads data-key, True stands bare, None and False stay out."""
    shown = {name: value for name, value in values.items() if value not in (None, False)}
    return Markup(
        "".join(
            f" {_dashed(name)}" if value is True else f' {_dashed(name)}="{escape(value)}"'
            for name, value in shown.items()
        )
    )


@lru_cache(maxsize=1000)
def _dashed(name: str) -> Markup:
    return escape(name.rstrip("_").replace("_", "-"))


def query(current: QueryDict, **changes: Any) -> str:
    """Return the address of the same page with some of its parameters changed; None takes one out."""
    kept = {name: current.getlist(name) for name in current if name not in changes}
    return "?" + urlencode(kept | {name: value for name, value in changes.items() if value is not None}, doseq=True)


def said_to(request: HttpRequest | None) -> list[Message]:
    """Return what is still to be told to the person, and forget it; nothing where there is no request."""
    return list(messages.get_messages(request)) if request else []
