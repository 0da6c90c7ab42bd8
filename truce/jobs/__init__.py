"""Work for later: queue, schedule, lease, progress; and the outbox that mail leaves by.

Answers for every job being done once whoever is killed: it is written in the transaction that causes
it, taken under a lease, and retried. A job has a name, a key (unique while it waits) and arguments.
"""
