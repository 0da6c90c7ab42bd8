"""Serve Truce: the pages, the live stream and the worker, under one supervisor.

A part that dies is started anew; SIGTERM or Ctrl-C ends all of them in good order. On several
machines start each part where it is wanted instead: `bin/truce worker`, and granian for
truce.config.wsgi:application and truce.edge.app:app.
"""

import argparse
import contextlib
import io
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from types import FrameType
from urllib.parse import urlsplit

from django.core.management import call_command

from truce.base.errors import Refused
from truce.base.process import SUPERVISOR, die_with_parent
from truce.teams import beginning

LOOK_S = 0.2
FIRST_REST_S = 0.2
LONGEST_REST_S = 10.0
# A part that ran this long was well: the next time it falls it is started at once again.
WELL_S = 10.0
TIME_TO_END_S = 20.0


@dataclass
class Part:
    """One of the processes: the leader of a group of its own, so that none of its children outlives it."""

    name: str
    command: list[str]
    process: subprocess.Popen | None = None
    started_at: float = 0.0
    start_after: float = 0.0
    rest: float = field(default=FIRST_REST_S)

    def start(self) -> None:
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(self.command, start_new_session=True, preexec_fn=die_with_parent)

    def look(self) -> None:
        """Start the part anew if it fell, after a rest that grows while it keeps falling."""
        at = time.monotonic()
        if self.process is None:
            if at >= self.start_after:
                self.start()
        elif (status := self.process.poll()) is not None:
            self.kill()
            self.rest = FIRST_REST_S if at - self.started_at > WELL_S else min(self.rest * 2, LONGEST_REST_S)
            print(
                f"{self.name} ended ({status}); started anew in {self.rest:.1f} s",
                file=sys.stderr,
                flush=True,
            )
            self.process, self.start_after = None, at + self.rest

    def end(self) -> None:
        """Ask the part to end: it tells its own children, after the requests that they are in."""
        if self.process is not None:
            self.process.terminate()

    def kill(self) -> None:
        """End whatever is left of the part and of all that it started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Told(Exception):
    """Somebody asked the supervisor to end."""


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="pages; the live stream takes the next one")
    parser.add_argument("--workers", type=int, default=2, help="processes for pages (default: %(default)s)")
    parser.add_argument("--no-worker", action="store_true", help="serve only: the worker runs elsewhere")


def run(args: argparse.Namespace) -> int:
    for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(sign, _told)
    _check_database()
    name = "localhost" if args.host in ("127.0.0.1", "0.0.0.0", "::1", "::") else args.host
    base = os.environ.setdefault("TRUCE_BASE_URL", f"http://{name}:{args.port}")
    os.environ.setdefault("TRUCE_EDGE_URL", edge_url(base, args.port + 1))
    os.environ[SUPERVISOR] = str(os.getpid())
    parts = _parts(args)
    try:
        _supervise(parts, f"http://{args.host}:{args.port}/healthz")
    except Told:
        pass
    finally:
        _end(parts)
    return 0


def edge_url(base: str, port: int) -> str:
    """Return where browsers reach the stream: on its port of the site's host.

    Gives   "" for a site behind HTTPS, where only the proxy can say it: then pages ask each 30 s.
    """
    parts = urlsplit(base)
    host = parts.netloc.rpartition(":")[0] if parts.port else parts.netloc
    return "" if parts.scheme == "https" else f"http://{host}:{port}"


def _check_database() -> None:
    try:
        call_command("migrate", check_unapplied=True, skip_checks=True, verbosity=0, stdout=io.StringIO())
    except SystemExit:
        raise Refused("The database is not made for this version. Run: bin/truce migrate") from None


def _parts(args: argparse.Namespace) -> list[Part]:
    granian = [sys.executable, "-m", "granian", "--host", args.host, "--no-ws", "--log-level", "warning"]
    granian += ["--respawn-failed-workers", "--respawn-interval", "0.5"]
    web = ["--interface", "wsgi", "--workers", str(args.workers), "--blocking-threads", "2"]
    web += ["--workers-kill-timeout", "10", "--port", str(args.port), "truce.config.wsgi:application"]
    edge = ["--interface", "asgi", "--workers", "1", "--backpressure", "4096"]
    edge += ["--workers-kill-timeout", "3", "--port", str(args.port + 1), "truce.edge.app:app"]
    parts = [
        Part("web", [*granian, *web]),
        Part("edge", [*granian, *edge]),
        Part("worker", [sys.executable, "-m", "truce.cli", "worker"]),
    ]
    return parts[:2] if args.no_worker else parts


def _supervise(parts: list[Part], url: str) -> None:
    is_told = False
    while True:
        for part in parts:
            part.look()
        if not is_told and _answers(url):
            is_told = True
            print(f"Truce is ready at {os.environ['TRUCE_BASE_URL']}", flush=True)
            if beginning.is_empty():
                print(f"Nobody works here yet. Begin at {beginning.link(os.environ['TRUCE_BASE_URL'])}", flush=True)
        time.sleep(LOOK_S)


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=2).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def _end(parts: list[Part]) -> None:
    for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(sign, signal.SIG_IGN)
    for part in parts:
        part.end()
    limit = time.monotonic() + TIME_TO_END_S
    for part in parts:
        with contextlib.suppress(subprocess.TimeoutExpired):
            if part.process is not None:
                part.process.wait(max(0.1, limit - time.monotonic()))
        part.kill()


def _told(sign: int, frame: FrameType | None) -> None:
    raise Told
