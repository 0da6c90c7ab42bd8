"""Which turns stand on whose page, in which group and order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from truce.agreement.queries import Terms
from truce.insight.queries.turns import TurnRow, now_is
from truce.journey.models import Lead
from truce.journey.rules import Turn
from truce.teams.models import User
from truce.teams.rules import MARKETING, QUEUE_SIDE, QueueKind, Role, Side

# Looked at for a group; a group shows at most SHOWN of them, the page MOST.
SCAN, SHOWN, MOST = 200, 20, 50
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


def own(user: User, *, at: datetime, horizon: datetime) -> list[Wanted]:
    """Return somebody's own turns: what is past its time first, then by what is due.

    Cost    one query over the index of a user's turns.
    """
    found = _scan(Lead.objects.held_by(user).filter(now_is(horizon)))
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
    found = _scan(Lead.objects.held_by(user).exclude(now_is(horizon)))
    return [Wanted("waiting", tuple(pk for pk, _, _ in found[:MOST]), count)] if found else []


def beside(user: User, team: Sequence[User], terms: Terms | None, *, at: datetime) -> list[Wanted]:
    """Return what else is somebody's business: their team's clocks, queues of their side, leads near the line.

    Cost    up to three queries.
    """
    soon = terms.hours.due(at, SOON_S) if terms else at
    found = []
    if user.role in (Role.SALES_MANAGER, Role.MARKETING_MANAGER):
        found.append(_wanted("risk", at_risk(team, soon)))
    if user.role in (Role.REVENUE_LEAD, Role.OPERATIONS, Role.VIEWER):
        late = Lead.objects.late(at).exclude(turn=Turn.WAKE)
        found += [_wanted(f"late_{side}", late.filter(side=side)) for side in (Side.SALES, Side.MARKETING)]
    if user.role not in MARKETING:
        found.append(_wanted("free", _queued(QueueKind.SALES), 5 if user.role == Role.SELLER else SHOWN))
    if user.role in MARKETING:
        kinds = [kind for kind, side in QUEUE_SIDE.items() if side == Side.MARKETING and kind != QueueKind.NURTURE]
        found += [_wanted("queue", _queued(*kinds), 10), near(user)]
    return [wanted for wanted in found if wanted.ids]


def at_risk(team: Sequence[User], soon: datetime) -> QuerySet[Lead]:
    """Return the turns of a team that are past their time, or will be before an instant."""
    held = Lead.objects.open().filter(holder_user_id__in=[user.pk for user in team], due_at__lte=soon)
    return held.exclude(turn=Turn.WAKE)


def near(user: User) -> Wanted:
    """Return the leads of marketing that are ten points or less from the line, the nearest first.

    Cost    one query over the index of leads near the line.
    """
    gap = F("line") - F("number")
    rows = Lead.objects.open().filter(Q(holder_user__isnull=True) | Q(holder_user=user), side=Side.MARKETING)
    rows = rows.annotate(gap=gap).filter(gap__gt=0, gap__lte=NEAR).exclude(turn=Turn.ANSWER_RETURN)
    ids = list(rows.order_by("gap", "pk").values_list("pk", flat=True)[:SCAN])
    return Wanted("near", tuple(ids[:NEAR_SHOWN]), len(ids), len(ids) == SCAN)


def _queued(*kinds: QueueKind) -> QuerySet[Lead]:
    return Lead.objects.open().filter(holder_queue__kind__in=kinds)


def _wanted(key: str, rows: QuerySet[Lead], shown: int = SHOWN) -> Wanted:
    found = _scan(rows)
    return Wanted(key, tuple(pk for pk, _, _ in found[:shown]), len(found), len(found) == SCAN)


def _scan(rows: QuerySet[Lead]) -> list[tuple[int, str, datetime]]:
    return list(rows.order_by("due_at", "pk").values_list("pk", "turn", "due_at")[:SCAN])
