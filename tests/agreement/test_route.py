from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from tests.agreement.bodies import NOON
from truce.agreement.rules import Candidate, Routing, RoutingRules, Strategy, Why, route

MAYA, JO, INES = 1, 2, 3
IN_TURN = RoutingRules()
BY_LOT = RoutingRules(strategies=(Strategy.RANDOM,))


def seller(user_id, **more) -> Candidate:
    return Candidate(user_id, **more)


def test_the_one_who_waited_longest_is_next():
    team = [seller(MAYA, last_offered_at=NOON), seller(JO, last_offered_at=NOON - timedelta(hours=1))]

    routed = route(IN_TURN, {}, team)

    assert (routed.user_id, routed.routing, routed.route_prob) == (JO, Routing.ROUND_ROBIN, 1.0)
    assert (routed.candidate_ids, routed.why) == ((MAYA, JO), Why.THEIR_TURN)


def test_who_never_had_one_comes_first_and_ties_go_to_the_less_busy():
    assert route(IN_TURN, {}, [seller(MAYA, last_offered_at=NOON), seller(JO)]).user_id == JO
    assert route(IN_TURN, {}, [seller(MAYA, open_count=2), seller(JO, open_count=1)]).user_id == JO
    assert route(IN_TURN, {}, [seller(JO), seller(MAYA)]).user_id == MAYA


def test_many_leads_at_one_instant_go_round_evenly():
    team = {user: seller(user, open_count=user * 3) for user in (MAYA, JO, INES)}
    order = []
    for offer in range(1, 10):
        user = route(IN_TURN, {}, list(team.values())).user_id
        team[user] = replace(team[user], last_offered_at=NOON, last_offer=offer, open_count=team[user].open_count + 1)
        order.append(user)

    assert order == [MAYA, JO, INES] * 3


@pytest.mark.parametrize(
    "away", [{"is_absent": True}, {"open_count": 5, "capacity": 5}, {"open_count": 60}, {"is_active": False}]
)
def test_who_is_away_full_or_gone_gets_nothing(away):
    routed = route(IN_TURN, {}, [seller(MAYA, **away), seller(JO, open_count=4, capacity=5)])

    assert (routed.user_id, routed.routing, routed.why) == (JO, Routing.RULE, Why.ONLY_ONE)


def test_when_nobody_is_free_the_lead_waits_in_the_queue():
    routed = route(IN_TURN, {}, [seller(MAYA, is_absent=True), seller(JO, open_count=60)])

    assert (routed.user_id, routed.routing, routed.candidate_ids) == (None, Routing.QUEUE, ())
    assert routed.why == Why.NOBODY_FREE


def test_a_lead_never_goes_back_to_the_one_who_returned_it():
    team = [seller(MAYA), seller(JO, last_offered_at=NOON)]

    assert route(IN_TURN, {}, team, exclude={MAYA}).user_id == JO
    assert route(IN_TURN, {}, team, exclude={MAYA}, company_owner_id=MAYA).user_id == JO
    assert route(IN_TURN, {}, team, exclude={MAYA, JO}).why == Why.NOBODY_ELSE


def test_a_choice_by_hand_may_go_back_and_to_who_is_full():
    team = [seller(MAYA, open_count=99), seller(JO)]

    routed = route(IN_TURN, {}, team, exclude={MAYA}, forced_to=MAYA)

    assert (routed.user_id, routed.routing, routed.why) == (MAYA, Routing.MANUAL, Why.CHOSEN)


def test_nobody_can_choose_a_user_who_left():
    assert route(IN_TURN, {}, [seller(MAYA, is_active=False), seller(JO)], forced_to=MAYA).user_id == JO


def test_whoever_has_the_company_gets_its_leads():
    team = [seller(MAYA), seller(JO, last_offered_at=NOON)]

    routed = route(IN_TURN, {}, team, company_owner_id=JO)

    assert (routed.user_id, routed.routing, routed.route_prob) == (JO, Routing.RULE, 1.0)
    assert routed.why == Why.COMPANY_OWNER


def test_an_absent_owner_of_the_company_is_passed_over():
    assert route(IN_TURN, {}, [seller(MAYA), seller(JO, is_absent=True)], company_owner_id=JO).user_id == MAYA


def test_a_territory_goes_to_its_sellers():
    team = [seller(MAYA), seller(JO, territories=frozenset({"North"})), seller(INES, territories=frozenset({"South"}))]

    assert route(IN_TURN, {"region": "north"}, team).user_id == JO
    assert route(IN_TURN, {"region": "west"}, team).user_id == MAYA
    assert route(IN_TURN, {}, team).user_id == MAYA


def test_a_territory_that_nobody_works_waits_in_the_queue():
    team = [seller(JO, territories=frozenset({"North"}))]

    assert route(IN_TURN, {"region": "west"}, team).why == Why.NOBODY_IN_TERRITORY


def test_by_lot_everybody_has_the_same_chance():
    team, random = [seller(MAYA), seller(JO)], Random(7)

    drawn = [route(BY_LOT, {}, team, random=random) for _ in range(2000)]

    assert {each.route_prob for each in drawn} == {0.5}
    assert {(each.routing, each.why) for each in drawn} == {(Routing.RANDOM, Why.DRAWN)}
    assert 900 < Counter(each.user_id for each in drawn)[MAYA] < 1100


def test_a_share_by_lot_is_told_with_its_true_chance():
    rules, team, random = RoutingRules(random_share=0.2), [seller(MAYA), seller(JO)], Random(7)

    routed = [route(rules, {}, team, random=random) for _ in range(4000)]

    chances = {each.user_id: each.route_prob for each in routed}
    assert chances == {MAYA: pytest.approx(0.9), JO: pytest.approx(0.1)}
    assert Counter(each.user_id for each in routed)[JO] / 4000 == pytest.approx(0.1, abs=0.02)
    assert {each.routing for each in routed} == {Routing.RANDOM, Routing.ROUND_ROBIN}


def test_where_no_way_chooses_it_goes_in_turn():
    rules = RoutingRules(strategies=(Strategy.COMPANY_OWNER,))

    assert route(rules, {}, [seller(MAYA), seller(JO)]).why == Why.THEIR_TURN
