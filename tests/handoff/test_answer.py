from datetime import date, timedelta

import pytest

from tests.cast import NOON
from truce.agreement.rules import BadAgreement
from truce.handoff import actions
from truce.handoff.models import HandOff
from truce.handoff.rules import Answer, ReturnAnswer
from truce.journey.rules import Stage, Turn
from truce.ledger.actions import AlreadyDone
from truce.ledger.models import Event
from truce.teams.access import NotAllowed
from truce.teams.queries import automation
from truce.teams.rules import QueueKind, Side

LATER = NOON + timedelta(minutes=30)


def test_accepting_makes_it_sales_lead_and_starts_the_first_touch_clock(accepted, maya):
    assert (accepted.side, accepted.stage, accepted.holder_user) == (Side.SALES, Stage.SALES_ACCEPTED, maya)
    assert accepted.turn == Turn.FIRST_TOUCH and accepted.due_at > NOON


def test_the_second_who_accepts_is_told_who_was_first(accepted, offered, tomas):
    with pytest.raises(actions.AlreadyAnswered, match="Maya Okafor accepted"):
        actions.accept(offered.pk, by=tomas, at=LATER)


def test_pressing_twice_does_it_once(offered, maya):
    actions.accept(offered.pk, by=maya, at=NOON, key="same")

    with pytest.raises(AlreadyDone):
        actions.accept(offered.pk, by=maya, at=NOON, key="same")


def test_only_the_one_it_was_handed_to_can_answer(offered, jo):
    with pytest.raises(actions.NotYours):
        actions.accept(offered.pk, by=jo, at=NOON)


def test_a_sales_manager_may_answer_for_the_team(offered, tomas):
    assert actions.accept(offered.pk, by=tomas, at=NOON).answer == Answer.ACCEPTED


@pytest.mark.parametrize("who", ["lena", "vera", "ana", "olu"])
def test_other_roles_cannot_accept(offered, who, request):
    with pytest.raises(NotAllowed):
        actions.accept(offered.pk, by=request.getfixturevalue(who), at=NOON)


def test_anybody_in_sales_may_take_a_lead_from_the_queue(bring, maya):
    maya.capacity = 0
    maya.save()
    offer = actions.hand_over(bring("Bo Ek").pk, by=automation(), at=NOON)

    assert actions.accept(offer.pk, by=maya, at=NOON).answered_by == maya


def test_a_return_gives_marketing_a_turn_and_a_clock(offered, maya, lena, priya):
    actions.return_(offered.pk, reason="2", by=maya, at=LATER)

    priya.refresh_from_db()
    assert (priya.side, priya.stage, priya.holder_user) == (Side.MARKETING, Stage.RECYCLED, lena)
    assert (priya.turn, priya.cycle_no, priya.returns) == (Turn.ANSWER_RETURN, 2, 1)
    assert priya.due_at > LATER


def test_the_reason_of_a_return_is_kept_with_its_type(offered, maya):
    actions.return_(offered.pk, reason="2", by=maya, at=LATER, note="It is the plant manager we need")

    event = Event.objects.get(kind="handoff.returned")
    assert (event.data["reason"], event.data["type"]) == ("wrong_person", "person")
    assert event.note.text == "It is the plant manager we need"


def test_a_return_without_a_reason_is_refused(offered, maya):
    with pytest.raises(actions.ReasonMissing):
        actions.return_(offered.pk, reason=" ", by=maya, at=NOON)


def test_an_unknown_reason_is_refused(offered, maya):
    with pytest.raises(BadAgreement):
        actions.return_(offered.pk, reason="9", by=maya, at=NOON)


def test_another_reason_wants_ten_characters(offered, maya):
    with pytest.raises(actions.ReasonMissing, match="10 characters"):
        actions.return_(offered.pk, reason="7", note="nope", by=maya, at=NOON)


def test_too_early_wants_the_month(offered, maya):
    with pytest.raises(actions.ReasonMissing, match="month"):
        actions.return_(offered.pk, reason="3", by=maya, at=NOON)


def test_too_early_is_looked_at_again_in_its_month(offered, maya, lena, priya):
    actions.return_(offered.pk, reason="3", again_on=date(2026, 6, 1), by=maya, at=NOON)
    actions.answer_return(offered.pk, answer=ReturnAnswer.AGREED, by=lena, at=LATER)

    priya.refresh_from_db()
    assert priya.turn == Turn.WAKE and priya.due_at.date() == date(2026, 6, 1)
    assert priya.holder_queue.kind == QueueKind.NURTURE


def test_a_returned_lead_is_left_alone_until_something_new_comes(offered, maya, lena, priya):
    actions.return_(offered.pk, reason="2", by=maya, at=NOON)
    actions.answer_return(offered.pk, answer=ReturnAnswer.AGREED, by=lena, at=LATER)

    lead = actions.reconsider(priya.pk, by=automation(), at=LATER)

    assert lead.is_ready and lead.turn == Turn.WAKE


def test_mending_it_offers_it_to_the_one_who_returned_it(offered, maya, lena, priya):
    actions.return_(offered.pk, reason="2", by=maya, at=NOON)
    actions.answer_return(offered.pk, answer=ReturnAnswer.FIXED, note="Found the plant manager", by=lena, at=LATER)

    again = HandOff.objects.get(answer="open")
    assert (again.offered_to_user, again.cycle_no) == (maya, 2)


def test_mending_needs_words(offered, maya, lena):
    actions.return_(offered.pk, reason="2", by=maya, at=NOON)

    with pytest.raises(actions.ReasonMissing):
        actions.answer_return(offered.pk, answer=ReturnAnswer.FIXED, by=lena, at=LATER)


def test_the_second_look_again_goes_to_a_sales_manager(offered, maya, lena, tomas):
    _return_and_ask_again(offered, maya, lena)
    second = HandOff.objects.get(answer="open")
    _return_and_ask_again(second, maya, lena)

    assert HandOff.objects.get(answer="open").offered_to_user == tomas


def test_an_unanswered_return_goes_to_the_marketing_manager(offered, maya, ravi, priya):
    handoff = actions.return_(offered.pk, reason="2", by=maya, at=NOON)

    assert actions.escalate_return(handoff.pk, by=automation(), at=handoff.return_due_at)

    priya.refresh_from_db()
    assert (priya.holder_user, priya.turn) == (ravi, Turn.ANSWER_RETURN)


def test_a_lead_found_wrong_after_accepting_can_still_go_back(accepted, offered, maya, lena):
    actions.give_back(accepted.pk, reason="1", by=maya, at=LATER)

    accepted.refresh_from_db()
    offered.refresh_from_db()
    assert (accepted.holder_user, offered.answer, offered.reason) == (lena, Answer.ACCEPTED, "not_our_kind")


def _return_and_ask_again(handoff, maya, lena):
    actions.return_(handoff.pk, reason="2", by=maya, at=NOON)
    actions.answer_return(handoff.pk, answer=ReturnAnswer.LOOK_AGAIN, note="Please look", by=lena, at=LATER)


def test_a_lead_whose_return_waits_is_not_offered_whatever_else_is_due_before(offered, maya, lena, priya):
    from truce.journey.rules import StepKind
    from truce.outreach import actions as outreach

    actions.return_(offered.pk, reason="2", by=maya, at=NOON)
    outreach.promise(priya.pk, kind=StepKind.CALL, on=NOON.date(), by=lena, at=NOON)

    lead = actions.reconsider(priya.pk, by=automation(), at=LATER)

    assert lead.turn == Turn.STEP and not HandOff.objects.filter(answer="open").exists()


def test_a_returned_lead_is_not_handed_over_past_its_answer(offered, maya, lena, priya):
    actions.return_(offered.pk, reason="2", by=maya, at=NOON)

    with pytest.raises(actions.NotOnThatSide, match="answer that first"):
        actions.hand_over(priya.pk, by=lena, at=LATER)
