"""Who could take a lead over, and what waits for an answer."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q

from truce.agreement.rules import Candidate
from truce.handoff.models import HandOff
from truce.handoff.rules import Answer, ReturnAnswer
from truce.journey.models import Lead
from truce.journey.rules import Turn
from truce.people.models import Company
from truce.teams.models import User
from truce.teams.rules import Role, Side


@dataclass(frozen=True)
class Held:
    """What one user holds: open leads, of which hand-offs and returns wait for an answer; and companies owned."""

    leads: int
    handoffs: int
    returns: int
    companies: int
    sides: frozenset[str]

    @property
    def all(self) -> int:
        return self.leads + self.companies


def held(user_id: int) -> Held:
    """Return what must be given to others before a user can leave.

    Gives   sides: those whose people can take the leads; sales from the offer on.
    Cost    two queries.
    """
    rows = Lead.objects.open().filter(holder_user=user_id).order_by().values_list("turn", "side")
    turns = list(rows.annotate(count=Count("pk")))
    return Held(
        leads=sum(count for *_, count in turns),
        handoffs=sum(count for turn, _, count in turns if turn == Turn.ANSWER),
        returns=sum(count for turn, _, count in turns if turn == Turn.ANSWER_RETURN),
        companies=Company.objects.filter(owner=user_id).count(),
        sides=frozenset(Side.SALES if turn == Turn.ANSWER else Side(side) for turn, side, _ in turns),
    )


def without_holder() -> int:
    """Return how many open leads nobody active and no queue holds. It is 0: the database sees to it.

    Cost    one query.
    """
    nobody = Q(holder_user__isnull=True, holder_queue__isnull=True) | Q(holder_user__is_active=False)
    return Lead.objects.open().filter(nobody).count()


def sellers(*, at: datetime) -> list[Candidate]:
    """Return everybody who sells, as candidates for a hand-off.

    Cost    one query.
    """
    found = (
        User.objects.filter(role=Role.SELLER)
        .annotate(
            held=Count("turns", filter=Q(turns__closed_at__isnull=True)),
        )
        .order_by("pk")
    )
    last = dict(
        HandOff.objects.filter(offered_to_user__in=[user.pk for user in found])
        .values_list("offered_to_user")
        .annotate(last=Max("pk"))
    )
    return [
        Candidate(
            user_id=user.pk,
            territories=frozenset(user.territories),
            open_count=user.held,
            capacity=user.capacity,
            is_absent=user.is_away_on(at.date()),
            last_offered_at=user.last_offered_at,
            is_active=user.is_active,
            last_offer=last.get(user.pk, 0),
        )
        for user in found
    ]


def open_for(lead_id: int) -> HandOff | None:
    """Return the open hand-off of a lead."""
    return HandOff.objects.filter(lead_id=lead_id, answer=Answer.OPEN).first()


def tried(lead_id: int, cycle_no: int) -> tuple[int, set[int]]:
    """Return how often a lead was offered in a cycle, and to whom."""
    offers = HandOff.objects.filter(lead_id=lead_id, cycle_no=cycle_no).values_list("attempt_no", "offered_to_user_id")
    return max((number for number, _ in offers), default=0), {user for _, user in offers if user}


def returned_by(lead_id: int) -> set[int]:
    """Return who has returned this lead before."""
    return set(HandOff.objects.filter(lead_id=lead_id).exclude(reason="").values_list("answered_by_id", flat=True))


def due_handoffs(*, at: datetime, most: int) -> list[int]:
    """Return open hand-offs to a user whose answer is past due, the longest waiting first."""
    late = HandOff.objects.filter(answer=Answer.OPEN, accept_due_at__lte=at, offered_to_user__isnull=False)
    return list(late.order_by("accept_due_at").values_list("pk", flat=True)[:most])


def due_returns(*, at: datetime, most: int) -> list[int]:
    """Return returns whose answer is past due and that no manager has yet."""
    late = HandOff.objects.filter(return_answer=ReturnAnswer.WAITING, return_due_at__lte=at)
    late = late.filter(Q(return_to__isnull=True) | ~Q(return_to__role=Role.MARKETING_MANAGER))
    return list(late.order_by("return_due_at").values_list("pk", flat=True)[:most])


def waking_leads(*, at: datetime, most: int) -> list[int]:
    """Return leads of marketing whose number changes today because time passed, or that are to be looked at again."""
    marketing = Lead.objects.open().filter(side=Side.MARKETING)
    fading = Lead.objects.open().filter(next_change_on__lte=at.date()).values_list("pk", flat=True)[:most]
    waking = marketing.filter(wake_at__lte=at, holder_queue__isnull=False).values_list("pk", flat=True)[:most]
    return sorted({*fading, *waking})


def open_leads(*, lead: int = 0, person: int = 0, company: int = 0) -> list[int]:
    """Return the ids of one lead, of a person's open lead, or of a company's open leads."""
    wanted = Lead.objects.open()
    if lead:
        return [lead]
    if person:
        return list(wanted.filter(person_id=person).values_list("pk", flat=True))
    return list(wanted.filter(company_id=company).order_by("pk").values_list("pk", flat=True))
