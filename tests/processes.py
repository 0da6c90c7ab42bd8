"""Starting Truce's own processes on the test database, and waiting for what they do."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

ROOT = Path(__file__).parents[1]


def environment(**more: str) -> dict[str, str]:
    """Return the environment of a process that works on the database of this test."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "postgresql":
        known = {"TRUCE_DATABASE_URL": urlsplit(os.environ["TRUCE_DATABASE_URL"])._replace(path=f"/{name}").geturl()}
    else:
        known = {"TRUCE_DATA": str(Path(name).parent)}
    return os.environ | known | {"TRUCE_SECRET_KEY": "of the tests"} | more


def start(*arguments: str, **more: str) -> subprocess.Popen:
    """Start a Python process of ours; what it prints is read by `said`."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(**more),
        stdout=subprocess.PIPE,
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
