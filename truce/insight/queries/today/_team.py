"""The people somebody manages: what they hold, what they take on, who is away."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from truce.handoff.models import HandOff
from truce.handoff.rules import Answer
from truce.insight.rules import manages
from truce.journey.models import Lead
from truce.journey.rules import Turn
from truce.teams.models import User
from truce.teams.rules import Role

DAYS = 7


@dataclass(frozen=True)
class Load:
    """What one person holds. new: hand-offs accepted in the last seven days; away_until: None when they are here."""

    id: int
    name: str
    side: str
    open: int
    late: int
    new: int
    capacity: int
    away_until: date | None
    stand_in: str

    @property
    def per_day(self) -> float:
        """New leads per working day."""
        return self.new / 5


def team_of(boss: User) -> list[User]:
    """Return the active people whom somebody manages; who works for both sides sees everybody who holds leads.

    Cost    one query.
    """
    found = User.objects.filter(is_active=True, role__in=(Role.SELLER, Role.MARKETER)).select_related("stand_in")
    people = list(found.order_by("side", "name"))
    if boss.role in (Role.SALES_MANAGER, Role.MARKETING_MANAGER):
        return [user for user in people if manages(boss, user)]
    return people


def loads(team: list[User], *, at: datetime, zone: str) -> list[Load]:
    """Return what each of some people holds, in their order.

    Cost    two queries.
    """
    ids, today = [user.pk for user in team], at.astimezone(ZoneInfo(zone)).date()
    is_late = Q(due_at__lt=at) & ~Q(turn=Turn.WAKE)
    held = Lead.objects.open().filter(holder_user_id__in=ids).order_by().values_list("holder_user_id")
    rows = held.annotate(count=Count("pk"), late=Count("pk", filter=is_late))
    counts = {pk: (count, late) for pk, count, late in rows}
    since = at - timedelta(days=DAYS)
    accepted = HandOff.objects.filter(answered_by_id__in=ids, answered_at__gte=since, answer=Answer.ACCEPTED)
    new = dict(accepted.order_by().values_list("answered_by_id").annotate(Count("pk")))
    return [
        Load(
            id=user.pk,
            name=user.name,
            side=user.side,
            open=counts.get(user.pk, (0, 0))[0],
            late=counts.get(user.pk, (0, 0))[1],
            new=new.get(user.pk, 0),
            capacity=user.capacity,
            away_until=user.away_until if user.is_away_on(today) else None,
            stand_in=user.stand_in.name if user.stand_in else "",
        )
        for user in team
    ]
