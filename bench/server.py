"""The real server as its own processes, and how much of the processor they took."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
TICKS = os.sysconf("SC_CLK_TCK")
UP_S = 60


class Server:
    """Some processes that answer on a port, and the processor time of those that make pages."""

    def __init__(self, command: list[str], port: int, **environment: str):
        self.port = port
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.DEVNULL, start_new_session=True
        )

    def wait(self) -> None:
        limit = time.monotonic() + UP_S
        while not _answers(self.port):
            if self.process.poll() is not None or time.monotonic() > limit:
                raise SystemExit(f"The server on port {self.port} did not start.")
            time.sleep(0.1)

    def pages(self) -> list[int]:
        """Return the processes that make pages: granian's WSGI part and its children."""
        parents = dict(_parents())
        return [pid for pid in parents if self._is_of_pages(pid, parents)]

    def _is_of_pages(self, pid: int, parents: dict[int, int]) -> bool:
        is_wsgi = False
        while pid in parents and pid != self.process.pid:
            is_wsgi = is_wsgi or "wsgi" in command_of(pid)
            pid = parents[pid]
        return pid == self.process.pid and (is_wsgi or "wsgi" in command_of(pid))

    def command(self) -> list[str]:
        """Return how the part for pages was started: a floor is served with the very same settings."""
        return next(command for pid in sorted(self.pages()) if "granian" in (command := command_of(pid)))

    def cpu_s(self) -> float:
        """Return user and system seconds so far of all processes that make pages."""
        return sum(_cpu_s(pid) for pid in self.pages())

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(20)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextlib.contextmanager
def serving(command: list[str], port: int, **environment: str) -> Iterator[Server]:
    server = Server(command, port, **environment)
    try:
        server.wait()
        yield server
    finally:
        server.stop()


def truce(port: int) -> list[str]:
    """Return the command that serves Truce, without the worker: it would change what is measured."""
    return [sys.executable, "-m", "truce.cli", "serve", "--port", str(port), "--no-worker"]


def instead(command: list[str], application: str, port: int) -> list[str]:
    """Return the same command for another application on another port."""
    changed = [*command[:-1], application]
    changed[changed.index("--port") + 1] = str(port)
    return changed


def spare_port() -> int:
    """Return a port that is free, and so is the next one."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            with contextlib.suppress(OSError):
                second.bind(("127.0.0.1", port + 1))
                return port


def _answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def _parents() -> Iterator[tuple[int, int]]:
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            yield int(name), int(Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()[1])


def command_of(pid: int) -> list[str]:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")[:-1]
    return []


def _cpu_s(pid: int) -> float:
    with contextlib.suppress(OSError):
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(after_name[11]) + int(after_name[12])) / TICKS
    return 0.0
