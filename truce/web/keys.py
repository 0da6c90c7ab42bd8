"""The keys that work everywhere, as data: the dialog under ? is drawn from it and keys.js reads that dialog."""

from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class Key:
    """One key: what is pressed, what it does in words, and either the behaviour or the page behind it."""

    press: str
    words: str
    does: str = ""
    page: str = ""

    @property
    def href(self) -> str:
        return reverse(self.page) if self.page else ""


EVERYWHERE = (
    Key("?", "Show the keys", "help"),
    Key("z", "Undo what was just done", "undo"),
    Key("c", "Add a lead", page="lead-new"),
    Key("/", "Go to the filter or the first field", "field"),
    Key("Escape", "Back, or close what is open", "back"),
)
LISTS = (
    Key("j", "Next row", "next"),
    Key("k", "Row before", "previous"),
    Key("Enter", "Open the row", "open"),
    Key("e", "Edit what stands in the row", "edit"),
    Key("x", "Choose the row", "select"),
    Key("X", "Choose all rows up to here", "range"),
)
GO = (
    Key("g t", "Today", page="today"),
    Key("g h", "Hand-offs", page="handoffs"),
    Key("g l", "Leads", page="leads"),
    Key("g c", "Companies", page="companies"),
    Key("g u", "Undo", page="undo"),
    Key("g m", "My profile", page="me"),
)


@cache
def key_map() -> list[tuple[str, list[Key]]]:
    """Return the groups of the dialog; a page that does not exist has no key."""
    groups = (("Everywhere", EVERYWHERE), ("In a list", LISTS), ("Go to", GO))
    return [(name, [key for key in keys if _exists(key)]) for name, keys in groups]


def _exists(key: Key) -> bool:
    try:
        return bool(key.does or key.href)
    except NoReverseMatch:
        return False
