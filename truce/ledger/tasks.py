"""What the ledger needs from the worker: seals over what is settled, and the proof that the state is its sum."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

from truce.jobs.actions import close_connections
from truce.jobs.rules import every, task
from truce.ledger import actions, queries

LOOK_S = 0.5


class Stopped(Exception):
    """The one who waits for the proof does not want it any more."""


@every(300, "ledger.seal", "Seal the ledger")
def seal(job) -> dict:
    """Seal the events that were written at least ten minutes ago."""
    return {"sealed": actions.seal(before=job.at - timedelta(minutes=10), at=job.at)}


@task("ledger.verify", "Prove the record", long=True)
def verify(job) -> dict:
    """Prove the state from the events, in a thread that reads one moment; this one says meanwhile how far it is."""
    total, seen, stop = queries.last_seq(), [0], Event()

    def watch(events: int) -> None:
        seen[0] = events
        if stop.is_set():
            raise Stopped

    with ThreadPoolExecutor(1) as reader:
        proof = reader.submit(_prove, watch)
        try:
            while not proof.done():
                job.check()
                job.progress(min(seen[0], total), total, note="Reading the ledger")
                stop.wait(LOOK_S)
        except BaseException:
            stop.set()
            raise
    found = proof.result()
    job.progress(total, total)
    return {
        "is_whole": found.is_whole,
        "events": found.events,
        "seals": found.seals,
        "differences": len(found.differences),
        "broken_seals": len(found.broken_seals),
        "digest": found.digest,
    }


def _prove(watch) -> queries.Verified:
    try:
        return queries.verify(watch=watch)
    finally:
        close_connections()
