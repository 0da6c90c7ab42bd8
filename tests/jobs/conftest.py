"""Small tasks to queue, and no regular work but what a test asks for."""

import pytest

from truce.base.errors import Refused
from truce.jobs import rules

COUNT_TO = 10


@pytest.fixture
def ran():
    """What the tasks below did, in order."""
    return []


@pytest.fixture(autouse=True)
def tasks(ran, monkeypatch):
    """`note` keeps its argument, `break` and `refuse` go wrong, `count` counts to ten, two in a chunk."""

    def note(job, x=0):
        ran.append(x)
        return {"x": x}

    def breaks(job):
        raise ValueError("no")

    def refuse(job):
        raise Refused("Not on a Monday.")

    def count(job):
        while (first := job.cursor.get("next", 0)) < COUNT_TO:
            with job.chunk():
                ran.extend(range(first, first + 2))
                job.save_cursor({"next": first + 2}, done=first + 2, total=COUNT_TO)

    monkeypatch.setattr("truce.jobs.actions._schedule.REGULAR", {})
    known = dict(rules.TASKS)
    rules.task("note")(note)
    rules.task("break", max_attempts=2)(breaks)
    rules.task("refuse")(refuse)
    rules.task("count", "Count to ten", long=True)(count)
    yield
    rules.TASKS.clear()
    rules.TASKS.update(known)


@pytest.fixture
def regular(monkeypatch):
    """One regular task, `note`, each hour."""
    monkeypatch.setattr("truce.jobs.actions._schedule.REGULAR", {"note": rules.Regular("note", 3600)})
