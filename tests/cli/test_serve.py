import os
import signal

import pytest
from django.db import connection

from tests.processes import Served, processes, stop, until
from truce.jobs.models import Schedule

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the supervisor does not know which database there is"),
]


@pytest.fixture
def served():
    served = Served()
    try:
        until(served.is_up)
        yield served
    finally:
        stop(served.process)
        until(lambda: not served.left())


def test_one_command_serves_the_pages_the_stream_and_the_worker_and_ends_them_all(served):
    assert served.parts().keys() == {"web", "edge", "worker"}
    until(Schedule.objects.exists)
    until(lambda: f"Truce is ready at http://localhost:{served.port}" in served.said())

    served.process.terminate()

    assert served.process.wait(15) == 0
    assert served.left() == []


def test_parts_that_are_killed_come_back(served):
    killed = served.parts()
    for pid in killed.values():
        os.kill(pid, signal.SIGKILL)

    until(lambda: len(served.parts()) == 3 and not set(served.parts().values()) & set(killed.values()))
    until(served.is_up)


def test_a_process_for_pages_that_is_killed_comes_back(served):
    web = served.parts()["web"]
    [worker] = [pid for pid, parent, _, _ in processes() if parent == web]
    os.kill(worker, signal.SIGKILL)

    until(lambda: worker not in served.left() and served.is_up())


def test_a_supervisor_that_is_killed_leaves_nothing_running(served):
    served.process.kill()
    served.process.wait()

    until(lambda: not served.left())
