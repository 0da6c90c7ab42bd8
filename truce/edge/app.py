"""The ASGI application of the edge: `granian --interface asgi truce.edge.app:app`."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from types import FrameType
from urllib.parse import urlsplit

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "truce.config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from starlette.applications import Starlette  # noqa: E402
from starlette.requests import Request  # noqa: E402
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse  # noqa: E402
from starlette.routing import Route  # noqa: E402

from truce.base.clock import now  # noqa: E402
from truce.base.process import die_with_supervisor  # noqa: E402
from truce.edge.hub import Hub, Seat  # noqa: E402
from truce.edge.rules import Hint, wanted_records  # noqa: E402
from truce.ledger.queries import last_seq  # noqa: E402
from truce.teams import live  # noqa: E402

BEAT_S = 15
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


async def stream(request: Request) -> Response:
    """Tell a page what changes: GET /live?token=...&records=lead:7,company:3

    Gives   hints named hello (listen begins: load what may be out of date), turn, record, job; a comment
            each 15 s. 401: the page needs another token; 403: not a page of this site; 503: no room.
    """
    origin = request.headers.get("origin")
    if origin is not None and origin not in allowed_origins():
        return PlainTextResponse("Not from here.", 403)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "Vary": "Origin"}
    if origin:
        headers["Access-Control-Allow-Origin"] = origin
    hub: Hub = request.app.state.hub
    ticket = live.read(request.query_params.get("token", ""))
    user = await hub.ask(live.listener, ticket, at=now()) if ticket else None
    if ticket is None or user is None:
        return PlainTextResponse("Sign in again.", 401, headers)
    seat = Seat(ticket, user.side, wanted_records(request.query_params.get("records", "")))
    if not await hub.sit(seat):
        return PlainTextResponse("Too many pages listen.", 503, headers | {"Retry-After": "30"})
    return StreamingResponse(_hints(hub, seat), media_type="text/event-stream", headers=headers)


async def health(request: Request) -> Response:
    """Say that the edge works and reaches the database: GET /healthz"""
    hub: Hub = request.app.state.hub
    is_well = await hub.ask(last_seq) is not None
    return JSONResponse({"ok": is_well, "listening": len(hub.seats)}, 200 if is_well else 503)


def allowed_origins() -> set[str]:
    """Return the origins of our pages: the site's, and on one's own machine all names of it."""
    parts = urlsplit(settings.BASE_URL)
    names = LOOPBACK if parts.hostname in ("localhost", "127.0.0.1", "::1") else ()
    port = f":{parts.port}" if parts.port else ""
    return {f"{parts.scheme}://{parts.netloc}", *(f"{parts.scheme}://{name}{port}" for name in names)}


async def _hints(hub: Hub, seat: Seat) -> AsyncIterator[bytes]:
    try:
        yield b"retry: 3000\n\n" + Hint("hello").wire()
        while True:
            try:
                hint = await asyncio.wait_for(seat.hints.get(), BEAT_S)
            except TimeoutError:
                yield b": still here\n\n"
                continue
            if hint is None:
                return
            yield hint.wire()
    finally:
        hub.seats.discard(seat)


@contextlib.asynccontextmanager
async def _life(app: Starlette) -> AsyncIterator[None]:
    die_with_supervisor()
    app.state.hub = hub = Hub()
    looking = asyncio.create_task(hub.run())
    with _on_term(hub.send_all_away):
        yield
    looking.cancel()
    hub.close()


@contextlib.contextmanager
def _on_term(then: Callable[[], None]) -> Iterator[None]:
    """Do something on SIGTERM besides what the server does: it waits for open streams, which end only by us."""
    loop = asyncio.get_running_loop()
    before = signal.getsignal(signal.SIGTERM)

    def told(sign: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(then)
        if callable(before):
            before(sign, frame)

    signal.signal(signal.SIGTERM, told)
    yield
    signal.signal(signal.SIGTERM, before)


app = Starlette(routes=[Route("/live", stream), Route("/healthz", health)], lifespan=_life)
