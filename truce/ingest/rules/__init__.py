"""Reading a file that somebody brings: pure, in a stream, and without a guess that is not told.

The way of a file: `read_layout` finds its encoding, delimiter and header; `suggest` maps the header; `study` reads it
from end to end and says what it proves and what it asks; `prepare` makes records of its rows.
"""

from truce.ingest.rules._dates import Certainty, DateColumn, DateFinding, DateOrder, NoValue, read_day, read_moment
from truce.ingest.rules._encoding import Encoding, Unreadable, detect_encoding
from truce.ingest.rules._fields import FIELDS, Field, Holds, RecordKind, fields_of
from truce.ingest.rules._kinds import Link, Remark
from truce.ingest.rules._layout import Layout, Row, Tally, read_layout, read_rows
from truce.ingest.rules._mapping import ATTRIBUTE, SKIP, Column, Mapping, missing_fields, suggest
from truce.ingest.rules._numbers import Amount, NumberColumn, NumberFinding, minor_digits, read_money, read_number
from truce.ingest.rules._prepare import ROW_KEY, Prepared, prepare
from truce.ingest.rules._presets import PRESETS, Preset, Recognised, product, recognise
from truce.ingest.rules._readers import Contact, Defaults, NotAZone, zone_of
from truce.ingest.rules._runs import (
    ENDINGS,
    MOST_BYTES,
    OF_MENDED,
    Fate,
    RunState,
    field_key,
    guarded,
    named,
    role_of,
    source_code,
    unguarded,
)
from truce.ingest.rules._study import ColumnStudy, Question, Study, study
from truce.ingest.rules._texts import NOT_CHOSEN, full_name, name_key, read_bool, split_name
from truce.ingest.rules._told import TOLD, told
from truce.ingest.rules._trade import LEAD_STATUS, STAGES, channel_of_campaign, channel_of_source, word_key

__all__ = [
    "ATTRIBUTE",
    "ENDINGS",
    "FIELDS",
    "LEAD_STATUS",
    "MOST_BYTES",
    "NOT_CHOSEN",
    "OF_MENDED",
    "PRESETS",
    "ROW_KEY",
    "SKIP",
    "STAGES",
    "TOLD",
    "Amount",
    "Certainty",
    "Column",
    "ColumnStudy",
    "Contact",
    "DateColumn",
    "DateFinding",
    "DateOrder",
    "Defaults",
    "Encoding",
    "Fate",
    "Field",
    "Holds",
    "Layout",
    "Link",
    "Mapping",
    "NoValue",
    "NotAZone",
    "NumberColumn",
    "NumberFinding",
    "Prepared",
    "Preset",
    "Question",
    "Recognised",
    "RecordKind",
    "Remark",
    "Row",
    "RunState",
    "Study",
    "Tally",
    "Unreadable",
    "channel_of_campaign",
    "channel_of_source",
    "detect_encoding",
    "field_key",
    "fields_of",
    "full_name",
    "guarded",
    "minor_digits",
    "missing_fields",
    "name_key",
    "named",
    "prepare",
    "product",
    "read_bool",
    "read_day",
    "read_layout",
    "read_moment",
    "read_money",
    "read_number",
    "read_rows",
    "recognise",
    "role_of",
    "source_code",
    "split_name",
    "study",
    "suggest",
    "told",
    "unguarded",
    "word_key",
    "zone_of",
]
