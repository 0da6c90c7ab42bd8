"""The truths planted in the sample company are there to be found, and what was not planted is not."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from tests.cast import NOON
from tests.ingest.telling import tell, terms
from truce.handoff.models import HandOff
from truce.ingest.demo import truths
from truce.ingest.demo.book import Book
from truce.journey.models import Lead

MATURE = NOON - timedelta(days=100)


@dataclass
class Cycle:
    """One accepted lead: what was handed over, who touched it when, and what came of it."""

    handoff: HandOff
    lead: Lead
    by: int
    at: datetime
    touches: list[datetime] = field(default_factory=list)
    is_sql: bool = False
    end: str = ""


@pytest.fixture(scope="module")
def book() -> Book:
    return tell(1500)


@pytest.fixture(scope="module")
def cycles(book) -> list[Cycle]:
    """Read the accepted leads from the events, as an analysis would."""
    handoffs = {handoff.pk: handoff for rows in book.handoffs.values() for handoff in rows}
    found, current = [], {}
    for draft, _ in book.events:
        kind, pk = draft.kind.name, draft.subject.pk
        if kind == "handoff.accepted":
            current[pk] = Cycle(handoffs[draft.data["handoff"]], draft.subject, draft.by.pk, draft.at)
            found.append(current[pk])
        elif pk not in current or draft.subject._meta.model_name != "lead":
            continue
        elif kind.startswith("touch.") and draft.data["direction"] == "out":
            current[pk].touches.append(draft.at)
        elif kind == "lead.moved":
            current[pk].is_sql = True
        elif kind in ("lead.closed", "handoff.returned"):
            current.pop(pk).end = draft.data["reason"]
    return found


def share(rows: Iterable, which: Callable) -> float:
    rows = list(rows)
    assert len(rows) >= 20
    return sum(bool(which(row)) for row in rows) / len(rows)


def is_won(cycle: Cycle) -> bool:
    return cycle.end == "won"


def of_campaign(book: Book, truth: truths.Truth) -> int:
    return next(campaign.pk for campaign in book.campaigns if campaign.name == truth.campaign)


def within(rows: Iterable, window: truths.Window, when: Callable) -> list:
    return [row for row in rows if window.holds(when(row), NOON)]


def accepted(cycles, window: truths.Window) -> list[Cycle]:
    return within(cycles, window, lambda cycle: cycle.at)


def test_every_truth_says_where_to_look():
    assert len({truth.key for truth in truths.TRUTHS}) == len(truths.TRUTHS) == 10
    assert all(truth.says.endswith(".") and truth.find for truth in truths.TRUTHS)


def test_bought_addresses_brought_most_leads_and_hardly_a_customer(book):
    poor = of_campaign(book, truths.POOR_CAMPAIGN)
    brought = Counter(lead.first_campaign_id for lead in book.leads if lead.first_campaign_id)
    its = [lead for lead in book.leads if lead.first_campaign_id == poor]
    others = [lead for lead in book.leads if lead.first_campaign_id != poor]

    assert poor in [campaign for campaign, _ in brought.most_common(2)]
    assert share(its, lambda lead: lead.grade in "AB") < share(others, lambda lead: lead.grade in "AB") / 1.5
    assert share(its, lambda lead: lead.stage == "customer") < share(others, lambda lead: lead.stage == "customer") / 3


def test_leads_that_installers_refer_become_customers_more_often_than_others(book):
    great = of_campaign(book, truths.GREAT_CAMPAIGN)
    its = [lead for lead in book.leads if lead.first_campaign_id == great]

    assert len(its) < len(book.leads) / 30
    assert share(its, lambda lead: lead.stage == "customer") > 2.5 * share(
        book.leads, lambda lead: lead.stage == "customer"
    )


def test_a_first_touch_within_the_hour_qualifies_more(cycles):
    hours = terms().hours
    usual = [
        c for c in cycles if c.at < MATURE and c.touches and c not in accepted(cycles, truths.FOLLOW_UP_DROPPED.window)
    ]
    fast = [cycle for cycle in usual if hours.elapsed(cycle.at, cycle.touches[0]) <= 3600]
    slow = [cycle for cycle in usual if cycle not in fast]

    assert share(fast, lambda cycle: cycle.is_sql) > share(slow, lambda cycle: cycle.is_sql) + 0.1


def test_for_a_while_most_leads_had_one_touch_though_they_were_as_good(book, cycles):
    one = lambda cycle: len(cycle.touches) <= 1  # noqa: E731
    fits = lambda cycle: cycle.handoff.grade == "A"  # noqa: E731
    dropped, usual = accepted(cycles, truths.FOLLOW_UP_DROPPED.window), accepted(cycles, truths.USUAL)

    assert share(dropped, one) > 0.45 > 0.1 > share(usual, one)
    assert abs(share(dropped, fits) - share(usual, fits)) < 0.15
    assert share(dropped, lambda cycle: cycle.is_sql) < share(usual, lambda cycle: cycle.is_sql) - 0.1


def test_for_a_while_leads_fitted_less_though_sales_worked_as_always(cycles):
    fits = lambda cycle: cycle.handoff.grade == "A"  # noqa: E731
    fell, usual = accepted(cycles, truths.QUALITY_FELL.window), accepted(cycles, truths.USUAL)
    touches = [sum(len(cycle.touches) for cycle in rows) / len(rows) for rows in (fell, usual)]

    assert share(fell, fits) < share(usual, fits) - 0.2
    assert share(fell, lambda cycle: cycle.is_sql) < share(usual, lambda cycle: cycle.is_sql)
    assert abs(touches[0] - touches[1]) < 1.2


def test_without_a_known_budget_qualified_leads_are_lost_late(book, cycles):
    told = {fact.person_id: fact.known_at for fact in reversed(book.facts) if fact.field == "budget"}
    sqls = [cycle for cycle in cycles if cycle.is_sql and cycle.end]
    known = [c for c in sqls if told.get(c.lead.person_id, NOON) <= c.handoff.offered_at]
    unknown = [cycle for cycle in sqls if cycle not in known]

    assert share(unknown, is_won) < share(known, is_won) - 0.2
    assert share(unknown, lambda cycle: cycle.end == "no_budget") > 0.3
    assert not [cycle for cycle in known if cycle.end == "no_budget"]


def test_dana_calls_again_on_day_3_and_wins_more_of_leads_that_are_no_better(book, cycles):
    dana, day = book.users["dana"].pk, 8 * 3600
    hours, mature = terms().hours, [cycle for cycle in cycles if cycle.at < MATURE]
    hers, theirs = [c for c in mature if c.by == dana], [c for c in mature if c.by != dana]

    def again(cycle: Cycle) -> bool:
        return len(cycle.touches) > 1 and 1.8 < hours.elapsed(cycle.touches[0], cycle.touches[1]) / day < 3.2

    assert share(hers, again) > share(theirs, again) + 0.1
    assert share(hers, is_won) > share(theirs, is_won)
    assert abs(share(hers, lambda c: c.handoff.grade == "A") - share(theirs, lambda c: c.handoff.grade == "A")) < 0.15


def test_a_year_ago_the_coming_weeks_brought_few_leads_and_lately_they_fall(book):
    usual = within(book.leads, truths.USUAL, lambda lead: lead.created_at)
    a_year_ago = within(book.leads, truths.SEASON.window, lambda lead: lead.created_at)
    lately = within(book.leads, truths.SUPPLY.window, lambda lead: lead.created_at)
    before = within(book.leads, truths.Window(84, 42), lambda lead: lead.created_at)
    ending = [each for each in book.campaigns if NOON.date() < each.ends_on <= NOON.date() + timedelta(days=20)]

    assert len(a_year_ago) / 42 < len(usual) / 72 / 2
    assert len(lately) < 0.7 * len(before)
    assert len(ending) >= 2


def test_most_clicks_of_one_newsletter_are_a_scanners(book):
    clicks = [t for t in book.touchpoints if t.kind == "mail_clicked"]
    its = [touch for touch in clicks if touch.campaign_id == of_campaign(book, truths.SCANNER)]

    assert share(its, lambda touch: touch.is_human) < 0.2
    assert not any(
        lead.reasons and touch.seq in [line[3] for line in lead.reasons]
        for lead in book.leads
        for touch in its[:40]
        if not touch.is_human
    )


def test_nothing_else_was_planted_in_two_usual_months(cycles):
    first, last = (accepted(cycles, window) for window in (truths.Window(430, 394), truths.Window(394, 358)))

    assert abs(share(first, lambda c: c.is_sql) - share(last, lambda c: c.is_sql)) < 0.2
