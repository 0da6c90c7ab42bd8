"""Do the work that waits: jobs, clocks, mail.

Any number of workers may run, on any number of machines with PostgreSQL. A worker that is told
to stop (SIGTERM) finishes the chunk it is in; one that is killed is made up for by the others.
"""

import argparse
import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from truce.base.clock import now
from truce.base.errors import Refused
from truce.base.process import die_with_supervisor
from truce.cli.report import add_json, show
from truce.jobs import actions
from truce.jobs.rules import Lane

# How long a lane rests when there was nothing to do, in seconds.
REST = {"quick": 0.2, "long": 0.3, "time": 1.0, "mail": 1.0}
AWAY_S = 2.0


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="do everything that is due, then end")
    parser.add_argument("--at", metavar="ISO", help="with --once: the time it is taken to be, in UTC")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    if args.at and not args.once:
        raise Refused("--at needs --once.")
    if args.once:
        ends = actions.run_due(at=_time(args.at) if args.at else now())
        show(args, ends, lambda: ", ".join(f"{count} {end}" for end, count in sorted(ends.items())))
        return 0
    return work_on()


def work_on() -> int:
    """Work in one thread for each lane until told to stop."""
    die_with_supervisor()
    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    lanes = {
        "quick": partial(actions.work, Lane.QUICK, clock=now, is_stopping=stop.is_set),
        "long": partial(actions.work, Lane.LONG, clock=now, is_stopping=stop.is_set),
        "time": partial(actions.keep_time, clock=now),
        "mail": lambda: actions.send_due_mail(at=now(), is_stopping=stop.is_set),
    }
    threads = [threading.Thread(target=_loop, args=(turn, REST[name], stop), name=name) for name, turn in lanes.items()]
    for thread in threads:
        thread.start()
    while not stop.wait(1):
        if not all(thread.is_alive() for thread in threads):
            print("A lane of the worker broke; the worker ends, so that it is started anew.", file=sys.stderr)
            stop.set()
            return 1
    for thread in threads:
        thread.join()
    return 0


def _loop(turn: Callable[[], object], rest: float, stop: threading.Event) -> None:
    while not stop.is_set():
        did = actions.unless_the_database_is_away(turn)
        if not did:
            stop.wait(AWAY_S if did is None else rest)
    actions.close_connections()


def _time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(f"{text} is not a time such as 2026-03-02T12:00.") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
