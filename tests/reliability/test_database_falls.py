"""The database server falls while people work; Truce goes on when it is back, without being started again."""

import pytest
from django.conf import settings
from django.db import connection

from tests.processes import Served, environment, stop, until
from tests.reliability.elsewhere import Elsewhere
from tests.reliability.people import Crowd

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(400)]


def test_a_database_that_falls_while_people_work_loses_doubles_and_invents_nothing():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server that could fall")

    assert fall(times=1, offers=20) == [[], {}, []]


def fall(*, times: int, offers: int) -> list:
    """Let the server fall so many times under a crowd; return jobs left, what is wrong, and who was never answered."""
    elsewhere = Elsewhere.start(environment()["TRUCE_DATABASE_URL"])
    key = {"TRUCE_SECRET_KEY": settings.SECRET_KEY}
    try:
        house = elsewhere.ask("staff", offers, **key)
        served = Served(workers=2, TRUCE_DATABASE_URL=elsewhere.url)
        try:
            until(served.is_up, seconds=60)
            with Crowd(served.port, house["sessions"], house["offers"]) as crowd:
                for _ in range(times):
                    crowd.until_done(15)
                    elsewhere.crash()
                    crowd.until_done(15)
            return [*elsewhere.ask("audit", _forgiven(crowd.truth.to_json()), **key), crowd.wrongs]
        finally:
            stop(served.process)
    finally:
        elsewhere.stop()


def _forgiven(truth: dict) -> dict:
    """Leave out that people were told it did not work while there was no database: they asked again."""
    answers = {status: count for status, count in truth["answers"].items() if status not in (500, 503)}
    return truth | {"answers": answers}
