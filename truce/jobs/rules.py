"""What kinds of work there are, when a failed one is tried again, when a regular one is next due."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from truce.base.words import Word

# When a job runs that names no time: before everything that waits for one, and whatever time it is for the
# worker.
AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
LEASE = timedelta(seconds=60)
MAIL_WAIT_S = 60
MAX_ATTEMPTS = 8
FIRST_RETRY_S = 5
LAST_RETRY_S = 3600


class JobState(Word):
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


class Lane(Word):
    """Quick work never queues behind long work: each lane has its own thread in the worker."""

    QUICK = "quick", "Quick"
    LONG = "long", "Long"


class MailState(Word):
    WAITING = "waiting", "Waiting"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    KEPT = "kept", "Kept here"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


@dataclass(frozen=True)
class Task:
    """A piece of work with a name: what the worker calls for a job of that name."""

    name: str
    label: str
    run: Callable
    lane: Lane
    priority: int
    max_attempts: int


@dataclass(frozen=True)
class Regular:
    """A task that the worker starts by itself, again and again."""

    name: str
    every_s: int


TASKS: dict[str, Task] = {}
REGULAR: dict[str, Regular] = {}


def task(
    name: str, label: str = "", *, long: bool = False, priority: int = 5, max_attempts: int = MAX_ATTEMPTS
) -> Callable:
    """Register a function(job, **args) as the work of all jobs of this name.

    Takes   label: what people read; long: False runs the function and ends the job in ONE transaction (keep
            it below 50 ms); True lets the function make its own transactions with `job.chunk()`, in the lane
            for long work; priority: lower runs first.
    """

    def register(run: Callable) -> Callable:
        lane = Lane.LONG if long else Lane.QUICK
        known = TASKS.get(name)
        if known and known.run.__qualname__ != run.__qualname__:
            raise TypeError(f"two tasks are named {name}")
        TASKS[name] = Task(name, label or name, run, lane, priority, max_attempts)
        return run

    return register


def every(seconds: int, name: str, label: str = "", *, long: bool = False, priority: int = 3) -> Callable:
    """Register a task that also starts by itself every so many seconds, on a grid counted from midnight UTC.

    Takes   seconds: 86400 is each midnight UTC. A new schedule starts once at once; missed times are made up
            for once.
    """

    def register(run: Callable) -> Callable:
        REGULAR[name] = Regular(name, seconds)
        return task(name, label, long=long, priority=priority)(run)

    return register


def next_firing(every_s: int, after: datetime) -> datetime:
    """Return the first point of the grid after an instant."""
    seconds = after.timestamp()
    return after + timedelta(seconds=every_s - seconds % every_s)


def retry_after(attempts: int) -> timedelta:
    """Return how long to wait after the n-th failed attempt: 5 s, 10 s, 20 s ... at most an hour."""
    return timedelta(seconds=min(LAST_RETRY_S, FIRST_RETRY_S * 2 ** max(0, attempts - 1)))


def time_left(done: int, total: int, running: timedelta) -> timedelta | None:
    """Return an honest guess of the time that is left: none before a twentieth is done or 2 s have passed."""
    if not total or done * 20 < total or running.total_seconds() < 2:
        return None
    return running * ((total - done) / done)
