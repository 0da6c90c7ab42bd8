"""What a worker does in one turn of its loop; and everything that is due, for the terminal and for tests."""

import logging
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection, connections

from truce.jobs.actions._lease import claim, reap
from truce.jobs.actions._mail import send_due_mail
from truce.jobs.actions._run import give_way, run
from truce.jobs.actions._schedule import fire_schedules
from truce.jobs.rules import Lane

log = logging.getLogger("truce.jobs")

Clock = Callable[[], datetime]
Answer = TypeVar("Answer")


def never() -> bool:
    return False


def work(lane: Lane, *, clock: Clock, is_stopping: Callable[[], bool] = never) -> bool:
    """Do one job of a lane and leave the database to others as long as it took.

    Gives   whether there was one.
    """
    job = claim(lane=lane, at=clock())
    if job is None:
        return False
    began = time.perf_counter()
    run(job, clock=clock, is_stopping=is_stopping)
    if lane == Lane.QUICK:
        give_way(time.perf_counter() - began)
    return True


def keep_time(*, clock: Clock) -> bool:
    """Start the regular work that is due, and put back what dead workers had in hand.

    Gives   False: once in a while is enough.
    """
    fire_schedules(at=clock())
    reap(at=clock())
    return False


def unless_the_database_is_away(turn: Callable[[], Answer]) -> Answer | None:
    """Do a turn; when the database cannot be reached say so, drop the connection and give None.

    A lock that was not had in time, a server that restarts: nothing was committed, so the next turn does it
    again.
    """
    try:
        return turn()
    except (OperationalError, InterfaceError) as error:
        log.warning("The database is away: %s", error)
        if not connection.in_atomic_block:
            connection.close()
        return None


def close_connections() -> None:
    """Close what this thread has open."""
    connections.close_all()


def run_due(*, at: datetime, is_stopping: Callable[[], bool] = never) -> dict[str, int]:
    """Do everything that is due at a time, in this thread: schedules, jobs of both lanes, mail.

    Gives   how many jobs ended in which state, and "mails": how many left or were kept.
    """

    def clock() -> datetime:
        return at

    keep_time(clock=clock)
    ends: Counter[str] = Counter()
    while not is_stopping() and (job := claim(at=at)):
        ends[str(run(job, clock=clock, is_stopping=is_stopping))] += 1
    ends["mails"] = send_due_mail(at=at, is_stopping=is_stopping)
    return dict(ends)
