from datetime import timedelta

import pytest

from tests.cast import NOON
from truce.campaigns.models import Touchpoint
from truce.handoff import actions as handoff_actions
from truce.journey.rules import StepKind, Turn
from truce.ledger.models import Event
from truce.outreach import actions
from truce.outreach.rules import Channel, Direction, Outcome

LATER = NOON + timedelta(minutes=30)


def test_a_logged_call_stops_the_first_touch_clock_and_starts_the_next(accepted, maya):
    actions.log(accepted.pk, channel=Channel.CALL, outcome=Outcome.REACHED, text="Likes it", by=maya, at=LATER)

    accepted.refresh_from_db()
    assert (accepted.turn, accepted.first_touched_at, accepted.touches) == (Turn.FOLLOW_UP, LATER, 1)
    assert accepted.first_touch_due_at is None


def test_an_earlier_call_with_its_time_stops_the_clock_at_that_time(accepted, maya):
    actions.log(accepted.pk, channel=Channel.CALL, happened_at=NOON + timedelta(minutes=10), by=maya, at=LATER)

    accepted.refresh_from_db()
    assert accepted.first_touched_at == NOON + timedelta(minutes=10)


def test_a_call_in_the_future_is_refused(accepted, maya):
    with pytest.raises(actions.NotThen):
        actions.log(accepted.pk, channel=Channel.CALL, happened_at=NOON + timedelta(days=1), by=maya, at=LATER)


def test_a_note_is_no_touch(accepted, maya):
    actions.log(accepted.pk, channel=Channel.NOTE, text="Mind the merger", by=maya, at=LATER)

    accepted.refresh_from_db()
    assert (accepted.turn, accepted.touches) == (Turn.FIRST_TOUCH, 0)


def test_what_they_say_counts_as_a_touchpoint(accepted, maya):
    actions.log(accepted.pk, channel=Channel.EMAIL, direction=Direction.IN, by=maya, at=LATER)

    assert Touchpoint.objects.latest("seq").kind == "reply"


def test_an_answer_before_any_touch_is_marked_customer_first(accepted, maya):
    event = actions.log(accepted.pk, channel=Channel.EMAIL, direction=Direction.IN, by=maya, at=LATER)

    assert event.data["customer_first"] is True


def test_marketing_may_log_but_stops_no_sales_clock(offered, priya, lena):
    actions.log(priya.pk, channel=Channel.CALL, by=lena, at=LATER)

    priya.refresh_from_db()
    assert priya.turn == Turn.ANSWER


def test_a_promised_step_becomes_the_clock_when_nothing_is_due_before(accepted, maya):
    actions.log(accepted.pk, channel=Channel.CALL, by=maya, at=LATER)
    actions.promise(accepted.pk, kind=StepKind.EMAIL, on=LATER.date(), text="Send the price", by=maya, at=LATER)

    accepted.refresh_from_db()
    assert (accepted.turn, accepted.step_is_day) == (Turn.STEP, True)
    assert Event.objects.get(kind="step.promised").note.text == "Send the price"


def test_a_promise_does_not_put_the_first_touch_off(accepted, maya):
    actions.promise(accepted.pk, kind=StepKind.CALL, on=(NOON + timedelta(days=30)).date(), by=maya, at=LATER)

    accepted.refresh_from_db()
    assert accepted.turn == Turn.FIRST_TOUCH


def test_a_step_in_the_past_is_refused(accepted, maya):
    with pytest.raises(actions.NotThen):
        actions.promise(accepted.pk, kind=StepKind.CALL, on=(NOON - timedelta(days=1)).date(), by=maya, at=LATER)


def test_a_kept_step_leaves_a_clock_behind(accepted, maya):
    actions.log(accepted.pk, channel=Channel.CALL, by=maya, at=LATER)
    actions.promise(accepted.pk, kind=StepKind.OTHER, on=LATER.date(), by=maya, at=LATER)
    actions.keep(accepted.pk, by=maya, at=LATER)

    accepted.refresh_from_db()
    assert accepted.step_due_at is None and accepted.turn == Turn.FOLLOW_UP


def test_putting_a_promise_off_needs_a_reason(accepted, maya):
    with pytest.raises(actions.TooEarly, match="say why"):
        actions.later(accepted.pk, until=(NOON + timedelta(days=9)).date(), by=maya, at=LATER)


def test_a_hand_off_cannot_be_put_off(offered, priya, maya):
    with pytest.raises(actions.TooEarly):
        actions.later(priya.pk, until=(NOON + timedelta(days=9)).date(), why="Busy", by=maya, at=LATER)


def test_a_lead_goes_to_another_seller_with_its_clock(accepted, maya, jo):
    due = accepted.due_at
    actions.assign(accepted.pk, to=jo, by=maya, at=LATER)

    accepted.refresh_from_db()
    assert (accepted.holder_user, accepted.due_at) == (jo, due)


def test_nobody_takes_anothers_lead(accepted, jo):
    with pytest.raises(actions.NotYourTurn):
        actions.assign(accepted.pk, to=jo, by=jo, at=LATER)


def test_sales_leads_do_not_go_to_marketing_by_assignment(accepted, maya, lena):
    with pytest.raises(actions.NotYourTurn):
        actions.assign(accepted.pk, to=lena, by=maya, at=LATER)


def test_closing_asks_for_an_agreed_reason(accepted, maya):
    from truce.agreement.rules import BadAgreement

    with pytest.raises(BadAgreement):
        actions.close(accepted.pk, reason="bored", by=maya, at=LATER)


def test_winning_from_sal_names_the_stages_passed(accepted, maya):
    event = actions.win(accepted.pk, by=maya, at=LATER)

    assert event.data["skipped"] == ["sql", "opportunity"]


def test_closing_a_lead_takes_back_a_hand_off_that_waits(offered, ravi):
    actions.close(offered.lead_id, reason="no_budget", by=ravi, at=NOON)

    offered.refresh_from_db()
    assert (offered.answer, offered.answered_at) == ("withdrawn", NOON)


def test_closing_a_returned_lead_agrees_with_the_return(offered, maya, ravi):
    handoff_actions.return_(offered.pk, reason="2", by=maya, at=NOON)
    actions.close(offered.lead_id, reason="no_budget", by=ravi, at=NOON)

    offered.refresh_from_db()
    assert (offered.return_answer, offered.return_answered_by_id) == ("agreed", ravi.pk)


def test_nothing_is_promised_while_a_hand_off_waits_for_its_answer(offered, priya, maya):
    with pytest.raises(actions.NotYourTurn, match="yes or no"):
        actions.promise(priya.pk, kind=StepKind.CALL, on=NOON.date(), by=maya, at=LATER)
