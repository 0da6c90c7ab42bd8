"""Numbers and money: minor units, a currency, and a decimal mark that is proved or asked for."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truce.ingest.rules import Certainty, NoValue, NumberColumn, read_money, read_number


def finding(*texts):
    column = NumberColumn()
    for line, text in enumerate(texts, start=2):
        column.add(text, line)
    return column.finding()


@pytest.mark.parametrize(
    ("text", "mark", "amount"),
    [
        ("$22,700.00", ".", (2_270_000, "USD")),
        ("$1,117.10K", ".", (111_710_000, "USD")),
        ("1.234,56 EUR", ",", (123_456, "EUR")),
        ("€ -3,50", ",", (-350, "EUR")),
        ("(1,200.00)", ".", (-120_000, "USD")),
        ("CHF 1'234.50", ".", (123_450, "CHF")),
        ("1 234,50 €", ",", (123_450, "EUR")),
        ("US$5", ".", (500, "USD")),
        ("JPY 500", ".", (500, "JPY")),
        ("KWD 1.234", ".", (1234, "KWD")),
        ("1.2 Cr", ".", (1_200_000_000, "USD")),
        ("$1,009.785", ".", (100_979, "USD")),
        ("0.123", ".", (12, "USD")),
    ],
)
def test_money_becomes_minor_units_and_a_currency(text, mark, amount):
    assert read_money(text, mark=mark, currency="USD") == amount


@pytest.mark.parametrize("text", ["abc", "$", "1.2.3", "12,34,5", "1e5", "5 %", "$ 5 EUR", "(5", "9" * 20, "5 zillion"])
def test_what_is_no_amount_is_told(text):
    with pytest.raises(NoValue):
        read_money(text, mark=".", currency="USD")


def test_a_sign_of_several_currencies_needs_one_of_them_to_be_chosen():
    assert read_money("$5", mark=".", currency="CAD").currency == "CAD"
    with pytest.raises(NoValue, match="choose the currency"):
        read_money("$5", mark=".", currency="EUR")


@pytest.mark.parametrize(
    ("texts", "certainty", "mark"),
    [
        (("$9,326", "$22,700.00"), Certainty.DECIDED, "."),
        (("9.326", "1.234,50"), Certainty.DECIDED, ","),
        (("9,326", "21,042"), Certainty.ASKS, ""),
        (("1,50", "1.50"), Certainty.CONTRADICTS, ""),
        (("5", "12"), Certainty.NOTHING, "."),
        (("1.234.567",), Certainty.DECIDED, ","),
    ],
)
def test_the_decimal_mark_is_proved_by_the_column_or_asked_for(texts, certainty, mark):
    found = finding(*texts)

    assert (found.certainty, found.mark) == (certainty, mark)


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_money_that_was_written_is_read_back(cents):
    text = f"{cents / 100:,.2f}" if abs(cents) < 10**11 else f"{Decimal(cents) / 100:,.2f}"

    assert read_money(text, mark=".", currency="EUR") == (cents, "EUR")
    assert read_number(text, mark=".") == Decimal(cents) / 100


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_numbers(text):
    assert finding(text).certainty in Certainty
