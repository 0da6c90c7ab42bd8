"""What may stand in the ledger: kinds of events with typed payloads, and which columns are folded from them."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

Json = None | bool | int | float | str | list | dict
Changes = dict[str, dict[str, dict[str, Json]]]


class Code(str):
    """A payload type: a machine code such as `wrong_person`, never a sentence or a name of a person."""


_CODE = re.compile(r"[\w.:+/-]{0,64}\Z", re.ASCII)


@dataclass(frozen=True)
class EventKind:
    """One kind of thing that can happen, and the types of the facts that it carries."""

    name: str
    label: str
    subject: str
    fields: Mapping[str, type]
    is_shown: bool = True


@dataclass(frozen=True)
class Folded:
    """One kind of row whose listed columns are nothing but the sum of its events."""

    subject: str
    model: str
    columns: tuple[str, ...]


KINDS: dict[str, EventKind] = {}
FOLDED: dict[str, Folded] = {}


def declare(name: str, label: str, *, subject: str, is_shown: bool = True, **fields: type) -> EventKind:
    """Declare one kind of event; each name once.

    Takes   fields: payload name -> int, float, bool, Code, datetime, date or list (of those).
    """
    if name in KINDS:
        raise ValueError(f"event kind {name} is declared twice")
    KINDS[name] = EventKind(name, label, subject, fields, is_shown)
    return KINDS[name]


def folds(subject: str, *, model: str, columns: Iterable[str]) -> Folded:
    """Say that these columns (attribute names) of a model change through events only."""
    if subject in FOLDED:
        raise ValueError(f"{subject} is folded twice")
    FOLDED[subject] = Folded(subject, model, tuple(columns))
    return FOLDED[subject]


def fold(state: Changes, changes: Changes) -> Changes:
    """Lay one event's changes over a state, in place. The only definition of "state = fold(ledger)"."""
    for subject, rows in changes.items():
        known = state.setdefault(subject, {})
        for key, columns in rows.items():
            known.setdefault(key, {}).update(columns)
    return state


def payload(kind: EventKind, given: Mapping[str, object]) -> dict[str, Json]:
    """Return an event's payload as JSON values.

    Raises  TypeError: a field that the kind does not declare, or a value of another type (None is "not known").
    """
    unknown = given.keys() - kind.fields.keys()
    if unknown:
        raise TypeError(f"{kind.name} does not carry {', '.join(sorted(unknown))}")
    return {name: _typed(kind, name, value) for name, value in given.items() if value is not None}


def _typed(kind: EventKind, name: str, value: object) -> Json:
    wanted = kind.fields[name]
    if wanted is Code:
        is_right = isinstance(value, str) and bool(_CODE.match(value))
    elif wanted in (int, float):
        is_right = isinstance(value, (int, float)) and not isinstance(value, bool)
    else:
        is_right = isinstance(value, wanted)
    if not is_right:
        raise TypeError(f"{kind.name}.{name} wants {wanted.__name__}, not {value!r}")
    return to_json(value)


def to_json(value: object) -> Json:
    """Return a column's value as the ledger writes it: times as ISO 8601 in UTC with microseconds."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    raise TypeError(f"the ledger holds ids, codes, numbers and times, not {value!r}")


def is_code(value: Json) -> bool:
    """Return whether a written value is an id, code, number or time (and so not personal)."""
    if isinstance(value, list):
        return all(is_code(item) for item in value)
    return not isinstance(value, str) or bool(_CODE.match(value))


def code_of(words: str) -> str:
    """Return words such as a source's name as a code: "Employee Referral" gives "employee_referral".

    Gives   at most 60 characters; "" for blank words only: what has no Latin letters gets a code of its own digest.
    """
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    code = re.sub(r"[^a-z0-9.+-]+", "_", plain).strip("_")[:60]
    if code or not words.strip():
        return code
    return f"x-{hashlib.sha256(words.strip().encode()).hexdigest()[:12]}"


def gaps(last: int, seqs: Iterable[int]) -> set[int]:
    """Return the numbers that are missing after `last`: events that were numbered, but not committed yet."""
    found = set(seqs)
    return set(range(last + 1, max(found, default=last) + 1)) - found
