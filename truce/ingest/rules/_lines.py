"""Rows of a CSV file, one at a time, each with the line on which it starts and what is wrong with it."""

import csv
import io
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO, NamedTuple

from truce.ingest.rules._encoding import Encoding

LONGEST_LINE = 1 << 20
_MANY_QUOTES = "a quotation mark is opened and never properly closed"


class Record(NamedTuple):
    """One record as it stands in the file: `line` is the physical line where it starts, from 1."""

    line: int
    cells: list[str]
    problem: str = ""


class _TooLong(Exception):
    pass


class _Lines:
    """The physical lines of a file, which can be handed back when a record turns out to be broken."""

    def __init__(self, text: io.TextIOBase, *, is_clean: bool) -> None:
        self._text = text
        self._again: deque[str] = deque()
        self._is_clean = is_clean
        self.number = 0
        self.taken: list[str] = []
        self.is_again = False
        self.flaw = ""

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        self.is_again = bool(self._again)
        line = self._again.popleft() if self._again else self._read()
        if not line:
            raise StopIteration
        self.number += 1
        self.taken.append(line)
        if "\0" in line:
            self.flaw = "contains a zero byte"
        elif not self._is_clean and "\ufffd" in line:
            self.flaw = "contains bytes that are no letters in the file's encoding"
        return line

    def begin(self) -> int:
        """Forget what was taken; the next line starts a record. Return its number."""
        self.taken.clear()
        self.flaw = ""
        return self.number + 1

    def give_back(self) -> None:
        """Return all lines of the broken record but its first."""
        self.number -= len(self.taken) - 1
        self._again.extendleft(reversed(self.taken[1:]))

    def _read(self) -> str:
        line = self._text.readline(LONGEST_LINE)
        if len(line) < LONGEST_LINE or line.endswith(("\n", "\r")):
            return line
        while (rest := self._text.readline(LONGEST_LINE)) and not rest.endswith(("\n", "\r")):
            pass
        self.number += 1
        raise _TooLong


def records(stream: BinaryIO, encoding: Encoding, delimiter: str, *, skip_lines: int = 0) -> Iterator[Record]:
    """Yield every record of a file, broken ones with the reason; never raises for what stands in the file.

    Takes   stream: seekable binary; skip_lines: physical lines before the first record.
    Gives   records in file order; an empty line is a record without cells.
    Cost    memory for one record, whatever the size of the file.
    """
    stream.seek(encoding.skip)
    errors = "strict" if encoding.is_clean else "replace"
    text = io.TextIOWrapper(stream, encoding.name, errors=errors, newline="")
    try:
        lines = _Lines(text, is_clean=encoding.is_clean)
        for _ in range(skip_lines):
            next(lines, None)
        yield from _records(lines, delimiter)
    finally:
        text.detach()


def _records(lines: _Lines, delimiter: str) -> Iterator[Record]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        start = lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except _TooLong:
            yield Record(start, [], f"is longer than {LONGEST_LINE:,} characters")
            continue
        except csv.Error as why:
            yield _broken(lines, delimiter, start, why)
            continue
        if lines.flaw:
            yield Record(start, cells, lines.flaw)
        elif lines.is_again and _is_torn(lines.taken):
            yield Record(start, cells, _MANY_QUOTES)
        else:
            yield Record(start, cells)


def _broken(lines: _Lines, delimiter: str, start: int, why: csv.Error) -> Record:
    """Read one bad record as well as can be, and go on with the line after its first."""
    if len(lines.taken) == 1 and "expected after" in str(why) and not _is_torn(lines.taken):
        # Text after a closing quotation mark on one line: others read it, so it counts at the right width.
        with suppress(csv.Error):
            return Record(start, next(csv.reader(lines.taken, delimiter=delimiter)), lines.flaw)
    problem = "a cell is longer than 131,072 characters" if "field limit" in str(why) else ""
    lines.give_back()
    return Record(start, [], lines.flaw or problem or _MANY_QUOTES)


def _is_torn(taken: list[str]) -> bool:
    """Whether a line after a broken one is the tail of that broken record: it has half a pair of quotes."""
    return sum(line.count('"') for line in taken) % 2 == 1
