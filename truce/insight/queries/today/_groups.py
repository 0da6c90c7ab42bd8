"""Which turns stand on whose page, in which group and order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from truce.agreement.queries import Terms
from truce.base.queries import Question
from truce.insight.queries.turns import TurnRow, now_is
from truce.journey.models import Lead
from truce.journey.rules import Turn
from truce.teams.models import User
from truce.teams.rules import MARKETING, QueueKind, Role, Side

# Looked at for a group; a group shows at most SHOWN of them, the page MOST.
SCAN, QUEUE_SCAN, SHOWN, MOST = 200, 21, 20, 50
SOON_S = 2 * 3600
NEAR, NEAR_SHOWN = 10, 6
ORDER = ("late", "answer", "first_touch", "returns", "sort", "step", "quiet", "again")
GROUP_OF = {
    Turn.ANSWER: "answer",
    Turn.FIRST_TOUCH: "first_touch",
    Turn.ANSWER_RETURN: "returns",
    Turn.TRIAGE: "sort",
    Turn.CHECK: "sort",
    Turn.STEP: "step",
    Turn.FOLLOW_UP: "quiet",
    Turn.WAKE: "again",
}


@dataclass(frozen=True)
class Wanted:
    """One group before its rows are loaded. is_capped: there are more than were looked at."""

    key: str
    ids: tuple[int, ...]
    count: int
    is_capped: bool = False


@dataclass(frozen=True)
class Group:
    """Some turns under one heading, and how many there are in all."""

    key: str
    rows: tuple[TurnRow, ...]
    count: int
    is_capped: bool = False

    @property
    def is_mine(self) -> bool:
        """Return whether these turns are the person's own."""
        return self.key in ORDER


def _scan(rows: QuerySet[Lead], most: int = SCAN) -> QuerySet:
    return rows.order_by("due_at", "pk").values_list("pk", "turn", "due_at")[:most]


def _queued(kind: QueueKind) -> Question:
    rows = Lead.objects.open().filter(holder_queue__kind=kind).exclude(turn=Turn.WAKE)
    return Question(lambda: _scan(rows, QUEUE_SCAN))


def _late(side: str, at: datetime) -> QuerySet:
    """Return what is late on a side; a hand-off that nobody answered is not marketing's lateness."""
    return _scan(Lead.objects.late(at).filter(side=side).exclude(turn__in=(Turn.WAKE, Turn.ANSWER)))


def _near(user: int) -> QuerySet:
    rows = Lead.objects.open().filter(Q(holder_user__isnull=True) | Q(holder_user_id=user), side=Side.MARKETING)
    rows = rows.annotate(gap=F("line") - F("number")).filter(gap__gt=0, gap__lte=NEAR)
    return rows.exclude(turn=Turn.ANSWER_RETURN).order_by("gap", "pk").values_list("pk")[:SCAN]


_OWN = Question(lambda user, horizon: _scan(Lead.objects.open().filter(now_is(horizon), holder_user_id=user)))
_WAITING = Question(lambda user, horizon: _scan(Lead.objects.open().filter(~now_is(horizon), holder_user_id=user)))
_AT_RISK = Question(
    lambda team, soon: _scan(
        Lead.objects.open().filter(holder_user_id__in=team, due_at__lte=soon).exclude(turn=Turn.WAKE)
    )
)
_LATE_SALES = Question(lambda at: _late(Side.SALES, at))
_LATE_MARKETING = Question(lambda at: _late(Side.MARKETING, at))
_FREE = _queued(QueueKind.SALES)
_QUEUES = [_queued(kind) for kind in (QueueKind.RETURNS, QueueKind.TRIAGE, QueueKind.CHECK)]
_NEAR = Question(_near)


def own(user: User, *, at: datetime, horizon: datetime) -> list[Wanted]:
    """Return somebody's own turns: what is past its time first, then by what is due.

    Cost    one query over the index of a user's turns.
    """
    found = _OWN(user=user.pk, horizon=horizon)
    groups: dict[str, list[int]] = {key: [] for key in ORDER}
    for pk, turn, due_at in found:
        is_late = due_at < at and turn != Turn.WAKE
        groups["late" if is_late else GROUP_OF[Turn(turn)]].append(pk)
    is_capped = len(found) == SCAN
    return [Wanted(key, tuple(ids[:SHOWN]), len(ids), is_capped) for key, ids in groups.items() if ids]


def waiting(user: User, *, horizon: datetime, count: int) -> list[Wanted]:
    """Return the turns of somebody that wait on the customer, each for its day.

    Cost    one query.
    """
    found = _WAITING(user=user.pk, horizon=horizon)
    return [Wanted("waiting", tuple(pk for pk, _, _ in found[:MOST]), count)] if found else []


def beside(user: User, team: Sequence[User], terms: Terms | None, *, at: datetime) -> list[Wanted]:
    """Return what else is somebody's business: their team's clocks, queues of their side, leads near the line.

    Cost    up to five queries.
    """
    soon = terms.hours.due(at, SOON_S) if terms else at
    found = []
    if user.role in (Role.SALES_MANAGER, Role.MARKETING_MANAGER):
        found.append(_wanted("risk", _AT_RISK(team=[member.pk for member in team], soon=soon)))
    if user.role in (Role.REVENUE_LEAD, Role.OPERATIONS, Role.VIEWER):
        found += [_wanted("late_sales", _LATE_SALES(at=at)), _wanted("late_marketing", _LATE_MARKETING(at=at))]
    if user.role not in MARKETING:
        found.append(_wanted("free", _FREE(), 5 if user.role == Role.SELLER else SHOWN, QUEUE_SCAN))
    if user.role in MARKETING:
        found += [_queue(), _wanted("near", _NEAR(user=user.pk), NEAR_SHOWN)]
    return [wanted for wanted in found if wanted.ids]


def _wanted(key: str, found: list[tuple], shown: int = SHOWN, most: int = SCAN) -> Wanted:
    return Wanted(key, tuple(row[0] for row in found[:shown]), len(found), len(found) >= most)


def _queue() -> Wanted:
    """Return what waits for anybody in marketing, by its clock: each queue is asked in its own order, cheaply."""
    queues = [queue() for queue in _QUEUES]
    found = sorted((row for rows in queues for row in rows), key=lambda row: row[2])
    return Wanted("queue", tuple(row[0] for row in found[:10]), len(found), any(len(q) >= QUEUE_SCAN for q in queues))
