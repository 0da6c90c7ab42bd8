"""How the columns of a file become fields: data that is shown, edited and kept with each import."""

import hashlib
import json
from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace

from truce.ingest.rules._fields import RecordKind, fields_of
from truce.ingest.rules._headers import PERHAPS, SURE, Meaning, guessed, kind_of, named
from truce.ingest.rules._presets import PRESETS, Preset, product, recognise
from truce.ingest.rules._readers import looks_like
from truce.ingest.rules._texts import NOT_CHOSEN
from truce.ingest.rules._trade import word_key

SKIP = ""
ATTRIBUTE = "attribute"
_FITS = 0.3  # below, a preset knows too little of a file for its words to be believed


@dataclass(frozen=True)
class Column:
    """One column of a file. `field`: a field of the kind, "attribute" to keep it as a field of one's own, "" to skip.

    `date_order`, `mark` (the decimal one), `zone`, `currency`, `region`: how its texts are read, "" for the default of
    the import; `empty`: texts that count as empty; `kept`: texts that look like an empty choice and are values.
    `confidence` and `why` are told to the person who checks it.
    """

    name: str
    field: str = SKIP
    date_order: str = ""
    mark: str = ""
    zone: str = ""
    currency: str = ""
    region: str = ""
    empty: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    confidence: float = SURE
    why: str = ""


@dataclass(frozen=True)
class Mapping:
    """How one file is taken in. `source`: the product it comes from, under which its ids are known.

    `statuses`: the stage for each status that a preset does not know; `other_status`: the stage of all others,
    "" to refuse them; `constants`: fields that are the same in every row; `fill_short`: missing cells at a row's
    end are empty.
    """

    kind: str
    source: str
    columns: tuple[Column, ...]
    preset: str = ""
    constants: Table[str, str] = field(default_factory=dict)
    statuses: Table[str, str] = field(default_factory=dict)
    other_status: str = ""
    fill_short: bool = False

    def to_json(self) -> dict:
        """Return the mapping as JSON values."""
        return json.loads(json.dumps(asdict(self)))

    @classmethod
    def from_json(cls, data: dict) -> "Mapping":
        """Return the mapping that `to_json` wrote."""
        lists = ("empty", "kept")
        columns = tuple(
            Column(**{**column, **{name: tuple(column.get(name, ())) for name in lists}}) for column in data["columns"]
        )
        return cls(**{**data, "columns": columns})

    def digest(self) -> str:
        """Return a short text that changes when rows would be read otherwise."""
        columns = [replace(column, confidence=SURE, why="") for column in self.columns if column.field]
        read = json.dumps([asdict(column) for column in columns] + [dict(self.constants), dict(self.statuses)])
        return hashlib.sha256(f"{self.kind} {self.other_status} {read}".encode()).hexdigest()[:16]

    def having(self, name: str, **options) -> "Mapping":
        """Return the mapping with one column's field or options changed."""
        return replace(
            self, columns=tuple(replace(col, **options) if col.name == name else col for col in self.columns)
        )


def suggest(
    header: Sequence[str], *, samples: Table[str, Sequence[str]] | None = None, kind: str = "", preset: str = ""
) -> Mapping:
    """Return the mapping that a header suggests, for a person to check.

    Takes   samples: some values of each column; kind, preset: what a person has chosen.
    """
    samples = samples or {}
    known = PRESETS.get(preset) or next(
        (fit.preset for fit in recognise(header) if fit.confidence >= _FITS and kind in ("", fit.preset.kind)), None
    )
    kind = kind or (known.kind if known else kind_of(header, samples))
    found: dict[str, Column] = {}
    # Plain names first, so that no guess takes a field from the column that is called by its name.
    for name in header:
        if column := _by_name(name, kind, known, {column.field for column in found.values()}):
            found[name] = column
    for name in header:
        if name not in found:
            taken = {column.field for column in found.values()}
            found[name] = _by_look(name, kind, samples.get(name, ()), taken)
    columns = tuple(_plausible(found[name], kind, samples.get(name, ())) for name in header)
    return Mapping(kind, known.source if known else "file", columns, known.name if known else "")


def _by_name(name: str, kind: str, known: Preset | None, taken: set[str]) -> Column | None:
    key = word_key(name)
    if known and key in known.skip:
        return Column(name, SKIP, why=f"{product(known.source)} works it out")
    target = known.columns.get(key) if known else None
    if known and target and target not in taken and target in fields_of(kind):
        empty = known.empty | (known.empty_keys if target.endswith("_key") else frozenset())
        return Column(name, target, empty=tuple(sorted(empty)), why=f"its name in {product(known.source)}")
    found = named(name, kind, taken=taken)
    return _as_column(name, found) if found else None


def _by_look(name: str, kind: str, samples: Sequence[str], taken: set[str]) -> Column:
    found = guessed(name, kind, samples=samples, taken=taken)
    unknown = Meaning(ATTRIBUTE, PERHAPS, "not known: kept as a field of its own")
    return _as_column(name, found or unknown)


def _as_column(name: str, found: Meaning) -> Column:
    return Column(name, found.field, confidence=found.confidence, why=found.why)


def _plausible(column: Column, kind: str, samples: Sequence[str]) -> Column:
    """Keep a column as a field of its own when hardly any of its values can be what its name says."""
    filled = [text.strip() for text in samples if text.strip() and text.strip().lower() not in NOT_CHOSEN]
    target = fields_of(kind).get(column.field)
    if not target or not filled or sum(looks_like(target.holds, text) for text in filled) * 2 >= len(filled):
        return column
    return Column(column.name, ATTRIBUTE, confidence=PERHAPS, why=f"its values do not look like: {target.label}")


def missing_fields(mapping: Mapping) -> list[str]:
    """Return sentences on what a mapping lacks to bring anything in."""
    filled = {column.field for column in mapping.columns} | set(mapping.constants)
    needed = _NEEDED[RecordKind(mapping.kind)]
    return [sentence for any_of, sentence in needed if not filled & any_of]


_HUMAN = frozenset({"email", "email_2", "phone", "mobile", "last_name", "first_name", "full_name"})
_ABOUT = frozenset(
    {"lead_key", "person_key", "company_key", "who_key", "lead_email", "person_email", "lead_name", "person_name"}
)
_NEEDED: dict[RecordKind, tuple[tuple[frozenset[str], str], ...]] = {
    RecordKind.USER: ((frozenset({"email"}), "A user needs an e-mail address to sign in."),),
    RecordKind.COMPANY: ((frozenset({"name", "website"}), "A company needs a name or a website."),),
    RecordKind.PERSON: ((_HUMAN, "A contact needs a name, an e-mail address or a phone number."),),
    RecordKind.LEAD: ((_HUMAN, "A lead needs a name, an e-mail address or a phone number."),),
    RecordKind.CAMPAIGN: ((frozenset({"name"}), "A campaign needs a name."),),
    RecordKind.MEMBER: (
        (frozenset({"campaign_key", "campaign_name"}), "A member needs the campaign."),
        (_HUMAN | {"lead_key", "person_key"}, "A member needs the lead or contact."),
    ),
    RecordKind.CALL: (
        (_ABOUT, "A call needs the lead, contact or company it was about."),
        (frozenset({"at", "created_at"}), "A call needs its time."),
    ),
    RecordKind.MEETING: (
        (_ABOUT, "A meeting needs the lead, contact or company it was about."),
        (frozenset({"at", "created_at"}), "A meeting needs its time."),
    ),
    RecordKind.TASK: ((frozenset({"subject", "due_at"}), "A task needs a subject or a due time."),),
}
