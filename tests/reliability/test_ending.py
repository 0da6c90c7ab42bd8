"""Truce is told to end while people work: what they have sent is answered first."""

import os
import signal
import time

import pytest

from tests.processes import Served, stop, until
from tests.reliability.audit import wrongs
from tests.reliability.house import staffed
from tests.reliability.people import Crowd

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(400)]
ON_ITS_WAY_S = 0.1


def test_requests_that_are_being_answered_when_truce_is_told_to_end_are_answered():
    house = staffed(offers=20)
    served = Served(workers=2)
    try:
        until(served.is_up, seconds=90)
        with Crowd(served.port, house.sessions, house.offers) as crowd:
            crowd.until_done(20)
            crowd.is_leaving.set()
            told = time.monotonic()
            os.kill(served.process.pid, signal.SIGTERM)
            until(lambda: served.process.poll() is not None, seconds=30)
            for person in crowd.people:
                person.gives_up = True
        lost = [at for at in crowd.truth.lost_at if at < told - ON_ITS_WAY_S]
    finally:
        stop(served.process)

    assert (served.process.returncode, lost) == (0, [])
    assert wrongs(crowd.truth) == {}
