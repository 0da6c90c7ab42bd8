"""Dates: many shapes, one order per column, proved or asked for."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truce.ingest.rules import Certainty, DateColumn, DateOrder, NoValue, read_day, read_moment

BERLIN = ZoneInfo("Europe/Berlin")


def finding(*texts):
    column = DateColumn()
    for line, text in enumerate(texts, start=2):
        column.add(text, line)
    return column.finding()


@pytest.mark.parametrize(
    "text",
    [
        "15 Apr, 2021 14:03:00",
        "2021-04-15 14:03:00",
        "2021-04-15T14:03",
        "2021/4/15 2:03 PM",
        "Apr 15 2021 2:03pm",
        "April 15th, 2021 14:03",
        "15. April 2021 14:03",
        "Thu, 15 Apr 2021 14:03:00 +0200",
        "2021-04-15T12:03:00.000Z",
        "15-Avr-2021 14:03",
    ],
)
def test_one_instant_is_read_from_many_shapes(text):
    assert read_moment(text, order="", zone=BERLIN) == datetime(2021, 4, 15, 12, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("03-07-2021 01:09", DateOrder.DAY_FIRST, date(2021, 7, 3)),
        ("03-07-2021 01:09", DateOrder.MONTH_FIRST, date(2021, 3, 7)),
        ("15.01.24", DateOrder.DAY_FIRST, date(2024, 1, 15)),
        ("15/01/24", DateOrder.YEAR_FIRST, date(2015, 1, 24)),
        ("1/2/99", DateOrder.DAY_FIRST, date(1999, 2, 1)),
        ("45631", DateOrder.EXCEL, date(2024, 12, 5)),
        ("45631.75", DateOrder.EXCEL, date(2024, 12, 5)),
        ("1585673076", DateOrder.UNIX, date(2020, 3, 31)),
        ("20210415", "", date(2021, 4, 15)),
    ],
)
def test_dates_in_numbers_are_read_by_the_order_of_their_column(text, order, day):
    assert read_day(text, order=order) == day


def test_an_ambiguous_date_is_never_read_without_an_order():
    with pytest.raises(NoValue, match="choose their order"):
        read_day("03-07-2021", order="")


@pytest.mark.parametrize("text", ["30 Feb 2021", "2021-13-01", "31/04/2021", "soon", "2021-04-15 25:00", "13:61 pm"])
def test_a_day_that_does_not_exist_is_no_date(text):
    with pytest.raises(NoValue):
        read_day(text, order=DateOrder.DAY_FIRST)


def test_one_value_that_proves_the_order_decides_the_column():
    found = finding("01/02/2024", "13/02/2024", "2024-03-01")

    assert (found.certainty, found.order, found.why) == (Certainty.DECIDED, "dmy", "line 3 proves it")


def test_a_column_that_proves_nothing_asks():
    found = finding("01/02/2024", "03/04/2024", "15 Apr, 2021")

    assert (found.certainty, found.possible) == (Certainty.ASKS, ("dmy", "mdy"))


def test_a_column_that_contradicts_itself_names_the_lines():
    found = finding("13/02/2024", "01/02/2024", "02/13/2024")

    assert found.certainty == Certainty.CONTRADICTS
    assert found.why == "lines 2 put the day first, lines 4 the month first"


def test_two_digit_years_may_come_first_and_so_prove_less():
    assert finding("15/01/24").certainty == Certainty.ASKS
    assert finding("15/01/24", "25/01/99").order == "dmy"


def test_bare_numbers_are_asked_for_even_when_one_way_of_counting_fits():
    found = finding("45631", "45632")

    assert (found.certainty, found.possible) == (Certainty.ASKS, ("excel",))


def test_dates_with_names_or_years_first_leave_nothing_to_decide():
    assert finding("15 Apr, 2021 00:03:00", "2021-04-15").certainty == Certainty.NOTHING
    assert finding("2021-04-15", "soon").unreadable == (3,)


@given(st.dates(min_value=date(1970, 1, 1)), st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y"]))
def test_a_column_is_only_ever_decided_the_right_way(day, shape):
    found = finding(day.strftime(shape))

    assert found.order in ("", "dmy")
    assert read_day(day.strftime(shape), order="dmy") == day


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_dates(text):
    assert finding(text).certainty in Certainty
