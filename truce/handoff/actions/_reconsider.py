from datetime import datetime, timedelta

from django.db import transaction

from truce.agreement import actions as agreement
from truce.agreement.queries import Scored, Terms, current, is_there
from truce.agreement.rules import CellAction
from truce.campaigns.models import Touchpoint
from truce.handoff import queries
from truce.handoff.actions._offer import offer, withdraw
from truce.journey import actions as journey
from truce.journey.models import Lead
from truce.journey.rules import LEAD_IMPORTED, LEAD_SNOOZED, LEAD_SORTED, Stage, Turn
from truce.ledger.models import Event
from truce.people.models import Fact
from truce.teams.models import User
from truce.teams.queries import queue
from truce.teams.rules import QueueKind, Side

_WITH_ALL = ("person__company", "company", "holder_user", "holder_queue")
_SORTED = ("triage_due_at", "check_due_at", "wake_at")


@transaction.atomic
def reconsider(lead_id: int, *, by: User, at: datetime) -> Lead | None:
    """Score a lead anew and let the agreement act: offer it, nurture it, have it checked, or leave it where it is.

    Gives   the lead, None where it is closed or gone or no agreement is in place yet. Doing it twice changes nothing.
    Cost    about 12 queries where it is offered, 7 where nothing changes.
    """
    lead = Lead.objects.select_for_update(of=("self",)).select_related(*_WITH_ALL).filter(pk=lead_id).first()
    if not lead or not lead.is_open or not is_there():
        return None
    terms = current()
    scored = agreement.rescore(lead, terms, by=by, at=at)
    if lead.side == Side.MARKETING:
        _act_on(lead, scored, terms, by=by, at=at)
    return lead


def _act_on(lead: Lead, scored: Scored, terms: Terms, *, by: User, at: datetime) -> None:
    open_one = queries.open_for(lead.pk)
    if open_one:
        if scored.score.vetoes:
            withdraw(open_one, lead, why=scored.score.vetoes[0], by=by, at=at, set=_nurture(terms, at))
    elif not lead.return_due_at:
        _sort_by_cell(lead, scored, terms, by=by, at=at)


def _sort_by_cell(lead: Lead, scored: Scored, terms: Terms, *, by: User, at: datetime) -> None:
    if scored.score.is_ready:
        if not _rests(lead, at):
            offer(lead, scored, terms, by=by, at=at, exclude=queries.returned_by(lead.pk))
    elif scored.score.cell == CellAction.CHECK and (lead.triage_due_at or lead.wake_at):
        _sort(lead, scored, _check(terms, at), by=by, at=at, terms=terms)
    elif lead.triage_due_at:
        _sort(lead, scored, _nurture(terms, at), by=by, at=at, terms=terms)
    elif lead.turn == Turn.WAKE and lead.due_at and lead.due_at <= at and lead.holder_queue_id:
        until = at + timedelta(days=terms.body.promises.nurture_days)
        journey.move(lead, LEAD_SNOOZED, by=by, at=at, set={"wake_at": until}, data={"until": until})


def _sort(lead: Lead, scored: Scored, columns: dict, *, by: User, at: datetime, terms: Terms) -> None:
    if lead.holder_user_id:
        columns = {key: value for key, value in columns.items() if not key.startswith("holder_")}
    journey.move(
        lead,
        LEAD_SORTED,
        by=by,
        at=at,
        set={**dict.fromkeys(_SORTED), **columns},
        agreement_version=terms.version,
        data={"cell": scored.score.cell.value},
    )


def _nurture(terms: Terms, at: datetime) -> dict:
    until = at + timedelta(days=terms.body.promises.nurture_days)
    return {"wake_at": until, "side": Side.MARKETING.value, **journey.to_queue(queue(QueueKind.NURTURE))}


def _check(terms: Terms, at: datetime) -> dict:
    return {
        "check_due_at": terms.due(at, terms.body.promises.check_minutes),
        **journey.to_queue(queue(QueueKind.CHECK)),
    }


def _resting_since(lead: Lead, at: datetime) -> datetime | None:
    """Return since when a lead rests, None where it does not.

    An imported lead rests until something new comes from it: a file tells history, and offers nothing by itself.
    """
    if lead.stage != Stage.RECYCLED:
        imported = Event.objects.filter(subject_kind="lead", subject_id=lead.pk, kind=LEAD_IMPORTED.name)
        return imported.values_list("recorded_at", flat=True).first()
    return lead.turn_since or at if lead.wake_at and lead.wake_at > at else None


def _rests(lead: Lead, at: datetime) -> bool:
    """Return whether a lead is still to be left alone: returned before its day, or imported, and nothing new came."""
    since = _resting_since(lead, at)
    if since is None:
        return False
    touched = Touchpoint.objects.filter(person_id=lead.person_id, known_at__gt=since, is_human=True).exists()
    return not touched and not Fact.objects.filter(person_id=lead.person_id, known_at__gt=since).exists()
