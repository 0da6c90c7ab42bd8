"""The same as tests/reliability, many times."""

import pytest
from django.db import connection

from tests.processes import Served, until
from tests.reliability.audit import unfinished, wrongs
from tests.reliability.faults import FAULTS, Storm, weather
from tests.reliability.house import staffed
from tests.reliability.people import Crowd
from tests.reliability.test_database_falls import fall

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("seed", range(5))
def test_twenty_kills_while_people_work_lose_double_and_invent_nothing(seed):
    house = staffed(offers=120)
    storm = Storm(Served(workers=2), [])
    try:
        until(storm.served.is_up, seconds=60)
        with Crowd(storm.served.port, house.sessions, house.offers) as crowd:
            weather(storm, crowd, [*FAULTS] * 5, seed=seed)
        found = unfinished(), wrongs(crowd.truth), crowd.wrongs
    finally:
        storm.end()

    print(f"{len(crowd.truth.done)} acknowledged, {len(crowd.truth.refused)} refused, {storm}")
    assert found == ([], {}, [])


def test_a_database_that_falls_again_and_again_loses_doubles_and_invents_nothing():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server that could fall")

    assert fall(times=10, offers=120) == [[], {}, []]
