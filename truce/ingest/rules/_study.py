"""What a whole file proves about its columns, and what is left for a person to answer before it may come in."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from truce.ingest.rules._dates import Certainty, DateColumn, DateFinding, DateOrder
from truce.ingest.rules._fields import Holds, RecordKind, fields_of
from truce.ingest.rules._layout import Row
from truce.ingest.rules._mapping import ATTRIBUTE, Column, Mapping, missing_fields
from truce.ingest.rules._numbers import NumberColumn, NumberFinding, is_shared_sign, needs_currency
from truce.ingest.rules._readers import Defaults
from truce.ingest.rules._texts import NOT_CHOSEN
from truce.ingest.rules._trade import LEAD_STATUS, STAGES, word_key

_MOST_WORDS = 500
_MOST_SAMPLES = 5


@dataclass(frozen=True)
class Question:
    """Something that only a person can say. `option` is what the answer sets; `choices` are the possible answers.

    `is_error`: the file contradicts itself; an answer is possible, and rows that do not fit it are refused.
    """

    option: str
    column: str
    text: str
    choices: tuple[str, ...] = ()
    is_error: bool = False


@dataclass(frozen=True)
class ColumnStudy:
    """One column as it stands in the file. `not_chosen`: words that seem to mean an empty choice, and how often."""

    name: str
    filled: int
    samples: tuple[str, ...]
    not_chosen: tuple[tuple[str, int], ...]
    dates: DateFinding | None = None
    numbers: NumberFinding | None = None


@dataclass(frozen=True)
class Study:
    """A file read from end to end. `mapping` has everything filled in that the file proves."""

    rows: int
    broken: int
    columns: tuple[ColumnStudy, ...]
    mapping: Mapping
    questions: tuple[Question, ...]


@dataclass
class _Watch:
    """Gathers one column."""

    column: Column
    holds: str
    filled: int = 0
    samples: list[str] = field(default_factory=list)
    words: Counter = field(default_factory=Counter)
    not_chosen: Counter = field(default_factory=Counter)
    dates: DateColumn | None = None
    numbers: NumberColumn | None = None
    local_phones: int = 0

    def add(self, text: str, line: int) -> None:
        self.filled += 1
        if len(self.samples) < _MOST_SAMPLES and text not in self.samples:
            self.samples.append(text)
        if len(text) < 12 and text.lower() in NOT_CHOSEN:
            self.not_chosen[text] += 1
        if text in self.column.empty:
            return
        if self.dates:
            self.dates.add(text, line)
        elif self.numbers:
            self.numbers.add(text, line)
        elif self.column.field == "status" and (len(self.words) < _MOST_WORDS or text in self.words):
            self.words[text] += 1
        elif self.holds == Holds.PHONE and not text.startswith(("+", "00", "p:+")):
            self.local_phones += 1


def study(rows: Iterable[Row], header: Sequence[str], mapping: Mapping, defaults: Defaults) -> Study:
    """Read a file from end to end and say what it proves and what it leaves open.

    Cost    one pass; memory does not grow with the file.
    """
    watches = [_watch(mapping, column) for column in _in_order(header, mapping)]
    count = broken = 0
    for line, cells, problem in rows:
        count += 1
        if problem:
            broken += 1
            continue
        for watch, cell in zip(watches, cells, strict=False):
            if text := cell.strip():
                watch.add(text, line)
    proved = replace(mapping, columns=tuple(_proved(watch) for watch in watches))
    questions = [question for watch in watches for question in _questions(watch, proved, defaults)]
    general = [Question("columns", "", sentence) for sentence in missing_fields(proved)]
    return Study(count, broken, tuple(map(_told, watches)), proved, (*general, *questions, *_sides(proved)))


def _in_order(header: Sequence[str], mapping: Mapping) -> list[Column]:
    known = {column.name: column for column in mapping.columns}
    return [known.get(name, Column(name)) for name in header]


def _watch(mapping: Mapping, column: Column) -> _Watch:
    target = fields_of(mapping.kind).get(column.field)
    holds = target.holds if target else Holds.TEXT
    dates = DateColumn() if holds in (Holds.MOMENT, Holds.DAY) else None
    numbers = NumberColumn() if holds in (Holds.MONEY, Holds.NUMBER) else None
    return _Watch(column, holds, dates=dates, numbers=numbers)


def _told(watch: _Watch) -> ColumnStudy:
    return ColumnStudy(
        watch.column.name,
        watch.filled,
        tuple(watch.samples),
        tuple(watch.not_chosen.most_common()),
        watch.dates.finding() if watch.dates else None,
        watch.numbers.finding() if watch.numbers else None,
    )


def _proved(watch: _Watch) -> Column:
    """Fill in what the column proves, where no person has chosen."""
    column = watch.column
    if watch.dates and not column.date_order:
        return replace(column, date_order=watch.dates.finding().order)
    if watch.numbers and not column.mark:
        return replace(column, mark=watch.numbers.finding().mark)
    return column


def _questions(watch: _Watch, mapping: Mapping, defaults: Defaults) -> list[Question]:
    name, asked = watch.column.name, []
    if watch.dates and not watch.column.date_order:
        asked += _of_dates(name, watch.dates.finding())
    if watch.numbers:
        asked += _of_numbers(watch, defaults)
    if watch.holds == Holds.PHONE and watch.local_phones and not (watch.column.region or defaults.region):
        text = f"{name} has {watch.local_phones} numbers without a country: of which country are they?"
        asked.append(Question("region", name, text))
    if watch.column.field == "status" and mapping.kind == RecordKind.LEAD and not mapping.other_status:
        asked += _of_statuses(watch, mapping)
    known = (*watch.column.empty, *watch.column.kept)
    told = [(word, count) for word, count in watch.not_chosen.most_common() if word not in known]
    if told and watch.column.field not in ("", ATTRIBUTE):
        words = ", ".join(f'"{word}" ({count} times)' for word, count in told)
        asked.append(Question("empty", name, f"{name} holds {words}: does that mean empty?", tuple(dict(told))))
    return asked


def _of_dates(name: str, found: DateFinding) -> list[Question]:
    if found.certainty == Certainty.ASKS:
        text = f"Which comes first in {name}, the day or the month? In the file {found.why}."
        if not {"dmy", "mdy"} & set(found.possible):
            text = f"{name} holds bare numbers, not dates: how are they counted?"
        return [Question("date_order", name, text, found.possible)]
    if found.certainty == Certainty.CONTRADICTS:
        text = f"The dates of {name} contradict each other: {found.why}."
        return [Question("date_order", name, text, (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST), is_error=True)]
    return []


def _of_numbers(watch: _Watch, defaults: Defaults) -> list[Question]:
    name, found = watch.column.name, watch.numbers.finding() if watch.numbers else NumberFinding(Certainty.NOTHING)
    asked = []
    if not watch.column.mark and found.certainty in (Certainty.ASKS, Certainty.CONTRADICTS):
        is_error = found.certainty == Certainty.CONTRADICTS
        text = f"Is the decimal mark of {name} a point or a comma? In the file {found.why}."
        asked.append(Question("mark", name, text, (".", ","), is_error=is_error))
    if watch.holds == Holds.MONEY and not watch.column.currency:
        unclear = [s for s in found.signs if needs_currency(s) and not is_shared_sign(s, defaults.currency)]
        if unclear:
            text = f"{name} is in {', '.join(unclear)}: which currency is that?"
            asked.append(Question("currency", name, text))
    return asked


def _of_statuses(watch: _Watch, mapping: Mapping) -> list[Question]:
    known = LEAD_STATUS.get(mapping.source, {})
    given = {word_key(word) for word in mapping.statuses}
    # What may mean empty is asked first; only a word that stands for something needs a stage.
    words = [w for w, _ in watch.words.most_common() if w.lower() not in NOT_CHOSEN or w in watch.column.kept]
    unknown = [word for word in words if word_key(word) not in given and word_key(word) not in known]
    stages = tuple(sorted(STAGES))
    return [
        Question("status", watch.column.name, f'Which stage is a lead in whose status is "{word}"?', stages)
        for word in unknown
    ]


def _sides(mapping: Mapping) -> list[Question]:
    if mapping.kind != RecordKind.USER or {"role"} & set(mapping.constants):
        return []
    if any(column.field == "role" for column in mapping.columns):
        return []
    return [Question("role", "", "Which role has each user, and so which side?")]
