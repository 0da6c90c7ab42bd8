"""What a change of many leads would do, asked of the same rules as the verbs themselves."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from truce.agreement.queries import current
from truce.automation.rules import Change, Fate, Plan, Wanted, share_out
from truce.base.errors import Refused
from truce.handoff.actions import check_hand_over
from truce.handoff.models import HandOff
from truce.handoff.rules import Answer
from truce.journey.models import Lead
from truce.outreach.actions import check_assign, check_close
from truce.teams.access import require
from truce.teams.models import Queue, User
from truce.teams.rules import EDITORS, Role

IN_ONE = 5_000
GONE = "This lead is not there any more."
ROUTED = "Whoever the agreement chooses"
NEEDS = ("side", "turn", "closed_at", "holder_user_id", "holder_queue_id")


class NobodyChosen(Refused):
    pass


@dataclass(frozen=True)
class Somebody:
    """A user who may get leads, and how many they hold."""

    id: int
    name: str
    side: str
    holds: int


def people_for(change: Change) -> list[Somebody]:
    """Return who can get leads by a change, by side and name.

    Cost    one query.
    """
    roles = (Role.SELLER, Role.SALES_MANAGER) if change == Change.HAND_OVER else EDITORS
    held = Count("turns", filter=Q(turns__closed_at__isnull=True))
    found = User.objects.filter(is_active=True, role__in=roles).annotate(holds=held).order_by("-side", "name", "pk")
    return [Somebody(user.pk, user.name, user.side, user.holds) for user in found]


def plan(wanted: Wanted, lead_ids: Collection[int], *, by: User) -> Plan:
    """Return what a change would do to each of these leads, without doing it.

    Raises  NotAllowed; NobodyChosen: an assignment without users; agreement.BadAgreement: no such reason to close.
    Cost    one query for the leads (one per 5,000), one for their holders, one or two for the change.
    """
    require(by, OPERATION[wanted.change])
    ids = sorted(set(lead_ids))
    leads = _leads(ids)
    fates = _fates(wanted, [leads[pk] for pk in ids if pk in leads], by)
    gone = [Fate(pk, skipped=GONE) for pk in ids if pk not in leads]
    return Plan(wanted, tuple(sorted((*fates, *gone), key=lambda fate: fate.lead_id)), targets(wanted))


OPERATION = {Change.ASSIGN: "lead.assign", Change.HAND_OVER: "handoff.offer", Change.CLOSE: "lead.close"}


def targets(wanted: Wanted) -> dict[int, str]:
    """Return the names of those who get leads by a change, as the preview and the result count them."""
    if wanted.change == Change.CLOSE:
        return {0: current().body.close_reason(wanted.reason).label}
    if not wanted.to:
        return {0: ROUTED}
    names = dict(User.objects.filter(pk__in=wanted.to).values_list("pk", "name"))
    return {pk: names[pk] for pk in wanted.to if pk in names}


def _fates(wanted: Wanted, leads: Sequence[Lead], by: User) -> list[Fate]:
    if wanted.change == Change.CLOSE:
        return [Fate(lead.pk, skipped=_against(check_close, lead, by=by)) for lead in leads]
    offered = _offered(leads) if wanted.change == Change.HAND_OVER else set()
    if wanted.change == Change.HAND_OVER and not wanted.to:
        return [Fate(each.pk, skipped=_handed(each, None, offered)) for each in leads]
    users = _users(wanted)
    if wanted.change == Change.HAND_OVER:
        tried = ((lead.pk, {user.pk: _handed(lead, user, offered) for user in users}) for lead in leads)
    else:
        tried = ((lead.pk, _assigned(lead, users, by)) for lead in leads)
    return share_out(tried, [user.pk for user in users])


def _users(wanted: Wanted) -> list[User]:
    known = {user.pk: user for user in User.objects.filter(pk__in=wanted.to)}
    users = [known[pk] for pk in dict.fromkeys(wanted.to) if pk in known]
    if not users:
        raise NobodyChosen("Choose who shall have these leads.")
    return users


def _assigned(lead: Lead, users: list[User], by: User) -> dict[int, str]:
    """Return what speaks against each user; a lead that one of them has already stays with them."""
    has_it = next((user for user in users if user.pk == lead.holder_user_id), None)
    if has_it:
        return dict.fromkeys((user.pk for user in users), _against(check_assign, lead, to=has_it, by=by))
    return {user.pk: _against(check_assign, lead, to=user, by=by) for user in users}


def _handed(lead: Lead, to: User | None, offered: set[int]) -> str:
    return _against(check_hand_over, lead, to=to, is_offered=lead.pk in offered)


def _against(check: Callable[..., None], lead: Lead, **how) -> str:
    try:
        check(lead, **how)
    except Refused as refusal:
        return str(refusal)
    return ""


def _leads(ids: list[int]) -> dict[int, Lead]:
    """Return leads with their holders; few users hold many leads, so each holder is fetched once."""
    found: dict[int, Lead] = {}
    for start in range(0, len(ids), IN_ONE):
        found |= Lead.objects.only(*NEEDS).in_bulk(ids[start : start + IN_ONE])
    users = User.objects.in_bulk({lead.holder_user_id for lead in found.values()} - {None})
    queues = {queue.pk: queue for queue in Queue.objects.all()}
    for lead in found.values():
        lead.holder_user = users.get(lead.holder_user_id)
        lead.holder_queue = queues.get(lead.holder_queue_id)
    return found


def _offered(leads: Sequence[Lead]) -> set[int]:
    waiting = HandOff.objects.filter(answer=Answer.OPEN).values_list("lead_id", flat=True)
    return set(waiting) & {lead.pk for lead in leads}
