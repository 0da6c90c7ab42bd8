from datetime import timedelta

import pytest

from tests.cast import NOON
from truce.handoff import actions
from truce.handoff.models import HandOff
from truce.journey.rules import Stage, Turn
from truce.ledger.models import Event
from truce.teams.queries import automation
from truce.teams.rules import QueueKind


def test_a_ready_lead_is_offered_by_itself(priya, maya):
    lead = actions.reconsider(priya.pk, by=automation(), at=NOON)

    handoff = HandOff.objects.get()
    assert (handoff.offered_to_user, lead.holder_user, lead.turn) == (maya, maya, Turn.ANSWER)
    assert lead.due_at == handoff.accept_due_at > NOON


def test_considering_it_again_offers_nothing_twice(priya, maya):
    actions.reconsider(priya.pk, by=automation(), at=NOON)
    actions.reconsider(priya.pk, by=automation(), at=NOON)

    assert HandOff.objects.count() == 1


def test_what_was_true_at_the_offer_is_frozen(offered, priya, terms, webinar):
    priya.refresh_from_db()

    assert offered.number == (offered.fit + offered.engagement) // 1000 > 0
    assert (offered.agreement_version, offered.cycle_no, offered.attempt_no) == (terms.version, 1, 1)
    assert (offered.routing, offered.route_prob) == ("manual", 1.0)


def test_a_lead_that_is_not_ready_goes_to_nurture(bring, maya):
    lead = bring("Bo Ek", by=automation())

    lead = actions.reconsider(lead.pk, by=automation(), at=NOON)

    assert (lead.turn, lead.holder_queue.kind) == (Turn.WAKE, QueueKind.NURTURE)


def test_the_turn_goes_round(bring, maya, jo):
    leads = [bring(f"Lead L{n}") for n in range(4)]

    offers = [actions.hand_over(lead.pk, by=automation(), at=NOON) for lead in leads]

    assert [offer.offered_to_user for offer in offers] == [maya, jo, maya, jo]


def test_nobody_free_puts_it_into_the_queue_of_sales(bring, maya):
    maya.away_from = maya.away_until = NOON.date()
    maya.save()

    offer = actions.hand_over(bring("Bo Ek").pk, by=automation(), at=NOON)

    assert offer.offered_to_queue.kind == QueueKind.SALES and offer.routing == "queue"


def test_whoever_has_the_company_gets_its_leads(priya, maya, jo):
    priya.company.owner = jo
    priya.company.save()

    assert actions.hand_over(priya.pk, by=automation(), at=NOON).offered_to_user == jo


def test_an_offered_lead_is_not_offered_again(offered, lena):
    with pytest.raises(actions.AlreadyOffered):
        actions.hand_over(offered.lead_id, by=lena, at=NOON)


def test_the_offer_is_in_the_ledger_with_its_hand_off(offered):
    event = Event.objects.get(kind="handoff.offered")

    assert event.data["handoff"] == offered.pk and event.agreement_version == offered.agreement_version


def test_an_unanswered_hand_off_moves_on_by_the_clock(offered, jo, maya, priya):
    late = offered.accept_due_at + timedelta(seconds=1)

    assert actions.expire(offered.pk, by=automation(), at=late)

    priya.refresh_from_db()
    assert (priya.holder_user, priya.turn) == (jo, Turn.ANSWER) and priya.due_at > late


def test_an_answered_hand_off_does_not_move_on(accepted, offered, jo):
    assert not actions.expire(offered.pk, by=automation(), at=NOON + timedelta(days=9))


def test_after_the_agreed_number_of_tries_it_waits_in_the_queue_of_sales(offered, jo, priya, terms):
    at = offered.accept_due_at
    for _ in range(terms.body.promises.max_reroutes + 1):
        at += timedelta(days=10)
        for handoff in HandOff.objects.filter(answer="open", offered_to_user__isnull=False):
            actions.expire(handoff.pk, by=automation(), at=at)

    priya.refresh_from_db()
    assert priya.holder_queue.kind == QueueKind.SALES


def test_a_veto_takes_an_open_offer_back(offered, priya, lena):
    from truce.people import actions as people

    people.consent(priya.person, purpose="email", state=_withdrawn(), by=lena, at=NOON)
    lead = actions.reconsider(priya.pk, by=automation(), at=NOON + timedelta(minutes=1))

    assert lead.turn == Turn.WAKE and HandOff.objects.get().answer == "withdrawn"


def test_an_offered_lead_is_an_mql(offered, priya):
    priya.refresh_from_db()

    assert priya.stage == Stage.MARKETING_QUALIFIED


def _withdrawn():
    from truce.people.rules import ConsentState

    return ConsentState.WITHDRAWN
