import os
import signal
import subprocess
import urllib.error
import urllib.request

import pytest

from tests.processes import spare_port, start, stop, until
from truce.jobs.models import Schedule

pytestmark = pytest.mark.django_db(transaction=True)


class Served:
    """Truce under its supervisor, on ports of its own."""

    def __init__(self):
        self.port = spare_port()
        self.process = start("-m", "truce.cli", "serve", "--port", str(self.port), "--workers", "1")

    def answers(self, port=None):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port or self.port}/healthz", timeout=2).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def is_up(self):
        return self.answers() and self.answers(self.port + 1)

    def parts(self):
        """The pids of web, edge and worker, by name."""
        names = {"wsgi": "web", "asgi": "edge", "worker": "worker"}
        return {
            names[word]: pid
            for pid, _, command in processes()
            for word in names
            if parent(pid) == self.process.pid and word in command.split()
        }

    def left(self):
        """What runs of it, children of children too: all carry the supervisor's pid in their environment."""
        return [pid for pid, told, _ in processes() if told == str(self.process.pid)]


def processes():
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/environ") as file:
                told = dict(line.partition("=")[::2] for line in file.read().split("\0"))
            with open(f"/proc/{name}/cmdline") as file:
                yield int(name), told.get("TRUCE_SUPERVISOR"), file.read().replace("\0", " ")
        except OSError:
            continue


def parent(pid):
    found = subprocess.run(["ps", "-o", "ppid=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return int(found.stdout or 0)


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

    served.process.terminate()

    assert served.process.wait(15) == 0
    assert served.left() == []
    assert f"Truce is ready at http://localhost:{served.port}" in served.process.stdout.read()


def test_parts_that_are_killed_come_back(served):
    killed = served.parts()
    for pid in killed.values():
        os.kill(pid, signal.SIGKILL)

    until(lambda: len(served.parts()) == 3 and not set(served.parts().values()) & set(killed.values()))
    until(served.is_up)


def test_a_process_for_pages_that_is_killed_comes_back(served):
    web = served.parts()["web"]
    [worker] = [pid for pid in served.left() if parent(pid) == web]
    os.kill(worker, signal.SIGKILL)

    until(lambda: worker not in served.left() and served.is_up())


def test_a_supervisor_that_is_killed_leaves_nothing_running(served):
    served.process.kill()
    served.process.wait()

    until(lambda: not served.left())
