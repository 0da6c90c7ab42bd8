from datetime import datetime

from django.db import transaction

from truce.agreement.queries import current, score_of
from truce.handoff import queries
from truce.handoff.actions._offer import offer
from truce.handoff.models import HandOff
from truce.handoff.rules import EXPIRED, RETURN_LATE, Answer, ReturnAnswer
from truce.journey import actions as journey
from truce.journey.models import Lead
from truce.journey.rules import NOTHING_DUE
from truce.ledger import actions as ledger
from truce.teams.models import User
from truce.teams.queries import managers
from truce.teams.rules import Role, Side


@transaction.atomic
def expire(handoff_id: int, *, by: User, at: datetime) -> bool:
    """Pass an unanswered hand-off on to the next seller, whose answer clock starts anew; finally to sales' queue.

    Gives   False where it was answered meanwhile or is not due. Of two workers one does it.
    """
    lead_id = HandOff.objects.filter(pk=handoff_id).values_list("lead_id", flat=True).first()
    lead = (
        Lead.objects.select_for_update(of=("self",))
        .select_related("person__company", "company", "holder_user")
        .filter(pk=lead_id)
        .first()
    )
    handoff = (
        HandOff.objects.select_for_update()
        .filter(pk=handoff_id, answer=Answer.OPEN, accept_due_at__lte=at, offered_to_user__isnull=False)
        .first()
    )
    if not lead or not handoff:
        return False
    terms = current()
    attempts, asked = queries.tried(lead.pk, lead.cycle_no)
    ledger.record(
        EXPIRED,
        lead,
        by=by,
        at=at,
        also=[(handoff, {"answer": Answer.EXPIRED.value, "answered_at": at})],
        agreement_version=terms.version,
        data={"handoff": handoff.pk, "to_user": handoff.offered_to_user_id},
    )
    everybody = {candidate.user_id for candidate in queries.sellers(at=at)}
    exclude = everybody if attempts > terms.body.promises.max_reroutes else asked | queries.returned_by(lead.pk)
    offer(lead, score_of(lead, terms, at=at), terms, by=by, at=at, exclude=exclude, looks=handoff.looks)
    return True


@transaction.atomic
def escalate_return(handoff_id: int, *, by: User, at: datetime) -> bool:
    """Give a return that marketing did not answer in time to a marketing manager, with a new clock."""
    lead_id = HandOff.objects.filter(pk=handoff_id).values_list("lead_id", flat=True).first()
    lead = Lead.objects.select_for_update(of=("self",)).filter(pk=lead_id).first()
    handoff = (
        HandOff.objects.select_for_update(of=("self",))
        .select_related("return_to")
        .filter(pk=handoff_id, return_answer=ReturnAnswer.WAITING, return_due_at__lte=at)
        .first()
    )
    boss = next(iter(managers(Side.MARKETING)), None)
    if not lead or not handoff or not lead.is_open or not boss:
        return False
    if handoff.return_to and handoff.return_to.role == Role.MARKETING_MANAGER:
        return False
    terms = current()
    due = terms.due(at, terms.body.promises.return_answer_minutes)
    journey.move(
        lead,
        RETURN_LATE,
        by=by,
        at=at,
        set={**NOTHING_DUE, "return_due_at": due, **journey.to_user(boss)},
        also=[(handoff, {"return_to_id": boss.pk, "return_due_at": due})],
        agreement_version=terms.version,
        data={"handoff": handoff.pk, "to_user": boss.pk},
    )
    return True
