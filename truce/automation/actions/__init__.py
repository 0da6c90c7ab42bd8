"""What Truce does by itself and people may steer: changes of many leads, notices, jobs and mails."""

from truce.automation.actions._bulk import (
    NothingToDo,
    OtherThanSeen,
    TooMany,
    Undoing,
    bulk,
    carry_out,
    job_key,
    undo,
    undo_on,
)
from truce.automation.actions._notices import notify, read
from truce.automation.actions._upkeep import VERIFY, cancel_job, cancel_mail, retry_job, retry_mail, verify, whose

__all__ = [
    "NothingToDo",
    "OtherThanSeen",
    "TooMany",
    "VERIFY",
    "Undoing",
    "bulk",
    "cancel_job",
    "cancel_mail",
    "carry_out",
    "job_key",
    "notify",
    "read",
    "retry_job",
    "retry_mail",
    "undo",
    "undo_on",
    "verify",
    "whose",
]
