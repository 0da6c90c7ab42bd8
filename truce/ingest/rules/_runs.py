"""What an import goes through, and what may become of a row."""

from collections.abc import Iterable, Sequence

from truce.base.words import Word
from truce.ledger.rules import code_of
from truce.teams.rules import SIDE_OF, Role, Side

MOST_BYTES = 200 * 2**20
ENDINGS = (".csv", ".tsv", ".txt", ".tab")
OF_MENDED = ("Line in the file", "Why it was refused")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Fate(Word):
    """What became of a row. Every row of a file has exactly one."""

    NEW = "new", "New"
    UPDATED = "updated", "Updated"
    DUPLICATE = "duplicate", "Duplicate"
    REFUSED = "refused", "Refused"


class RunState(Word):
    """How far an import is."""

    READING = "reading", "Being read"
    ASKING = "asking", "Waiting for answers"
    READY = "ready", "Ready to start"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    CANCELLED = "cancelled", "Cancelled"
    FAILED = "failed", "Stopped by an error"
    UNREADABLE = "unreadable", "Could not be read"


def guarded(cells: Iterable[str]) -> list[str]:
    """Return cells that no spreadsheet takes for a formula: a ' before what begins like one."""
    return [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]


def unguarded(cells: Iterable[str]) -> list[str]:
    """Return cells as they were before `guarded`."""
    return [cell[1:] if cell[:1] == "'" and cell[1:].startswith(_FORMULA) else cell for cell in cells]


def role_of(word: str) -> Role | None:
    """Return the role that a side or a role stands for, None for anything else: who sells, who does marketing."""
    word = word.strip().lower().replace(" ", "_")
    if word in (Side.SALES, Side.MARKETING):
        return Role.SELLER if word == Side.SALES else Role.MARKETER
    known = {role.value: role for role in SIDE_OF if role != Role.SYSTEM}
    return known.get(word)


def source_code(text: str) -> str:
    """Return the code of a lead's source; letters that a code cannot hold are spelled by their numbers.

    Gives   "employee_referral" for "Employee Referral", "" only for a blank one.
    """
    text = text.strip()
    return code_of(text) or "-".join(f"{ord(letter):x}" for letter in text if not letter.isspace())[:60]


def field_key(name: str, of: str, taken: Iterable[str] = ()) -> str:
    """Return the key of a field of one's own for a column.

    Takes   of: person or company; taken: keys that mean something else.
    """
    key = source_code(name).replace("-", "_").replace(".", "_").replace("+", "_")[:50] or "column"
    return f"{of}_{key}"[:60] if key in set(taken) else key


def named(things: Sequence[str], most: int = 5) -> str:
    """Return some names as words: "A, B and 3 more"."""
    shown = ", ".join(things[:most])
    return f"{shown} and {len(things) - most} more" if len(things) > most else shown
