from datetime import datetime

from truce.base.errors import Refused
from truce.handoff.models import HandOff
from truce.handoff.rules import Answer, ReturnAnswer
from truce.journey import actions as journey
from truce.journey.models import Lead
from truce.journey.rules import LEAD_ASSIGNED
from truce.ledger import actions as ledger
from truce.ledger.models import Act
from truce.people.models import Company
from truce.people.rules import COMPANY_CHANGED
from truce.teams.access import operation
from truce.teams.models import User
from truce.teams.rules import ADMINS, MANAGERS


class NobodyToTakeIt(Refused):
    pass


@operation("handoff.hand_on", "Give all of somebody's leads to others", roles=MANAGERS | ADMINS)
def hand_on(user_id: int, *, to: list[User], by: User, at: datetime, act: Act | None = None, most: int = 50) -> int:
    """Give the turns of a user to others in turn, each with its clock as it is; open hand-offs and returns go along.

    Takes   to: active users of the same side, who share them out evenly; act: of a call before, to undo all as one.
    Gives   how many leads are still left; call again until 0.
    Raises  NobodyToTakeIt.
    """
    user = User.objects.get(pk=user_id)
    takers = [taker for taker in to if taker.is_active and taker.pk != user.pk and taker.side in (user.side, "both")]
    held = Lead.objects.open().filter(holder_user=user)
    count = held.count()
    if count and not takers:
        raise NobodyToTakeIt(f"Choose who takes {user}'s {count} leads.")
    act = act or ledger.act(f"Gave {user}'s leads to others", by=by, at=at, operation="handoff.hand_on")
    rows = held.select_for_update(of=("self",)).select_related("person").order_by("due_at", "pk")
    for number, lead in enumerate(rows[:most]):
        _give(lead, user, takers[number % len(takers)], by=by, at=at, act=act)
    for company in Company.objects.filter(owner=user)[:most]:
        ledger.record(
            COMPANY_CHANGED, company, by=by, at=at, act=act, set={"owner_id": None}, data={"fields": ["owner"]}
        )
    return max(0, count - most)


def _give(lead: Lead, user: User, to: User, *, by: User, at: datetime, act: Act) -> None:
    also = []
    for handoff in HandOff.objects.filter(lead=lead, answer=Answer.OPEN, offered_to_user=user):
        also.append((handoff, {"offered_to_user_id": to.pk}))
    for handoff in HandOff.objects.filter(lead=lead, return_answer=ReturnAnswer.WAITING, return_to=user):
        also.append((handoff, {"return_to_id": to.pk}))
    journey.move(lead, LEAD_ASSIGNED, by=by, at=at, act=act, set=journey.to_user(to), also=also, data={"why": "left"})
