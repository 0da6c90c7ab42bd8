"""What the queue does for itself."""

from datetime import timedelta

from truce.jobs import actions
from truce.jobs.rules import every


@every(30, "jobs.tidy", "Forget small jobs that are done")
def tidy(job) -> dict:
    """Forget small jobs that are done; it is also the worker's sign of life."""
    return {"deleted": actions.forget_done(before=job.at - timedelta(days=1))}
