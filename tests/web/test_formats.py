from datetime import UTC, date, datetime, timedelta

import pytest
from babel import Locale
from babel import dates as babel_dates

from tests.cast import NOON
from truce.web import formats


@pytest.fixture(autouse=True)
def noon_in_london(monkeypatch):
    monkeypatch.setattr(formats.clock, "now", lambda: NOON)
    formats.use("en_GB", "UTC")
    yield
    formats.use("en", "UTC")


def test_a_plain_date_is_never_converted():
    formats.use("en_GB", "America/Los_Angeles")

    assert formats.day(date(2025, 11, 24)) == "24 Nov 2025"


def test_an_instant_is_shown_in_the_readers_zone():
    formats.use("en_GB", "America/Los_Angeles")

    assert formats.hour(datetime(2026, 3, 2, 1, tzinfo=UTC)) == "17:00"
    assert formats.day_name(datetime(2026, 3, 2, 1, tzinfo=UTC)) == "yesterday"


def test_numbers_and_dates_follow_the_readers_language():
    formats.use("de_DE", "Europe/Berlin")

    assert formats.number(1204.5) == "1.204,5"
    assert formats.day(date(2025, 3, 24), "long") == "24. März 2025"


def test_what_is_unknown_reads_as_british_english_in_utc():
    formats.use("xx_nonsense", "Mars/Olympus")

    assert (formats.number(1204), formats.hour(NOON)) == ("1,204", "12:00")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(20, "20 s ago"), (2280, "38 min ago"), (5 * 3600, "5 h ago"), (86400, "1 day ago"), (-7200, "in 2 h")],
)
def test_a_near_instant_is_told_by_its_distance(seconds, words):
    assert formats.ago(NOON - timedelta(seconds=seconds)) == words


def test_a_relative_time_carries_the_exact_one():
    shown = str(formats.when(NOON - timedelta(minutes=5), "ago"))

    assert shown == '<time datetime="2026-03-02T11:55:00+00:00" title="Mon 2 Mar 2026, 11:55:00 UTC">5 min ago</time>'


@pytest.mark.parametrize("locale", formats.LOCALES)
def test_remembered_words_are_those_of_the_language(locale):
    formats.use(locale, "UTC")
    language = Locale.parse({"en": "en_GB"}.get(locale, locale))

    for at in (NOON, NOON.replace(hour=0, minute=0), NOON.replace(hour=23, minute=5, second=9)):
        day = babel_dates.format_date(at, "EEE", locale=language)
        assert formats.moment(at) == f"{day} {babel_dates.format_datetime(at, 'medium', locale=language)} UTC"
        assert formats.hour(at) == babel_dates.format_time(at, "short", locale=language)


@pytest.mark.parametrize(
    ("left", "state", "words"),
    [
        (2280, "soon", "38 min"),
        (11400, "", "3 h 10"),
        (30, "soon", "1 min"),
        (0, "late", "1 min over"),
        (-3600, "late", "1 h over"),
    ],
)
def test_a_clock_says_how_long_it_still_is(left, state, words):
    shown = formats.face(NOON + timedelta(seconds=left), left, 14400)

    assert (shown.state, shown.words) == (state, words)


def test_a_far_clock_names_its_day():
    shown = formats.face(NOON + timedelta(days=3), 16 * 3600, 20 * 3600)

    assert (shown.words, shown.sub, shown.used) == ("Thu 12:00", "of 20 h left", 20)


def test_a_clock_that_is_days_over_counts_days():
    assert formats.face(NOON - timedelta(days=4), -16 * 3600).words == "4 days over"


def test_a_promise_for_a_day_has_no_hour():
    assert formats.due(date(2026, 3, 2)).words == "Today"
    assert formats.due(date(2026, 2, 27)).words == "3 days over"


def test_money_keeps_its_own_currency_and_shows_cents_only_where_there_are_some():
    assert [formats.money(*each) for each in [(2400000, "EUR"), (3120050, "EUR"), (500, "JPY")]] == [
        "€24,000",
        "€31,200.50",
        "JP¥500",
    ]


def test_points_have_a_sign_and_a_true_minus():
    assert [formats.points(each) for each in (25, 0, -5)] == ["+25", "0", "−5"]


@pytest.mark.parametrize(
    ("value", "kind", "words"),
    [
        (1_250_000, "number", "1.250.000"),
        ("0.5", "number", "0,5"),
        ("2026-03-12", "date", "12. März"),
        ("about twenty", "number", "about twenty"),
        ("food_retail", "code", "food retail"),
        (False, "bool", "no"),
        ("true", "bool", "yes"),
        (None, "number", ""),
    ],
)
def test_a_field_reads_as_its_kind_in_the_readers_language(value, kind, words):
    formats.use("de_DE", "UTC")

    assert formats.fact(value, kind) == words
