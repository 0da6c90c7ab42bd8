"""What the ledger needs from the worker: seals over what is settled."""

from datetime import timedelta

from truce.jobs.rules import every
from truce.ledger import actions


@every(300, "ledger.seal", "Seal the ledger")
def seal(job) -> dict:
    """Seal the events that were written at least ten minutes ago."""
    return {"sealed": actions.seal(before=job.at - timedelta(minutes=10), at=job.at)}
