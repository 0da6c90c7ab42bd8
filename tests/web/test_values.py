"""Values of fields as people type them."""

import pytest

from truce.insight.queries.fields import FieldValue
from truce.web.values import Unreadable, read


def field(kind, **more):
    return FieldValue("key", "Label", kind, "", "", "person", **more)


@pytest.mark.parametrize(
    ("typed", "value"),
    [("420", 420), ("50,000", 50_000), ("1 234 567", 1_234_567), ("1.234,50", 1234.5), ("12.5", 12.5)]
    + [("12,5", 12.5), ("1,234,567", 1_234_567), ("1.234.567", 1_234_567), ("-3", -3), ("1’000", 1000), ("", None)],
)
def test_a_number_is_read_as_people_write_it(typed, value):
    assert read(typed, field("number")) == value


@pytest.mark.parametrize("typed", ["much", "1e400", "nan", "1.2.3", "--1", "١٢", "50.000", "9" * 20, "9" * 500])
def test_what_is_no_number_says_so(typed):
    with pytest.raises(Unreadable):
        read(typed, field("number"))


def test_a_date_is_read_as_year_month_and_day():
    assert read("2026-03-02", field("date")) == "2026-03-02"
    with pytest.raises(Unreadable):
        read("02/03/2026", field("date"))


def test_yes_and_no_are_read():
    assert [read(typed, field("bool")) for typed in ("true", "No", "")] == [True, False, None]


def test_a_code_is_read_by_its_words():
    known = field("code", hints=("3 months",), options=(("", "not known"), ("gb", "Great Britain")))

    assert [read(typed, known) for typed in ("3 Months", "great britain", "else")] == ["3_months", "gb", "else"]


def test_a_text_is_kept_without_what_no_database_takes():
    assert read(" a\0b ", field("text")) == "ab"
    with pytest.raises(Unreadable):
        read("x" * 3_000, field("text"))
