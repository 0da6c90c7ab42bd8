"""Whose list of turns some events of the ledger touched: what an open page wants to hear at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from truce.journey.models import Lead
from truce.ledger.queries import Line
from truce.teams.models import Queue

# The columns of a lead by which it stands in somebody's list of turns, and those that say in whose.
TURN_COLUMNS = frozenset({"holder_user_id", "holder_queue_id", "turn", "due_at", "promise", "closed_at"})
USER_COLUMNS = frozenset({"holder_user_id", "offered_to_user_id", "return_to_id"})
QUEUE_COLUMNS = frozenset({"holder_queue_id", "offered_to_queue_id"})


@dataclass(frozen=True)
class Turned:
    """Whose list of turns changed: these users', and everybody's who works on these sides."""

    users: frozenset[int]
    sides: frozenset[str]

    def concerns(self, user_id: int, side: str) -> bool:
        """Tell whether a reader's list of turns changed; who works for both sides looks at both."""
        return user_id in self.users or side in self.sides or (side == "both" and bool(self.sides))


def turned(lines: Iterable[Line]) -> Turned:
    """Return whose turns some events touched: of those who had it, who has it, and whose clock changed.

    Cost    at most two queries.
    """
    lines = list(lines)
    users, queues = set(_values(lines, USER_COLUMNS)), set(_values(lines, QUEUE_COLUMNS))
    if leads := turned_leads(lines):
        holders = Lead.objects.filter(pk__in=leads).values_list("holder_user_id", "holder_queue_id")
        for user, queue in holders:
            users.add(user)
            queues.add(queue)
    sides = Queue.objects.filter(pk__in=queues - {None}).values_list("side", flat=True)
    return Turned(frozenset(users - {None}), frozenset(sides))


def turned_leads(lines: Iterable[Line]) -> set[int]:
    """Return the leads whose holder or clock was changed."""
    return {
        int(key)
        for line in lines
        for key, columns in line.changes.get("lead", {}).items()
        if TURN_COLUMNS & columns.keys()
    }


def _values(lines: Iterable[Line], names: frozenset[str]) -> Iterable:
    for line in lines:
        for side in (line.changes, line.before):
            for rows in side.values():
                for columns in rows.values():
                    yield from (columns[name] for name in names & columns.keys())
