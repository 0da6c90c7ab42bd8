"""How a hint looks on the wire, and which records an event concerns."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

RECORD = re.compile(r"[a-z]{2,12}:[0-9]{1,18}\Z")
MOST_RECORDS = 5


@dataclass(frozen=True)
class Hint:
    """One line of the stream: what kind of thing changed, and which."""

    name: str
    seq: int = 0
    data: Mapping[str, object] = field(default_factory=dict)

    def wire(self) -> bytes:
        """Return it as server-sent events are written."""
        number = f"id: {self.seq}\n" if self.seq else ""
        told = json.dumps(self.data, separators=(",", ":"))
        return f"event: {self.name}\n{number}data: {told}\n\n".encode()


def records(subject: str, changes: Mapping[str, Mapping]) -> frozenset[str]:
    """Return the records that an event is about or changed, as `lead:7`."""
    return frozenset({subject, *(f"{kind}:{key}" for kind, rows in changes.items() for key in rows)})


def wanted_records(text: str) -> frozenset[str]:
    """Return the records that a page asks to hear of: `lead:7,company:3`; what is no record is left out."""
    return frozenset(part for part in text.split(",")[:MOST_RECORDS] if RECORD.match(part))
