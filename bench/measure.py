"""One measurement: answers over HTTP with the server's processor time, and the same page's queries in this process."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from django.db import connection
from django.test import Client

from bench.client import Answer, Browser
from bench.pages import Page
from bench.server import Server

BATCHES = 5
WARM = 15


class Failed(Exception):
    """A page or act did not work, so there is nothing to measure."""


@dataclass(frozen=True)
class Measured:
    """What one page or act costs. Times in ms; cpu_ms: of the server, for one request; query_ms: its bare queries."""

    name: str
    status: int
    requests: int
    p50: float
    p95: float
    cpu_ms: float
    kilobytes: float = 0.0
    queries: int | None = None
    query_ms: float | None = None


def over_http(name: str, server: Server, ask: Callable[[], Answer], times: int, *, warm: int = WARM) -> Measured:
    """Ask one after the other over one kept connection. Gives cpu_ms: the median of five batches."""
    for _ in range(warm):
        ask()
    took, cpu, last = [], [], None
    for _ in range(BATCHES):
        before = server.cpu_s()
        batch = [last := ask() for _ in range(max(1, times // BATCHES))]
        cpu.append((server.cpu_s() - before) * 1000 / len(batch))
        took += [answer.took_ms for answer in batch]
        _all_well(name, batch)
    took.sort()
    return Measured(
        name,
        last.status,
        len(took),
        statistics.median(took),
        took[int(len(took) * 0.95)],
        statistics.median(cpu),
        len(last.body) / 1024,
    )


def _all_well(name: str, answers: list[Answer]) -> None:
    wrong = [answer for answer in answers if answer.status >= 400]
    if wrong:
        raise Failed(f"{name}: {len(wrong)} of {len(answers)} answers were {wrong[0].status}: {wrong[0].text[:500]}")


def page_over_http(page: Page, server: Server, browser: Browser, times: int) -> Measured:
    queries, query_ms = queries_of(page)  # first: in this process an error shows where it comes from
    browser.rest()
    found = over_http(page.name, server, lambda: browser.get(page.path, **page.headers), times)
    return Measured(**vars(found) | {"queries": queries, "query_ms": query_ms})


def queries_of(page: Page) -> tuple[int, float]:
    """Return how many queries a page takes, session and user included, and the CPU ms of them run bare."""
    from truce.teams.models import User

    asked: list[tuple[str, tuple]] = []

    def note(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(email=page.who))
    headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in page.headers.items()}
    client.get(page.path, **headers)
    with connection.execute_wrapper(note):
        client.get(page.path, **headers)
    reading = [(sql, params) for sql, params in asked if sql.lstrip().upper().startswith("SELECT")]
    return len(asked), _bare_ms(reading)


def _bare_ms(asked: list[tuple[str, tuple]], times: int = 20) -> float:
    took = []
    with connection.cursor() as cursor:
        for _ in range(times):
            began = time.process_time()
            for sql, params in asked:
                cursor.execute(sql, params)
                cursor.fetchall()
            took.append((time.process_time() - began) * 1000)
    return statistics.median(took)


def act_over_http(name: str, server: Server, browser: Browser, posts: list[tuple[str, dict[str, str]]]) -> Measured:
    """Do an act to one thing after the other, the first few not counted."""
    browser.rest()
    coming = iter(posts)
    warm = len(posts) // 6
    for path, fields in islice(coming, warm):
        _all_well(name, [browser.post(path, fields)])
    return over_http(name, server, lambda: browser.post(*next(coming)), len(posts) - warm, warm=0)
