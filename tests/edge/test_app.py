import asyncio
import json
from urllib.parse import urlencode

import pytest

from truce.edge.app import app
from truce.teams import live

pytestmark = pytest.mark.django_db(transaction=True)


def get(path, *, origin="", **query):
    """Ask the edge as a server would, and hang up after the first two parts of the answer."""
    headers = [(b"origin", origin.encode())] if origin else []
    scope = {"type": "http", "method": "GET", "path": path, "headers": headers, "http_version": "1.1"}
    scope |= {"query_string": urlencode(query).encode(), "app": app, "root_path": "", "scheme": "http"}
    sent = []

    async def receive():
        while len(sent) < 2:
            await asyncio.sleep(0.01)
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    async def ask():
        async with app.router.lifespan_context(app):
            await asyncio.wait_for(app(scope, receive, send), 5)

    asyncio.run(ask())
    start = sent[0]
    known = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], known, sent[1]["body"].decode()


@pytest.fixture
def token(seller, sign_in):
    ticket = sign_in(seller)
    return live.issue(ticket.user_id, ticket.session_key)


def test_a_page_of_ours_may_listen(token):
    status, headers, body = get("/live", origin="http://localhost:8000", token=token)

    assert (status, headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
    assert headers["access-control-allow-origin"] == "http://localhost:8000"
    assert headers["cache-control"] == "no-store"
    assert "event: hello" in body


def test_a_page_of_others_may_not_listen(token):
    status, headers, _ = get("/live", origin="https://elsewhere.example", token=token)

    assert status == 403
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("token", ["", "x", "gAAAAA", "é"])
def test_without_a_good_ticket_the_page_must_ask_for_one(token):
    assert get("/live", token=token)[0] == 401


def test_a_ticket_is_good_for_ten_minutes(token, tmp_path, monkeypatch):
    (tmp_path / "clock").write_text("601")
    monkeypatch.setenv("TRUCE_CLOCK", str(tmp_path / "clock"))

    assert get("/live", token=token)[0] == 401


def test_a_ticket_does_not_show_whose_it_is(seller):
    token = live.issue(seller.pk, "secret-session-key")

    assert "secret" not in token
    assert live.read(token) == live.Ticket(seller.pk, "secret-session-key")


def test_the_edge_says_that_it_is_well():
    status, _, body = get("/healthz")

    assert (status, json.loads(body)) == (200, {"ok": True, "listening": 0})


def test_on_ones_own_machine_all_its_names_are_the_site(token):
    assert get("/live", origin="http://127.0.0.1:8000", token=token)[0] == 200
    assert get("/live", origin="http://127.0.0.1:9000", token=token)[0] == 403
