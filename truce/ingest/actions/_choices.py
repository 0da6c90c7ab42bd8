"""What a person says of a file, and which answers there can be."""

import re
from collections.abc import Mapping as Table
from dataclasses import dataclass, field

from truce.base.errors import Refused
from truce.ingest.rules import ATTRIBUTE, SKIP, STAGES, DateOrder, RecordKind, fields_of
from truce.ingest.rules import zone_of as zone_called


class NotReady(Refused):
    """Something has to be answered first, or cannot be answered so."""


@dataclass(frozen=True)
class Choices:
    """What a person says of a file; what is None or missing stays as it is.

    `columns`: column -> field ("" skips it); `options`: column -> date_order, mark, zone, currency, region, and empty:
    "yes" or "no" for words that look like an empty choice; `roles`: user's address -> side or role;
    `statuses`: status -> stage; `fill_short`: rows may lack cells at their end.
    """

    kind: str | None = None
    source: str | None = None
    columns: Table[str, str] = field(default_factory=dict)
    options: Table[str, Table[str, str]] = field(default_factory=dict)
    defaults: Table[str, str] = field(default_factory=dict)
    roles: Table[str, str] = field(default_factory=dict)
    statuses: Table[str, str] = field(default_factory=dict)
    fill_short: bool | None = None


_PATTERNS = {
    "date_order": ("|".join(DateOrder.values), "is no order of a date: say dmy, mdy or ymd."),
    "mark": ("[.,]", "is no decimal mark: say . or ,"),
    "empty": ("yes|no", "is no answer: say yes or no."),
    "currency": ("[A-Z]{3}", "is no currency: say three letters, as EUR."),
    "region": ("[A-Z]{2}", "is no country: say two letters, as DE."),
}


def check(choices: Choices, kind: str) -> None:
    """Refuse answers that cannot be, before anything is kept of them.

    Raises  NotReady, NotAZone.
    """
    if kind not in RecordKind.values:
        raise NotReady(f"{kind} is nothing that the rows of a file can be.")
    for name, target in choices.columns.items():
        if target not in (SKIP, ATTRIBUTE, *fields_of(kind)):
            raise NotReady(f"{name} cannot become {target}: a {kind} has no such field.")
    for given in (choices.defaults, *choices.options.values()):
        for name, text in given.items():
            _check(name, text)
    for status, stage in choices.statuses.items():
        if stage not in STAGES:
            raise NotReady(f"{stage} is no stage that {status} can stand for: say one of {', '.join(sorted(STAGES))}.")


def _check(name: str, text: str) -> None:
    if name == "zone":
        zone_called(text)
        return
    pattern, why = _PATTERNS[name]
    if not re.fullmatch(pattern, text):
        raise NotReady(f"{text} {why}")
