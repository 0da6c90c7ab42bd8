"""The verbs of the queue: ask for work, lease it, do it, end it; and of the outbox."""

from truce.jobs.actions._enqueue import (
    CannotCancel,
    CannotRetry,
    Wanted,
    cancel,
    enqueue,
    enqueue_many,
    forget_done,
    retry,
)
from truce.jobs.actions._lease import (
    LeaseLost,
    claim,
    fail,
    finish,
    heartbeat,
    reap,
    release,
)
from truce.jobs.actions._mail import CannotSend, cancel_mail, cancel_mails, retry_mail, send_due_mail, send_mail
from truce.jobs.actions._run import Cancelled, Context, Paused, run
from truce.jobs.actions._schedule import fire_schedules
from truce.jobs.actions._work import (
    close_connections,
    keep_time,
    run_due,
    unless_the_database_is_away,
    work,
)

__all__ = [
    "Cancelled",
    "CannotCancel",
    "CannotRetry",
    "CannotSend",
    "Context",
    "LeaseLost",
    "Paused",
    "Wanted",
    "cancel",
    "cancel_mail",
    "cancel_mails",
    "claim",
    "close_connections",
    "enqueue",
    "enqueue_many",
    "fail",
    "finish",
    "fire_schedules",
    "forget_done",
    "heartbeat",
    "keep_time",
    "reap",
    "release",
    "retry",
    "retry_mail",
    "run",
    "run_due",
    "send_due_mail",
    "send_mail",
    "unless_the_database_is_away",
    "work",
]
