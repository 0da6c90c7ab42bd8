from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password

from truce.base.errors import Refused
from truce.ingest.demo import queries
from truce.ingest.demo.actions._load import AlreadyThere
from truce.jobs import actions as jobs
from truce.teams.access import operation
from truce.teams.models import User
from truce.teams.rules import ADMINS

KEY = "demo"
MOST_PEOPLE = 20_000


class NotThere(Refused):
    pass


class Busy(Refused):
    pass


@operation("demo.load", "Load the sample company", roles=ADMINS)
def ask_to_load(*, by: User, at: datetime, people: int = 5000, seed: int = 7, password: str = "") -> int:
    """Have the worker make the sample company; its story ends at the given time.

    Takes   people: about how many; password: of all sample users, as typed; "" lets none of them sign in.
    Gives   the id of the job, whose progress people can see and which can be cancelled.
    Raises  AlreadyThere, Busy.
    """
    _not_busy()
    if queries.is_there():
        raise AlreadyThere("There is a sample company here already; remove it first.")
    wanted = {
        "people": max(50, min(people, MOST_PEOPLE)),
        "seed": seed,
        "until": at.isoformat(),
        "password": make_password(password or None),
    }
    return jobs.enqueue("demo.load", key=KEY, args=wanted, by=by.pk)


@operation("demo.remove", "Remove the sample company", roles=ADMINS)
def ask_to_remove(*, by: User, at: datetime) -> int:
    """Have the worker remove the sample company with everything done to it; real records stay whole.

    Gives   the id of the job.
    Raises  NotThere, Busy.
    """
    _not_busy()
    if not queries.is_there():
        raise NotThere("There is no sample company here.")
    return jobs.enqueue("demo.remove", key=KEY, by=by.pk)


def _not_busy() -> None:
    if queries.job():
        raise Busy("The sample company is just being made or removed; wait until that is done.")
