from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.agreement.bodies import document
from truce.agreement.rules import BadAgreement, Body, BusinessTime, Calendar, Closure, business_time

NINE_TO_FIVE = (("09:00", "17:00"),)
WITH_LUNCH = (("08:30", "12:00"), ("13:00", "17:15"))
ROUND_THE_CLOCK = (("00:00", "24:00"),)
BERLIN = ZoneInfo("Europe/Berlin")


def calendar(spans=NINE_TO_FIVE, zone="Europe/Berlin", days=5, **more) -> Calendar:
    return Calendar(zone, (spans,) * days + ((),) * (7 - days), **more)


def berlin(*when) -> datetime:
    return datetime(*when, tzinfo=BERLIN)


def by_hand(rules: Calendar, start: datetime, minutes: int) -> list[bool]:
    """Look at the clock on the wall every minute."""
    zone, open_at = ZoneInfo(rules.zone), []
    for minute in range(minutes):
        local = (start + timedelta(minutes=minute)).astimezone(zone)
        clock = f"{local:%H:%M}"
        open_at.append(any(opens <= clock < closes for opens, closes in rules.week[local.weekday()]))
    return open_at


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"])
@pytest.mark.parametrize("spans", [NINE_TO_FIVE, WITH_LUNCH, ROUND_THE_CLOCK, (("00:00", "06:00"),)])
@pytest.mark.parametrize("start", ["2026-03-26", "2026-04-02", "2026-10-01", "2026-10-22", "2026-12-29"])
def test_elapsed_time_is_what_a_look_at_the_clock_every_minute_gives(zone, spans, start):
    rules = calendar(spans, zone, days=7 if spans == ROUND_THE_CLOCK else 6)
    begin = datetime.fromisoformat(start).replace(tzinfo=UTC)
    minutes = by_hand(rules, begin, 6 * 24 * 60)
    hours, random = BusinessTime(rules), Random(start + zone)

    for _ in range(60):
        a, b = sorted(random.choices(range(len(minutes)), k=2))
        assert hours.elapsed(begin + timedelta(minutes=a), begin + timedelta(minutes=b)) == 60 * sum(minutes[a:b])


@given(
    st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]),
    st.sampled_from([NINE_TO_FIVE, WITH_LUNCH, ROUND_THE_CLOCK]),
    st.datetimes(datetime(2025, 12, 1), datetime(2027, 1, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(1, 400_000),
)
def test_a_due_time_is_when_so_much_has_elapsed_and_not_before(zone, spans, start, seconds):
    hours = business_time(calendar(spans, zone))

    due = hours.due(start, seconds)

    assert hours.elapsed(start, due) == pytest.approx(seconds, abs=1e-4)
    assert hours.elapsed(start, due - timedelta(seconds=1)) < seconds
    assert hours.elapsed(due, start) == -hours.elapsed(start, due)


def test_four_hours_from_friday_afternoon_pass_the_weekend_and_the_spring_change():
    due = BusinessTime(calendar()).due(berlin(2026, 3, 27, 16, 30), 4 * 3600)

    assert due == berlin(2026, 3, 30, 12, 30)
    assert due.astimezone(BERLIN).tzname() == "CEST"


def test_two_hours_before_easter_end_after_it():
    hours = BusinessTime(calendar(country="DE"))

    assert hours.due(berlin(2026, 4, 2, 16), 2 * 3600) == berlin(2026, 4, 7, 10)


def test_the_day_of_the_spring_change_has_23_hours():
    hours = BusinessTime(calendar(ROUND_THE_CLOCK, days=7))

    assert hours.elapsed(berlin(2026, 3, 29), berlin(2026, 3, 30)) == 23 * 3600
    assert hours.elapsed(berlin(2026, 10, 25), berlin(2026, 10, 26)) == 25 * 3600


def test_a_promise_may_end_at_closing_time_or_inside_a_break():
    hours = BusinessTime(calendar(WITH_LUNCH))

    assert hours.due(berlin(2026, 3, 2, 8, 30), 3.5 * 3600) == berlin(2026, 3, 2, 12)
    assert hours.due(berlin(2026, 3, 2, 12, 30), 60) == berlin(2026, 3, 2, 13, 1)


def test_what_begins_in_closed_time_counts_from_the_next_opening():
    hours = BusinessTime(calendar())

    assert hours.due(berlin(2026, 3, 7, 3), 3600) == berlin(2026, 3, 9, 10)
    assert hours.next_opening(berlin(2026, 3, 7, 3)) == berlin(2026, 3, 9, 9)
    assert hours.next_opening(berlin(2026, 3, 9, 9, 5)) == berlin(2026, 3, 9, 9, 5)


def test_a_promise_of_nothing_is_due_at_once():
    at = berlin(2026, 3, 7, 3)

    assert BusinessTime(calendar()).due(at, 0) == at


def test_public_holidays_differ_by_part_of_the_country():
    ascension, corpus_christi = date(2026, 5, 14), date(2026, 6, 4)

    assert not BusinessTime(calendar(country="DE")).is_working_day(ascension)
    assert BusinessTime(calendar(country="DE", subdivision="BE")).is_working_day(corpus_christi)
    assert not BusinessTime(calendar(country="DE", subdivision="BY")).is_working_day(corpus_christi)


def test_days_on_which_the_company_is_closed_do_not_count():
    closed = Closure("2026-03-02", "2026-03-03", "Inventory")
    hours = BusinessTime(calendar(closures=(closed,)))

    assert hours.due(berlin(2026, 3, 2, 9), 3600) == berlin(2026, 3, 4, 10)


def test_a_promise_in_days_ends_when_the_last_of_them_closes():
    hours = BusinessTime(calendar())

    assert hours.due_in_days(berlin(2026, 3, 27, 11), 2) == berlin(2026, 3, 31, 17)
    assert hours.due_in_days(berlin(2026, 3, 28, 11), 1) == berlin(2026, 3, 30, 17)


def test_a_promise_in_minutes_is_the_same_in_seconds():
    hours = BusinessTime(calendar())

    assert hours.due_in_minutes(berlin(2026, 3, 2, 9), 90) == berlin(2026, 3, 2, 10, 30)


def test_time_counts_over_new_year():
    hours = BusinessTime(calendar(country="DE"))

    assert (
        hours.elapsed(berlin(2024, 12, 31, 16), berlin(2027, 1, 4, 10))
        == sum(hours.open_spans(year)[-1][2] + 8 * 3600 for year in (2025, 2026)) + 2 * 3600
    )


def test_open_spans_carry_the_seconds_before_them():
    spans = BusinessTime(calendar()).open_spans(2026)

    assert spans[0] == (berlin(2026, 1, 1, 9), berlin(2026, 1, 1, 17), 0)
    assert spans[1][2] == 8 * 3600


def test_open_hours_include_their_beginning_and_not_their_end():
    hours = BusinessTime(calendar())

    assert hours.is_open(berlin(2026, 3, 2, 9))
    assert not hours.is_open(berlin(2026, 3, 2, 17))
    assert not hours.is_open(berlin(2026, 1, 1, 3))


def test_an_opening_that_the_clock_skips_is_moved_to_the_skip():
    hours = BusinessTime(calendar((("02:30", "06:00"),), days=7))

    assert hours.elapsed(berlin(2026, 3, 29), berlin(2026, 3, 29, 12)) == 3 * 3600


def test_an_end_that_the_clock_shows_twice_is_the_second():
    hours = BusinessTime(calendar((("01:00", "02:30"),), days=7))

    assert hours.elapsed(berlin(2026, 10, 25), berlin(2026, 10, 25, 12)) == 2.5 * 3600


def test_a_span_that_lies_wholly_in_the_skip_does_not_exist():
    hours = BusinessTime(calendar((("02:15", "02:45"), ("09:00", "10:00")), days=7))

    assert hours.elapsed(berlin(2026, 3, 29), berlin(2026, 3, 29, 12)) == 3600


def test_a_calendar_without_hours_is_an_error():
    with pytest.raises(BadAgreement, match="without working hours"):
        BusinessTime(calendar(days=0))


def test_hours_that_never_come_again_are_an_error():
    hours = BusinessTime(calendar(closures=(Closure("2026-03-01", "2099-12-31"),)))

    with pytest.raises(BadAgreement, match="too few"):
        hours.due(berlin(2026, 3, 2), 3600)
    with pytest.raises(BadAgreement, match="too few"):
        hours.due_in_days(berlin(2026, 3, 2), 1)


def test_a_calendar_is_worked_out_once():
    assert business_time(calendar()) is business_time(calendar())


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"zone": "Mars/Base"}, "no time zone"),
        ({"zone": "../../etc/passwd"}, "no time zone"),
        ({"week": []}, "seven days"),
        ({"week": [[]] * 7}, "at least one day"),
        ({"week": ["x"] + [[]] * 6}, "monday must be a list of spans"),
        ({"week": [[["9", "17:00"]]] + [[]] * 6}, "monday must be a list of spans"),
        ({"week": [[["17:00", "09:00"]]] + [[]] * 6}, "ends before it begins"),
        ({"week": [[["09:00", "12:00"], ["11:00", "13:00"]]] + [[]] * 6}, "overlap"),
        ({"country": "ZZ"}, "no public holidays"),
        ({"country": "DE", "subdivision": "XX"}, "no part “XX”"),
        ({"closures": [{"first": "soon"}]}, "must be a date"),
        ({"closures": [{"first": "2026-03-02", "last": "2026-03-01"}]}, "before the first"),
        ({"closures": "never"}, "must be a list"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused(change, says):
    plain = document()

    with pytest.raises(BadAgreement, match=says):
        Body.from_json(plain | {"calendar": plain["calendar"] | change})


def test_a_closure_of_one_day_needs_no_end():
    plain = document()
    closed = plain["calendar"] | {"closures": [{"first": "2026-12-24", "label": "Eve"}], "country": "de"}

    read = Body.from_json(plain | {"calendar": closed}).calendar

    assert (read.closures, read.country) == ((Closure("2026-12-24", "2026-12-24", "Eve"),), "DE")


def test_a_day_may_have_breaks():
    plain = document()
    week = [[["08:30", "12:00"], ["13:00", "17:15"]]] + [[]] * 6

    assert Body.from_json(plain | {"calendar": plain["calendar"] | {"week": week}}).calendar.week[0] == WITH_LUNCH


def test_a_running_clock_moves_until_closing_time_and_not_at_night():
    hours = business_time(calendar())

    assert hours.open_until(berlin(2026, 3, 2, 12)) == berlin(2026, 3, 2, 17)
    assert hours.open_until(berlin(2026, 3, 2, 20)) == berlin(2026, 3, 2, 20)
