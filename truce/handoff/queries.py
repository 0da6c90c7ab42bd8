"""Who could take a lead over, and what waits for an answer."""

from datetime import datetime

from django.db.models import Count, Max, Q

from truce.agreement.rules import Candidate
from truce.handoff.models import HandOff
from truce.handoff.rules import Answer, ReturnAnswer
from truce.journey.models import Lead
from truce.teams.models import User
from truce.teams.rules import Role, Side


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
