"""Kill -9 while people accept, return, log and add."""

import pytest

from tests.processes import Served, until
from tests.reliability.audit import unfinished, wrongs
from tests.reliability.faults import FAULTS, Storm, weather
from tests.reliability.house import staffed
from tests.reliability.people import Crowd

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(400)]


def test_kills_while_people_work_lose_double_and_invent_nothing():
    house = staffed(offers=40)
    storm = Storm(Served(workers=2), [])
    try:
        until(storm.served.is_up, seconds=90)
        with Crowd(storm.served.port, house.sessions, house.offers) as crowd:
            weather(storm, crowd, list(FAULTS))
        found = unfinished(), wrongs(crowd.truth), crowd.wrongs
    finally:
        storm.end()

    assert found == ([], {}, [])
    print(f"{len(crowd.truth.done)} acknowledged, {len(crowd.truth.refused)} refused, {storm}")
