"""Work for later: the queue, the schedule, the outbox.

A job is enqueued in the transaction of what causes it, so it exists exactly if its cause does. A worker
leases it, keeps the lease while it works and writes the job's end in the same transaction as its last
effect; a worker that dies lets the lease run out, and another goes on from the saved cursor. Mail waits in
the outbox a minute, so that undo is true.

Words: job, lane, lease, cursor, schedule, outbox.
"""

from truce.jobs.rules import every, task

__all__ = ["every", "task"]
