from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import MORNING, NOON, READY
from truce.handoff import actions as handoff
from truce.handoff.rules import ReturnAnswer
from truce.insight.queries.today import panel, today
from truce.insight.rules import manages
from truce.journey.models import Lead
from truce.journey.rules import StepKind
from truce.outreach import actions as outreach
from truce.outreach.rules import Channel
from truce.teams.models import Team

SOON = NOON + timedelta(minutes=10)


def shown(user, *, at=SOON, reader=None, **how):
    """Return the names on somebody's Today by group, in order."""
    page = today(user, reader=reader or user, at=at, **how)
    return {group.key: [row.name for row in group.rows] for group in page.groups}


@pytest.fixture
def sold(bring, lena, maya):
    """Bring somebody in whom Maya accepts: `sold("Bo Ek")` gives the lead."""

    def sold(name, *, at=NOON):
        offer = handoff.hand_over(bring(name).pk, by=lena, at=at, to=maya)
        handoff.accept(offer.pk, by=maya, at=at)
        return Lead.objects.get(pk=offer.lead_id)

    return sold


def test_a_hand_off_is_the_sellers_turn(offered, maya):
    assert shown(maya) == {"answer": ["Priya Nair"]}


def test_what_is_past_the_promised_time_stands_first(sold, offered, maya):
    sold("Bo Ek")

    page = today(maya, reader=maya, at=NOON + timedelta(days=2))

    assert [group.key for group in page.groups] == ["late", "answer"] and page.late == 1
    assert [row.name for row in page.mine] == ["Bo Ek", "Priya Nair"]


def test_then_answers_first_touches_promised_steps_and_who_went_quiet(sold, offered, maya):
    sold("Bo Ek")
    step, quiet = sold("Ida Holm"), sold("Per Dahl")
    for lead in (step, quiet):
        outreach.log(lead.pk, channel=Channel.CALL, by=maya, at=NOON)
    outreach.promise(step.pk, kind=StepKind.CALL, on=date(2026, 3, 5), text="Send the price", by=maya, at=NOON)

    groups = shown(maya, at=NOON + timedelta(days=3, hours=-3))

    assert list(groups) == ["late", "answer", "step", "quiet"]
    assert groups["step"] == ["Ida Holm"] and groups["quiet"] == ["Per Dahl"]


def test_a_step_promised_for_another_day_waits_on_the_customer(sold, maya):
    lead = sold("Ida Holm")
    outreach.log(lead.pk, channel=Channel.CALL, by=maya, at=NOON)
    outreach.promise(lead.pk, kind=StepKind.CALL, on=date(2026, 3, 9), text="Send the price", by=maya, at=NOON)

    page = today(maya, reader=maya, at=SOON)

    assert (page.total, page.counts.waiting, page.groups) == (0, 1, ())
    assert shown(maya, show="waiting") == {"waiting": ["Ida Holm"]}


def test_the_day_ends_where_the_seller_lives(sold, maya):
    maya.zone = "America/Los_Angeles"
    maya.save()
    lead = sold("Ida Holm")
    outreach.log(lead.pk, channel=Channel.CALL, by=maya, at=NOON)
    outreach.promise(lead.pk, kind=StepKind.CALL, on=date(2026, 3, 2), by=maya, at=NOON)

    assert shown(maya, at=NOON + timedelta(hours=6)) == {"step": ["Ida Holm"]}


def test_a_row_knows_why_now(sold, maya):
    lead = sold("Ida Holm")
    outreach.log(lead.pk, channel=Channel.CALL, by=maya, at=NOON, text="Asked for two prices")
    outreach.promise(lead.pk, kind=StepKind.CALL, on=date(2026, 3, 2), text="Send the price", by=maya, at=NOON)

    [row] = today(maya, reader=maya, at=SOON).mine

    assert row.said["step.promised"].text == "Send the price" and row.touches == 1


def test_words_that_were_taken_back_were_not_said(offered, maya, lena, priya):
    from truce.ledger import actions as ledger

    back = outreach.log(priya.pk, channel=Channel.NOTE, by=lena, at=NOON, text="Wrong number")
    ledger.undo(back.act_id, by=lena, at=NOON)

    assert "touch.note" not in today(maya, reader=maya, at=SOON).mine[0].said


def test_the_reasons_of_the_panel_add_up_to_the_number(offered, maya):
    page = today(maya, reader=maya, at=SOON)

    assert sum(reason.points for reason in page.panel.row.reasons) == page.panel.row.number


def test_the_panel_says_what_is_not_known_yet(bring, lena, maya):
    lead = bring("Bo Ek", facts={"job_title": "Head of Operations"})
    handoff.hand_over(lead.pk, by=lena, at=NOON, to=maya)

    asks = panel(lead.pk, at=SOON, zone="UTC").asks

    assert asks and all(ask.points > 0 for ask in asks)
    assert [ask.points for ask in asks] == sorted((ask.points for ask in asks), reverse=True)


def test_what_nobody_was_free_for_is_shown_to_sales(bring, lena, maya, tomas):
    maya.capacity = 0
    maya.save()
    handoff.hand_over(bring("Bo Ek").pk, by=lena, at=NOON)

    assert shown(maya) == shown(tomas) == {"free": ["Bo Ek"]}


def test_a_return_is_marketings_turn_and_its_answer_comes_back(offered, maya, lena):
    handoff.return_(offered.pk, reason="2", by=maya, at=NOON, note="It is the plant manager")
    assert shown(lena) == {"returns": ["Priya Nair"]}

    handoff.answer_return(offered.pk, answer=ReturnAnswer.FIXED, by=lena, at=SOON, note="Found the plant manager")

    page = today(maya, reader=maya, at=SOON)
    [answer] = page.returns.changed
    assert (answer.words, answer.answered_by, page.returns.back) == ("Found the plant manager", "Lena Fischer", 1)


def test_a_returned_lead_is_with_marketing(offered, maya):
    handoff.return_(offered.pk, reason="2", by=maya, at=NOON)

    page = today(maya, reader=maya, at=SOON)
    assert (page.total, page.returns.with_marketing) == (0, 1)


def test_a_marketer_sees_leads_near_the_line_with_the_cheapest_signal(bring, lena):
    lead = bring("Bo Ek", facts=READY, company_facts={"industry": "food", "employees": 420})
    Lead.objects.filter(pk=lead.pk).update(number=58, line=65, turn="wake", holder_user=None, holder_queue=2)
    far = bring("Ida Holm")
    Lead.objects.filter(pk=far.pk).update(number=10, line=65)

    page = today(lena, reader=lena, at=MORNING)

    near = next(group for group in page.groups if group.key == "near")
    assert [row.name for row in near.rows] == ["Bo Ek"]
    assert page.nears[lead.pk].points > 0 and page.nears[lead.pk].ask


def test_a_marketer_sees_what_sales_said(offered, maya, lena):
    handoff.return_(offered.pk, reason="2", by=maya, at=NOON)

    outcome = today(lena, reader=lena, at=SOON).outcome

    assert (outcome.accepted, outcome.returned) == (0, 1)
    assert outcome.reasons == (("Right company, wrong person", 1),)


def test_a_manager_sees_the_clocks_of_the_team_that_run_out(sold, maya, tomas):
    sold("Bo Ek")

    assert shown(tomas) == {}
    assert shown(tomas, at=NOON + timedelta(days=1, hours=-1)) == {"risk": ["Bo Ek"]}


def test_a_manager_of_a_team_sees_only_its_members(sold, maya, jo, tomas):
    tomas.team = jo.team = Team.objects.create(name="North", side="sales")
    tomas.save(), jo.save()
    sold("Bo Ek")

    page = today(tomas, reader=tomas, at=NOON + timedelta(days=2))
    assert [load.name for load in page.team] == ["Jo Berg"] and page.groups == ()


def test_a_manager_sees_who_is_away_and_holds_leads(sold, maya, jo, tomas):
    sold("Bo Ek")
    maya.away_from, maya.away_until = date(2026, 3, 2), date(2026, 3, 6)
    maya.save()

    page = today(tomas, reader=tomas, at=SOON)

    assert [(load.name, load.open, load.new) for load in page.away] == [("Maya Okafor", 1, 1)]


def test_the_revenue_lead_sees_what_is_late_on_either_side(sold, bring, ana, maya):
    sold("Bo Ek")
    bring("Ida Holm")

    groups = shown(ana, at=NOON + timedelta(days=3))

    assert groups == {"late_sales": ["Bo Ek"], "late_marketing": ["Ida Holm"]}


def test_promises_of_the_week_are_seen_by_oneself_and_ones_managers_only(offered, maya, tomas, ana, ravi, olu):
    handoff.accept(offered.pk, by=maya, at=SOON)

    told = {who.role: len(today(maya, reader=who, at=SOON).promises) for who in (maya, tomas, ana, ravi, olu)}

    assert told == {"seller": 2, "sales_manager": 2, "revenue_lead": 2, "marketing_manager": 0, "operations": 0}


def test_who_manages_whom(maya, lena, tomas, ravi, ana, olu, vera):
    assert [manages(boss, maya) for boss in (tomas, ravi, ana, olu, vera, maya)] == [True, False, True, *[False] * 3]
    assert manages(ravi, lena) and not manages(tomas, lena) and not manages(tomas, ana)


@pytest.mark.parametrize("who", ["maya", "tomas", "lena", "ravi", "ana", "olu", "vera"])
def test_today_asks_few_questions_however_many_leads(who, request, sold, bring):
    user = request.getfixturevalue(who)
    for number in range(4):
        sold(f"Bo{number} Ek")
        bring(f"Ida{number} Holm")

    with CaptureQueriesContext(connection) as asked:
        today(user, reader=user, at=NOON + timedelta(days=2))

    assert len(asked) <= 15
