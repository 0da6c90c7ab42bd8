"""Looking after the work that Truce does by itself: stopping it, trying it again, proving the record."""

from datetime import datetime

from truce.jobs import actions as jobs
from truce.jobs import queries
from truce.teams.access import operation
from truce.teams.models import User
from truce.teams.rules import ADMINS, EDITORS

VERIFY = "ledger.verify"


@operation("job.cancel", "Stop a job", roles=EDITORS)
def cancel_job(job_id: int, *, by: User, at: datetime) -> None:
    """Stop a job of one's own, operations and the revenue lead anybody's; what it has done stays done.

    Raises  Http404: it is another's; jobs.CannotCancel: it has ended.
    """
    queries.job(job_id, at=at, of=whose(by))
    jobs.cancel(job_id, at=at)


@operation("job.retry", "Try a job again", roles=EDITORS)
def retry_job(job_id: int, *, by: User, at: datetime) -> None:
    """Let a job go on from where it stopped.

    Raises  Http404: it is another's; jobs.CannotRetry.
    """
    queries.job(job_id, at=at, of=whose(by))
    jobs.retry(job_id, at=at)


@operation("mail.cancel", "Stop a mail", roles=ADMINS)
def cancel_mail(mail_id: int, *, by: User, at: datetime) -> None:
    """Stop a mail that still waits in the outbox.

    Raises  Http404, jobs.CannotSend.
    """
    queries.mail(mail_id)
    jobs.cancel_mail(mail_id, at=at)


@operation("mail.retry", "Send a mail again", roles=ADMINS)
def retry_mail(mail_id: int, *, by: User, at: datetime) -> None:
    """Send a mail that did not get through, or one that was kept because there was no mail server.

    Raises  Http404, jobs.CannotSend.
    """
    queries.mail(mail_id)
    jobs.retry_mail(mail_id, at=at)


@operation("ledger.verify", "Prove the record", roles=ADMINS)
def verify(*, by: User, at: datetime) -> int:
    """Ask for a proof that the state is what the ledger says, and return the job that makes it."""
    return jobs.enqueue(VERIFY, key=VERIFY, by=by.pk)


def whose(by: User) -> int | None:
    """Return whose jobs somebody may see and stop: their own; None = everybody's."""
    return None if by.role in ADMINS else by.pk
