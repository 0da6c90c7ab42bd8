"""Starting Truce's own processes on the test database, and waiting for what they do."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

ROOT = Path(__file__).parents[1]


def environment(**more: str) -> dict[str, str]:
    """Return the environment of a process that works on the database of this test."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "postgresql":
        known = {"TRUCE_DATABASE_URL": urlsplit(os.environ["TRUCE_DATABASE_URL"])._replace(path=f"/{name}").geturl()}
    else:
        known = {"TRUCE_DATA": str(Path(name).parent)}
    return os.environ | known | {"TRUCE_SECRET_KEY": settings.SECRET_KEY} | more


def start(*arguments: str, output=subprocess.PIPE, **more: str) -> subprocess.Popen:
    """Start a Python process of ours. Takes output: a file for one that prints much: it stops when a pipe is full."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(**more),
        stdout=output,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def stop(process: subprocess.Popen) -> None:
    """End a process that may be left after a test that failed."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def until(condition: Callable[[], object], *, seconds: float = 15) -> object:
    """Wait until something is so, and return what the condition gave."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError(f"not so after {seconds} s: {condition.__doc__ or condition.__name__}")


def spare_port() -> int:
    """Return the first of two neighbouring ports that nobody listens on."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def sign_in(user) -> str:
    """Sign a user in and return the key of the session, as it stands in their cookie."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


class Served:
    """Truce under its supervisor, on ports of its own."""

    def __init__(self, port: int = 0, *, workers: int = 1, **more: str):
        self.port = port or spare_port()
        self.output = tempfile.TemporaryFile("w+")  # noqa: SIM115 (read until the last test has seen it)
        command = ("-m", "truce.cli", "serve", "--port", str(self.port), "--workers", str(workers))
        self.process = start(*command, output=self.output, **more)

    def said(self):
        """What it has printed so far."""
        self.output.seek(0)
        return self.output.read()

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

    def is_complete(self):
        return len(self.parts()) == 3

    def parts(self):
        """The pids of web, edge and worker, by name."""
        names = {"wsgi": "web", "asgi": "edge", "worker": "worker"}
        own = [(pid, command) for pid, parent, _, command in processes() if parent == self.process.pid]
        return {name: pid for pid, command in own for word, name in names.items() if word in command}

    def left(self):
        """What runs of it, children of children too: all carry the supervisor's pid in their environment."""
        return [pid for pid, _, told, _ in processes() if told == str(self.process.pid)]


def processes():
    """Yield pid, pid of the parent, the supervisor it was told of, and the command of all that runs."""
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            parent = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()[1]
            told = dict(line.partition("=")[::2] for line in Path(f"/proc/{name}/environ").read_text().split("\0"))
            command = Path(f"/proc/{name}/cmdline").read_text().split("\0")
        except (OSError, UnicodeDecodeError):
            continue
        yield int(name), int(parent), told.get("TRUCE_SUPERVISOR"), command
