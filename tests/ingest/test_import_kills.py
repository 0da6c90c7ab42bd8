"""An import that is stopped anywhere goes on where it was, and no row is done twice."""

import signal
import time
from itertools import count
from pathlib import Path

import pytest
from django.db import connection

from tests.cast import NOON
from tests.ingest.bringing import brought
from tests.processes import start, stop, until
from truce.base.clock import now
from truce.campaigns.models import Touchpoint
from truce.ingest import actions, queries
from truce.ingest.models import External, ImportRow, ImportRun
from truce.jobs import actions as jobs
from truce.journey.models import Lead
from truce.ledger import queries as ledger
from truce.people.models import Person

ROWS = 400
HEAD = "Lead Id,Name,Email,Company,Created\n"


def many(rows=ROWS):
    return HEAD + "".join(f"{n},P{n},p{n}@x.test,Firm {n // 2},2024-01-{1 + n % 28:02d}\n" for n in range(rows))


def started(at=NOON):
    run = brought(many(), kind="lead", at=at)
    actions.start(run.pk, by=run.by, at=at)
    return run


def wrongs(run):
    """Return what is lost or doubled after an import that was stopped on its way."""
    run.refresh_from_db()
    found = {
        "state": run.state,
        "counts": (run.rows, run.new),
        "rows": ImportRow.objects.filter(run=run).count(),
        "leads": Lead.objects.count(),
        "people": Person.objects.count(),
        "touches": Touchpoint.objects.count(),
        "keys": External.objects.count(),
    }
    right = dict.fromkeys(("rows", "leads", "people", "touches", "keys"), ROWS)
    return {
        key: value for key, value in found.items() if value != (right | {"state": "done", "counts": (ROWS, ROWS)})[key]
    }


def test_a_worker_that_stops_leaves_the_rest_to_the_next_one(terms):
    run, chunks = started(), count()

    jobs.run_due(at=NOON, is_stopping=lambda: next(chunks) > 8)
    half = ImportRun.objects.get(pk=run.pk)
    assert 0 < half.done < ROWS and half.state == "running"
    jobs.run_due(at=NOON)

    assert wrongs(run) == {}
    assert ledger.verify().is_whole


def test_a_chunk_that_breaks_leaves_nothing_of_itself(terms, monkeypatch):
    from truce.ingest.actions import _import

    run, chunks, keep = started(), count(), _import.keep

    def breaks(*args):
        keep(*args)
        if next(chunks) == 2:
            raise RuntimeError("the power went")

    monkeypatch.setattr(_import, "keep", breaks)
    jobs.run_due(at=NOON)
    half = ImportRun.objects.get(pk=run.pk)
    assert half.done == ImportRow.objects.filter(run=run).count() == Lead.objects.count() < ROWS
    jobs.run_due(at=NOON.replace(hour=13))

    assert wrongs(run) == {}


def test_what_is_in_when_an_import_is_cancelled_stays_and_the_rest_can_follow(terms):
    run, chunks = started(), count()

    def stops():
        if next(chunks) == 8:
            actions.cancel(run.pk, by=run.by, at=NOON)
        return False

    jobs.run_due(at=NOON, is_stopping=stops)
    told = queries.run(run.pk, user=run.by, at=NOON)
    assert told.state == "cancelled" and 0 < told.done == Lead.objects.count() < ROWS
    assert ledger.verify().is_whole

    actions.go_on(run.pk, by=run.by, at=NOON)
    jobs.run_due(at=NOON)

    assert wrongs(run) == {}


@pytest.mark.timeout(300)
@pytest.mark.django_db(transaction=True)
def test_kills_at_any_instant_lose_and_double_no_row(terms, settings):
    if connection.vendor == "sqlite":
        settings.DATA = Path(str(connection.settings_dict["NAME"])).parent
    run = started(at=now())

    for pause in (0.1, 0.35, 0.2, 0.5):
        worker = start("-m", "truce.cli", "worker", TRUCE_DATA=str(settings.DATA))
        try:
            before = ImportRun.objects.get(pk=run.pk).done
            until(lambda before=before: ImportRun.objects.get(pk=run.pk).done > before or _is_in(run), seconds=60)
            time.sleep(pause)
            worker.send_signal(signal.SIGKILL)
        finally:
            stop(worker)
    worker = start("-m", "truce.cli", "worker", TRUCE_DATA=str(settings.DATA))
    try:
        until(lambda: _is_in(run), seconds=120)
    finally:
        stop(worker)

    assert wrongs(run) == {}
    assert ledger.verify().is_whole


def _is_in(run):
    return ImportRun.objects.get(pk=run.pk).state == "done"
