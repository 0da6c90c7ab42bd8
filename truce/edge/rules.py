"""Which seats an event of the ledger concerns, and how a hint looks on the wire."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

RECORD = re.compile(r"[a-z]{2,12}:[0-9]{1,18}\Z")
MOST_RECORDS = 5

# The columns of a lead by which it stands in somebody's list of turns, and those that say in whose.
TURN_COLUMNS = frozenset({"holder_user_id", "holder_queue_id", "turn", "due_at", "promise", "closed_at"})
USER_COLUMNS = frozenset({"holder_user_id", "offered_to_user_id", "return_to_id"})


@dataclass(frozen=True)
class Line:
    """What the stream needs of one event of the ledger."""

    seq: int
    kind: str
    subject_kind: str
    subject_id: int
    actor_id: int | None
    changes: Mapping[str, Mapping[str, Mapping]]
    before: Mapping[str, Mapping[str, Mapping]]


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


@dataclass(frozen=True)
class Turned:
    """Whose list of turns changed: these users', and everybody's who works on these sides."""

    users: frozenset[int]
    sides: frozenset[str]

    def concerns(self, user_id: int, side: str) -> bool:
        """Tell whether a reader's list of turns changed; who works for both sides looks at both."""
        return user_id in self.users or side in self.sides or (side == "both" and bool(self.sides))


def records(line: Line) -> frozenset[str]:
    """Return the records that an event is about or changed, as `lead:7`."""
    changed = {f"{kind}:{key}" for kind, rows in line.changes.items() for key in rows}
    return frozenset(changed | {f"{line.subject_kind}:{line.subject_id}"})


def turned_leads(lines: Iterable[Line]) -> set[int]:
    """Return the leads whose holder or clock was changed."""
    return {
        int(key)
        for line in lines
        for key, columns in line.changes.get("lead", {}).items()
        if TURN_COLUMNS & columns.keys()
    }


def named_users(lines: Iterable[Line]) -> set[int]:
    """Return the users whom changes named as holder, or took the turn from."""
    return set(_values(lines, USER_COLUMNS))


def named_queues(lines: Iterable[Line]) -> set[int]:
    """Return the queues that changes put a lead into, or took one out of."""
    return set(_values(lines, frozenset({"holder_queue_id", "offered_to_queue_id"})))


def wanted_records(text: str) -> frozenset[str]:
    """Return the records that a page asks to hear of: `lead:7,company:3`; what is no record is left out."""
    return frozenset(part for part in text.split(",")[:MOST_RECORDS] if RECORD.match(part))


def gaps(last: int, seqs: Iterable[int]) -> set[int]:
    """Return the numbers that are missing after `last`: events that were numbered, but not committed yet."""
    found = set(seqs)
    return set(range(last + 1, max(found, default=last) + 1)) - found


def _values(lines: Iterable[Line], names: frozenset[str]) -> Iterable[int]:
    for line in lines:
        for side in (line.changes, line.before):
            for rows in side.values():
                for columns in rows.values():
                    yield from (columns[name] for name in names & columns.keys() if columns[name])
