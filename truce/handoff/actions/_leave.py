from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from truce.base.errors import Refused
from truce.handoff.models import HandOff
from truce.handoff.rules import Answer, ReturnAnswer
from truce.jobs import actions as jobs
from truce.journey import actions as journey
from truce.journey.models import Lead
from truce.journey.rules import LEAD_ASSIGNED, Turn
from truce.ledger import actions as ledger
from truce.ledger.models import Act
from truce.people.models import Company
from truce.people.rules import COMPANY_CHANGED
from truce.teams import actions as teams
from truce.teams.access import operation, require
from truce.teams.models import User
from truce.teams.rules import ADMINS, EDITORS, MANAGERS, Side

# More than this takes longer than a click may: a job does it.
MOST_AT_ONCE = 100


class NobodyToTakeIt(Refused):
    pass


@dataclass(frozen=True)
class Left:
    """What became of somebody's leads: how many were given away, or the job that gives them away now."""

    leads: int
    job: int = 0


@operation("handoff.hand_on", "Give all of somebody's leads to others", roles=MANAGERS | ADMINS)
def hand_on(user_id: int, *, to: list[User], by: User, at: datetime, act: Act | None = None, most: int = 50) -> int:
    """Give the turns of a user to others in turn, each with its clock as it is; open hand-offs and returns go along.

    Takes   to: active users who may hold such leads, who share them out evenly; act: of a call before, to undo all
            as one.
    Gives   how many leads and companies are still left; call again until 0.
    Raises  NobodyToTakeIt.
    """
    user = User.objects.get(pk=user_id)
    takers = [taker for taker in to if taker.is_active and taker.pk != user.pk and taker.role in EDITORS]
    held, owned = Lead.objects.open().filter(holder_user=user), Company.objects.filter(owner=user)
    leads, companies = held.count(), owned.count()
    if not leads and not companies:
        return 0
    act = act or ledger.act(f"Gave {user}'s leads to others", by=by, at=at, operation="handoff.hand_on")
    rows = held.select_for_update(of=("self",)).select_related("person").order_by("due_at", "pk")
    given = act.events.filter(kind=LEAD_ASSIGNED.name).count()
    for number, lead in enumerate(rows[:most], start=given):
        fit = [taker for taker in takers if taker.side in (_side(lead), Side.BOTH)]
        if not fit:
            raise NobodyToTakeIt(f"Choose who takes {user}'s leads of {Side(_side(lead)).label.lower()}.")
        _give(lead, user, fit[number % len(fit)], by=by, at=at, act=act)
    for company in owned.order_by("pk")[:most]:
        ledger.record(
            COMPANY_CHANGED, company, by=by, at=at, act=act, set={"owner_id": None}, data={"fields": ["owner"]}
        )
    return max(0, leads - most) + max(0, companies - most)


@transaction.atomic
def leave(user_id: int, *, to: list[User], by: User, at: datetime, key: str = "") -> Left:
    """Deactivate a user after giving away all that they hold: at once, or by a job where it is much.

    Takes   to: who takes it, sharing evenly; may be empty where nothing is held.
    Gives   how many leads were given away; with a job, how many it will give away before it deactivates.
    Raises  NobodyToTakeIt, teams.LastOne, ledger.AlreadyDone.
    """
    require(by, "user.deactivate")
    leads = Lead.objects.open().filter(holder_user_id=user_id).count()
    companies = Company.objects.filter(owner_id=user_id).count()
    if leads and not to:
        raise NobodyToTakeIt(f"Say who takes {'the lead' if leads == 1 else f'the {leads} leads'} first.")
    if leads + companies > MOST_AT_ONCE:
        named = {"user": user_id, "to": [taker.pk for taker in to], "by": by.pk}
        return Left(leads, jobs.enqueue("handoff.leave", key=f"leave:{user_id}", args=named, by=by.pk))
    act = _act(user_id, by=by, at=at, key=key) if leads or companies else None
    while hand_on(user_id, to=to, by=by, at=at, act=act):
        pass
    teams.deactivate(user_id, by=by, at=at)
    return Left(leads)


def leave_on(
    user_id: int, *, to: list[int], by: int, at: datetime, act_id: int = 0, most: int = 50
) -> tuple[int, int, bool]:
    """Do the next part of what `leave` left to a job, as the one who asked.

    Gives   the act that all parts belong to, how many leads are still left, whether the user has left.
    Raises  NobodyToTakeIt, NotAllowed (the one who asked may not any more), teams.LastOne.
    """
    asked = User.objects.get(pk=by)
    require(asked, "user.deactivate")
    if not User.objects.get(pk=user_id).is_active:
        return act_id, 0, True
    act = Act.objects.get(pk=act_id) if act_id else _act(user_id, by=asked, at=at)
    takers = list(User.objects.filter(pk__in=to).order_by("pk"))
    left = hand_on(user_id, to=takers, by=asked, at=at, act=act, most=most)
    if not left:
        teams.deactivate(user_id, by=asked, at=at)
    return act.pk, left, not left


def _act(user_id: int, *, by: User, at: datetime, key: str = "") -> Act:
    user = User.objects.get(pk=user_id)
    return ledger.act(f"Gave {user}'s leads to others", by=by, at=at, key=key, operation="handoff.hand_on")


def _side(lead: Lead) -> str:
    """Return which side must hold a lead: sales from the offer on, though until the answer it is marketing's."""
    return Side.SALES if lead.turn == Turn.ANSWER else lead.side


def _give(lead: Lead, user: User, to: User, *, by: User, at: datetime, act: Act) -> None:
    also = []
    for handoff in HandOff.objects.filter(lead=lead, answer=Answer.OPEN, offered_to_user=user):
        also.append((handoff, {"offered_to_user_id": to.pk}))
    for handoff in HandOff.objects.filter(lead=lead, return_answer=ReturnAnswer.WAITING, return_to=user):
        also.append((handoff, {"return_to_id": to.pk}))
    journey.move(lead, LEAD_ASSIGNED, by=by, at=at, act=act, set=journey.to_user(to), also=also, data={"why": "left"})
