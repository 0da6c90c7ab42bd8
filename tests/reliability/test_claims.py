"""Several people press at once, over HTTP, at a server with two processes for pages."""

import http.client
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import urlencode

import pytest

from tests.processes import Served, stop, until
from tests.reliability.house import staffed
from tests.reliability.people import CSRF
from truce.handoff.models import HandOff
from truce.ledger.models import Event

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(400)]
CLAIMERS, ROUNDS = 8, 5


@pytest.fixture(scope="module")
def served(django_db_setup):
    served = Served(workers=2)
    try:
        until(served.is_up, seconds=90)
        yield served
    finally:
        stop(served.process)
        until(lambda: not served.left())


def press(port, session, path, key, start):
    """Open a connection, wait for the others, press; give the status and the words."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    link.connect()
    headers = {"Cookie": f"truce_session={session}; truce_csrf={CSRF}"}
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    start.wait()
    link.request("POST", path, urlencode({"csrfmiddlewaretoken": CSRF, "act_key": key}), headers)
    answer = link.getresponse()
    words = answer.read().decode()
    link.close()
    return answer.status, words


def all_press(served, house, offer, keys):
    """Let as many claimers as there are keys press Accept on one hand-off at the same instant."""
    lead, handoff = offer
    start, path = Barrier(len(keys)), f"/l/{lead}/handoffs/{handoff}/acceptance"
    sessions = list(house.sessions.values())
    with ThreadPoolExecutor(len(keys)) as pool:
        pressed = [
            pool.submit(press, served.port, sessions[n % len(sessions)], path, key, start) for n, key in enumerate(keys)
        ]
        return [each.result() for each in pressed]


def test_of_many_who_press_accept_at_once_one_wins_and_the_others_read_who(served):
    house = staffed(offers=ROUNDS)

    for offer in house.offers:
        answers = all_press(served, house, offer, [f"{offer[1]}.{n}" for n in range(CLAIMERS)])
        winner = HandOff.objects.get(pk=offer[1]).answered_by.name

        assert sorted(status for status, _ in answers) == [303] + [422] * (CLAIMERS - 1)
        assert all(f"{winner} accepted" in words for status, words in answers if status == 422)
    assert Event.objects.filter(kind="handoff.accepted").count() == ROUNDS


def test_the_same_press_sent_many_times_at_once_is_one_act(served):
    house = staffed(offers=1)
    only = type(house)(dict(list(house.sessions.items())[:1]), house.offers)

    answers = all_press(served, only, house.offers[0], ["same"] * CLAIMERS)

    assert {status for status, _ in answers} == {303}
    assert Event.objects.filter(kind="handoff.accepted").count() == 1
