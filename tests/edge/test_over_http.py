import json
import queue
import threading
import urllib.request

import pytest

from tests.processes import spare_port, start, stop, until
from truce.teams import live

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def edge():
    port = spare_port()
    command = ("-m", "granian", "--interface", "asgi", "--no-ws", "--port", str(port), "truce.edge.app:app")
    process = start(*command, TRUCE_BASE_URL="http://localhost:8000")
    try:
        until(lambda: answers(port))
        yield port
        process.terminate()
        assert process.wait(5) == 0
    finally:
        stop(process)


def answers(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return json.load(answer)["ok"]
    except OSError:
        return False


def listen(port, token):
    """Listen as a page does, and return the queue of the names and data that come in."""
    heard = queue.Queue()

    def read():
        address = f"http://127.0.0.1:{port}/live?token={token}&records=lead:7"
        with urllib.request.urlopen(address, timeout=20) as stream:
            for line in stream:
                word, _, rest = line.decode().strip().partition(": ")
                if word in ("event", "data"):
                    heard.put(rest)

    threading.Thread(target=read, daemon=True).start()
    return heard


def test_a_page_hears_of_a_change_within_seconds(edge, maya, sign_in, write):
    ticket = sign_in(maya)
    heard = listen(edge, live.issue(ticket.user_id, ticket.session_key))
    assert [heard.get(timeout=5) for _ in range(2)] == ["hello", "{}"]

    until(lambda: hears_a_change(heard, write, maya), seconds=5)


def hears_a_change(heard, write, user):
    write({"lead": {"7": {"holder_user_id": user.pk}}}, kind="handoff.offered")
    told = [heard.get(timeout=5) for _ in range(4)]
    return told[0] == "record" and json.loads(told[1])["record"] == "lead:7" and told[2] == "turn"
