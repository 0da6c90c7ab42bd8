"""How a file is laid out: delimiter, header, and the rows under it, each as wide as the header."""

import csv
import io
from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, NamedTuple

from truce.ingest.rules._encoding import Encoding, Unreadable, detect_encoding
from truce.ingest.rules._lines import Record, records

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_SAMPLE_BYTES = 1 << 16
_SAMPLE_ROWS = 200
_MOST_PREAMBLE = 10
_WIDEST = 2000


@dataclass(frozen=True)
class Layout:
    """`header`: distinct names of the kept columns, in file order; `skip_lines`: lines above the header."""

    encoding: Encoding
    delimiter: str
    delimiter_why: str
    skip_lines: int
    header: tuple[str, ...]
    notes: tuple[str, ...] = ()


class Row(NamedTuple):
    """One data row: as many cells as the header has names, or a problem that says why not."""

    line: int
    cells: list[str]
    problem: str = ""


@dataclass
class Tally:
    """What was passed on the way through a file."""

    rows: int = 0
    blank: int = 0
    broken: int = 0


def read_layout(stream: BinaryIO, *, encoding: str = "", delimiter: str = "", skip_lines: int | None = None) -> Layout:
    """Find out how a file is laid out.

    Takes   encoding, delimiter, skip_lines: what a person has chosen; found out where not given.
    Raises  Unreadable: not a text file, or no header in it.
    Cost    reads the whole file once for its encoding, a second time only when trailing columns have no name.
    """
    known = detect_encoding(stream, chosen=encoding)
    sample = _sample(stream, known)
    found, why = (delimiter, "chosen by hand") if delimiter else _delimiter(sample)
    above = _header_at(sample, found) if skip_lines is None else skip_lines
    first = next((row for row in records(stream, known, found, skip_lines=above) if _has_text(row.cells)), None)
    if first is None or first.problem or len(first.cells) > _WIDEST:
        raise Unreadable(f"No header was found: line {first.line} {first.problem}." if first else "There is no header.")
    names = [name.strip().lstrip("\ufeff") for name in first.cells]
    notes = [f"{_many(first.line - 1, 'line')} above the header left out."] if first.line > 1 else []
    layout = Layout(known, found, why, first.line - 1, tuple(names), tuple(notes))
    return _named(stream, layout)


def read_rows(
    stream: BinaryIO, layout: Layout, *, fill_short: bool = False, tally: Tally | None = None
) -> Generator[Row, None, None]:
    """Yield the rows under the header; one of another width carries a problem and is never shifted.

    Takes   fill_short: take missing cells at the end of a row as empty; tally: counts what passes.
    Gives   rows that are not blank, in file order.
    """
    tally = tally if tally is not None else Tally()
    width = len(layout.header)
    body = records(stream, layout.encoding, layout.delimiter, skip_lines=layout.skip_lines)
    next(body, None)
    for record in body:
        if not record.problem and not _has_text(record.cells):
            tally.blank += 1
            continue
        row = record if not record.problem and len(record.cells) == width else _fitted(record, width, fill_short)
        tally.rows += 1
        tally.broken += bool(row[2])
        yield Row(*row)


def _fitted(record: Record, width: int, fill_short: bool) -> tuple[int, list[str], str]:
    line, cells, problem = record
    if problem:
        return line, cells, problem
    if len(cells) > width and not _has_text(cells[width:]):
        return line, cells[:width], ""
    if len(cells) < width and fill_short:
        return line, cells + [""] * (width - len(cells)), ""
    return line, cells, f"has {_many(len(cells), 'cell')}, the header has {width}"


def _many(number: int, thing: str) -> str:
    return f"1 {thing}" if number == 1 else f"{number} {thing}s"


def _has_text(cells: Sequence[str]) -> bool:
    return any(cell and not cell.isspace() for cell in cells)


def _sample(stream: BinaryIO, encoding: Encoding) -> str:
    stream.seek(encoding.skip)
    text = stream.read(_SAMPLE_BYTES).decode(encoding.name, "replace")
    whole, newline, rest = text.rpartition("\n") if len(text) > 100 and stream.read(1) else ("", "", text)
    return whole + newline if whole else rest


def _delimiter(sample: str) -> tuple[str, str]:
    if _names_delimiter(sample):
        return sample[4], "the first line names it"
    scores = {mark: _score(sample, mark) for mark in DELIMITERS}
    best = max(scores, key=lambda mark: scores[mark])
    share, _, width = scores[best]
    if width < 2:
        return ",", "there is one column only"
    return (
        best,
        f"{DELIMITERS[best]}: {share:.0%} of the first rows have {width} cells by it, as the header has",
    )


def _names_delimiter(sample: str) -> bool:
    return sample[:4].lower() == "sep=" and sample[4:5] in DELIMITERS and sample[5:6] in ("\r", "\n")


def _score(sample: str, delimiter: str) -> tuple[float, int, int]:
    """Return how well a delimiter fits: share of rows as wide as the header, -lines above it, width."""
    widths = _widths(sample, delimiter)
    if not widths:
        return 0.0, 0, 0
    above = _preamble(widths)
    header = widths[above][1]
    body = [width for _, width in widths[above + 1 :]]
    if header < 2:
        return 0.0, 0, header
    return (sum(width == header for width in body) / len(body) if body else 1.0), -above, header


def _widths(sample: str, delimiter: str) -> list[tuple[int, int]]:
    """Return (lines read so far, width) of each row of the sample that is not blank."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    widths = []
    try:
        for cells in reader:
            if _has_text(cells):
                widths.append((reader.line_num, len(cells)))
            if len(widths) >= _SAMPLE_ROWS:
                break
    except csv.Error:
        pass  # what was read so far tells enough; the rows themselves are read by `records`
    return widths


def _preamble(widths: list[tuple[int, int]]) -> int:
    """Return how many rows above the header are titles or remarks: single cells above a wider table."""
    common = Counter(width for _, width in widths).most_common(1)[0][0]
    lone = next((place for place, (_, width) in enumerate(widths) if width > 1), 0)
    return lone if common > 1 and lone <= _MOST_PREAMBLE and widths[lone][1] == common else 0


def _header_at(sample: str, delimiter: str) -> int:
    if _names_delimiter(sample):
        return 1
    widths = _widths(sample, delimiter)
    above = _preamble(widths) if widths else 0
    return widths[above - 1][0] if above else 0


def _named(stream: BinaryIO, layout: Layout) -> Layout:
    """Give each column a name of its own, and drop trailing columns that have neither name nor content."""
    names, notes = list(layout.header), list(layout.notes)
    unnamed = len(names) - max((place + 1 for place, name in enumerate(names) if name), default=0)
    if unnamed == len(names):
        raise Unreadable("The header names no column.")
    if unnamed:
        kept = max(len(names) - unnamed, _last_filled(stream, layout))
        if kept < len(names):
            notes.append(f"{_many(len(names) - kept, 'column')} at the end without name and content left out.")
        names = names[:kept]
    return replace(layout, header=_distinct(names, notes), notes=tuple(notes))


def _last_filled(stream: BinaryIO, layout: Layout) -> int:
    """Return how many columns of the header, counted from the left, hold something in some row."""
    body = records(stream, layout.encoding, layout.delimiter, skip_lines=layout.skip_lines)
    next(body, None)
    width, last = len(layout.header), 0
    for record in body:
        cells = record.cells[:width]
        while len(cells) > last and not _has_text(cells[-1:]):
            cells.pop()
        last = max(last, len(cells))
    return last


def _distinct(names: list[str], notes: list[str]) -> tuple[str, ...]:
    seen: set[str] = set()
    given = []
    for place, name in enumerate(names, start=1):
        base = name or f"Column {place}"
        own, copy = base, 2
        while own in seen:
            own, copy = f"{base} ({copy})", copy + 1
        if own != name:
            notes.append(
                f"Column {place} is called {own}: " + ("it has no name." if not name else "its name is taken.")
            )
        seen.add(own)
        given.append(own)
    return tuple(given)
