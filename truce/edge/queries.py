"""What the stream asks the database: who still listens, and what is new."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import Max, Q
from django.utils.crypto import constant_time_compare

from truce.edge.rules import Line, Turned, named_queues, named_users, turned_leads
from truce.jobs.models import Job
from truce.journey.models import Lead
from truce.ledger.models import Event
from truce.teams.live import Ticket
from truce.teams.models import Queue, User

MOST_LINES = 1000


@dataclass(frozen=True)
class Progress:
    """How far a job of somebody's is."""

    job_id: int
    user_id: int
    state: str
    done: int
    total: int


def listener(ticket: Ticket, *, at: datetime) -> User | None:
    """Return the user of a ticket, if the session that it names is still theirs and they may work here.

    Cost    two queries.
    """
    session = Session.objects.filter(session_key=ticket.session_key, expire_date__gt=at).first()
    user = User.objects.filter(pk=ticket.user_id, is_active=True).first()
    if session is None or user is None:
        return None
    kept = session.get_decoded()
    is_theirs = kept.get(SESSION_KEY) == str(user.pk)
    is_current = constant_time_compare(kept.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
    return user if is_theirs and is_current else None


def still_in(tickets: Collection[Ticket], *, at: datetime) -> set[Ticket]:
    """Return the tickets whose session and user are still in.

    Cost    two queries.
    """
    keys = {ticket.session_key for ticket in tickets}
    known = set(Session.objects.filter(session_key__in=keys, expire_date__gt=at).values_list("session_key", flat=True))
    users = set(
        User.objects.filter(pk__in={ticket.user_id for ticket in tickets}, is_active=True).values_list("pk", flat=True)
    )
    return {ticket for ticket in tickets if ticket.session_key in known and ticket.user_id in users}


def last_seq() -> int:
    """Return the number of the newest event, 0 before the first."""
    return Event.objects.aggregate(last=Max("seq"))["last"] or 0


def lines_after(seq: int, *, missing: Collection[int] = ()) -> list[Line]:
    """Return what was written after an event, the oldest first, at most a thousand.

    Takes   missing: earlier numbers that were not there before; on PostgreSQL an event may be committed
            after a later one.
    Cost    one query by primary key.
    """
    rows = Event.objects.filter(Q(seq__gt=seq) | Q(seq__in=missing)).order_by("seq")[:MOST_LINES]
    columns = ("seq", "kind", "subject_kind", "subject_id", "actor_id", "changes", "before")
    return [Line(*values) for values in rows.values_list(*columns)]


def turned(lines: Iterable[Line]) -> Turned:
    """Return whose turns some events touched: of those who had it, who has it, and whose clock changed.

    Cost    at most two queries.
    """
    lines = list(lines)
    users, queues = named_users(lines), named_queues(lines)
    leads = turned_leads(lines)
    if leads:
        holders = Lead.objects.filter(pk__in=leads).values_list("holder_user_id", "holder_queue_id")
        users |= {user for user, _ in holders if user}
        queues |= {queue for _, queue in holders if queue}
    sides = Queue.objects.filter(pk__in=queues).values_list("side", flat=True) if queues else ()
    return Turned(frozenset(users), frozenset(sides))


def progress(users: Collection[int], *, since: datetime) -> list[Progress]:
    """Return the jobs of some users that run, or got on or ended since a time.

    Cost    one query.
    """
    since -= timedelta(seconds=1)
    rows = Job.objects.filter(Q(heartbeat_at__gt=since) | Q(finished_at__gt=since), enqueued_by_id__in=users)
    columns = ("pk", "enqueued_by_id", "state", "steps_done", "steps_total")
    return [Progress(*values) for values in rows.order_by("pk").values_list(*columns)[:200]]
