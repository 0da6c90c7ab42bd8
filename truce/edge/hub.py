"""Everybody who listens, and the one task that looks into the ledger for all of them."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from truce.base.clock import now
from truce.edge.rules import Hint, records
from truce.jobs.actions import close_connections, unless_the_database_is_away
from truce.jobs.queries import Progress, progress
from truce.journey.live import turned
from truce.ledger.queries import last_seq, lines_after
from truce.ledger.rules import gaps
from truce.teams.live import Ticket, still_in

LOOK_S = 0.5
CHECK_S = 5.0
GAP_S = 10.0
MOST_SEATS = 2000
SEATS_PER_USER = 12
MOST_WAITING = 64

log = logging.getLogger("truce.edge")
Answer = TypeVar("Answer")


@dataclass(eq=False)
class Seat:
    """One open page: who reads it, which records it shows, and the hints it has not taken yet."""

    ticket: Ticket
    side: str
    records: frozenset[str]
    hints: asyncio.Queue[Hint | None] = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))

    def tell(self, hint: Hint) -> None:
        """Hand over a hint; a page that takes none for long is sent away, and comes back to load itself
        anew."""
        try:
            self.hints.put_nowait(hint)
        except asyncio.QueueFull:
            self.leave()

    def leave(self) -> None:
        """End the stream of this page, whatever waits for it."""
        while not self.hints.empty():
            self.hints.get_nowait()
        self.hints.put_nowait(None)


class Hub:
    """The seats, and what was seen of the ledger last. All of it belongs to one event loop."""

    def __init__(self) -> None:
        self.seats: set[Seat] = set()
        self._database = ThreadPoolExecutor(1, thread_name_prefix="database")
        self._last: int | None = None
        self._missing: dict[int, float] = {}
        self._told: dict[int, Progress] = {}
        self._looked_at = now()

    async def ask(self, question: Callable[..., Answer], *args: object, **named: object) -> Answer | None:
        """Ask the database in the one thread that has a connection; None when it is away."""
        asked = partial(question, *args, **named)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._database, unless_the_database_is_away, asked)

    async def sit(self, seat: Seat) -> bool:
        """Let a page listen from now on, if there is room; of too many pages of one user the oldest must leave."""
        if len(self.seats) >= MOST_SEATS:
            return False
        theirs = [other for other in self.seats if other.ticket.user_id == seat.ticket.user_id]
        if len(theirs) >= SEATS_PER_USER:
            theirs[0].leave()
        self.seats.add(seat)
        if self._last is None:
            self._last = await self.ask(last_seq)
        return True

    async def run(self) -> None:
        """Look for news until cancelled."""
        checked_at = time.monotonic()
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                await self.look()
                if time.monotonic() - checked_at > CHECK_S:
                    checked_at = time.monotonic()
                    await self.check()
            except Exception:  # the stream of everybody must not end because of one event
                log.exception("a look into the ledger failed")

    async def look(self) -> None:
        """Tell each seat what is new for it. Without seats, nothing is asked."""
        if not self.seats:
            self._last = None
            return
        if self._last is None:
            self._last = await self.ask(last_seq)
            return
        await self._look_at_the_ledger(self._last)
        await self._look_at_jobs()

    async def check(self) -> None:
        """Send away those who signed out or may not work here any more."""
        tickets = {seat.ticket for seat in self.seats}
        known = await self.ask(still_in, tickets, at=now()) if tickets else None
        if known is None:
            return
        for seat in self.seats:
            if seat.ticket in tickets - known:
                seat.leave()

    def send_all_away(self) -> None:
        """End all streams: the pages come back when somebody answers again."""
        for seat in self.seats:
            seat.leave()

    def close(self) -> None:
        """Let go of the database."""
        self._database.submit(close_connections)
        self._database.shutdown()

    async def _look_at_the_ledger(self, last: int) -> None:
        lines = await self.ask(lines_after, last, missing=tuple(self._missing))
        if not lines:
            return
        self._keep_gaps(last, [line.seq for line in lines])
        self._last = max(last, lines[-1].seq)
        for line in lines:
            touched = records(f"{line.subject_kind}:{line.subject_id}", line.changes)
            for seat in self.seats:
                for record in touched & seat.records:
                    told = {"record": record, "kind": line.kind, "by": line.actor_id}
                    seat.tell(Hint("record", line.seq, told))
        whose = await self.ask(turned, lines)
        for seat in self.seats if whose else ():
            if whose.concerns(seat.ticket.user_id, seat.side):
                seat.tell(Hint("turn", lines[-1].seq))

    def _keep_gaps(self, last: int, seqs: list[int]) -> None:
        limit = time.monotonic()
        fresh = gaps(last, [seq for seq in seqs if seq > last])
        open_gaps = {seq: until for seq, until in self._missing.items() if until > limit and seq not in seqs}
        self._missing = open_gaps | dict.fromkeys(fresh, limit + GAP_S)

    async def _look_at_jobs(self) -> None:
        at, since = now(), self._looked_at
        users = {seat.ticket.user_id for seat in self.seats}
        found = await self.ask(progress, users, since=since)
        if found is None:
            return
        self._looked_at = at
        self._tell_progress(found)

    def _tell_progress(self, found: Iterable[Progress]) -> None:
        fresh = [job for job in found if self._told.get(job.job_id) != job]
        self._told = {job.job_id: job for job in found}
        for job in fresh:
            told = {"job": job.job_id, "state": job.state, "done": job.done, "total": job.total}
            for seat in self.seats:
                if seat.ticket.user_id == job.user_id:
                    seat.tell(Hint("job", data=told))
