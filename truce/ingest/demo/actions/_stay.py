"""What has to stay when the sample company goes, because real records name it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.apps import apps
from django.db import models

from truce.campaigns.models import Campaign, Touchpoint
from truce.campaigns.rules import CAMPAIGN_ADDED
from truce.handoff.models import HandOff
from truce.handoff.rules import Answer, ReturnAnswer
from truce.ingest.demo import queries
from truce.journey import actions as journey
from truce.journey.models import Lead
from truce.journey.rules import LEAD_ASSIGNED, Turn
from truce.ledger import actions as ledger
from truce.ledger.models import Event
from truce.people.models import Company, Consent, Domain, EmailAddress, Fact, Person, Phone
from truce.people.rules import COMPANY_ADDED, COMPANY_CHANGED, CONSENT_CHANGED, PERSON_ADDED, Origin
from truce.teams.models import User
from truce.teams.queries import automation, queues
from truce.teams.rules import QueueKind, Side

# What belongs to one user alone and goes with them, sample or not.
OWN = (
    ("account.EmailAddress", "user"),
    ("mfa.Authenticator", "user"),
    ("insight.SavedView", "owner"),
    ("automation.Notification", "user"),
)
# What a person or company is made of, and stays if they have to.
PARTS = ((Domain, "company"), (EmailAddress, "person"), (Phone, "person"), (Consent, "person"))
FIRST_EVENT = {Company: COMPANY_ADDED, Person: PERSON_ADDED, Campaign: CAMPAIGN_ADDED}


def free_real_leads(at: datetime) -> set[int]:
    """Give what sample users hold of real leads to the queues, each with its clock as it is; return those users."""
    by, known, users = automation(), queues(), set()
    held = Lead.objects.open().filter(is_sample=False, holder_user__is_sample=True)
    for lead in held.select_for_update(of=("self",)).select_related("person"):
        users.add(lead.holder_user_id)
        kind, also = _queue_of(lead), []
        for handoff in HandOff.objects.filter(lead=lead, answer=Answer.OPEN):
            also.append((handoff, {"offered_to_user_id": None, "offered_to_queue_id": known[kind].pk}))
        for handoff in HandOff.objects.filter(lead=lead, return_answer=ReturnAnswer.WAITING, return_to__is_sample=True):
            also.append((handoff, {"return_to_id": None}))
        holder = journey.to_queue(known[kind])
        journey.move(lead, LEAD_ASSIGNED, by=by, at=at, set=holder, also=also, data={"why": "left"})
    for company in Company.objects.filter(is_sample=False, owner__is_sample=True):
        ledger.record(COMPANY_CHANGED, company, by=by, at=at, set={"owner_id": None}, data={"fields": ["owner"]})
    return users


def _queue_of(lead: Lead) -> QueueKind:
    if lead.side == Side.SALES or lead.turn == Turn.ANSWER:
        return QueueKind.SALES
    known = {Turn.ANSWER_RETURN: QueueKind.RETURNS, Turn.TRIAGE: QueueKind.TRIAGE, Turn.CHECK: QueueKind.CHECK}
    return known.get(Turn(lead.turn), QueueKind.NURTURE)


def named_by_real_rows() -> dict[type[models.Model], set[int]]:
    """Return the sample rows that real rows name, by table.

    Cost    one query for each foreign key to a table that has sample rows, and one for each log.
    """
    found: dict[type[models.Model], set[int]] = {}
    for model in queries.sample_models():
        for relation in _pointing_at(model):
            rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__is_sample": True})
            if relation.related_model in queries.sample_models():
                rows = rows.filter(is_sample=False)
            if ids := set(rows.values_list(relation.field.attname, flat=True)):
                found.setdefault(model, set()).update(ids)
    if actors := _actors_of_real_rows():
        found.setdefault(User, set()).update(actors)
    return found


def _pointing_at(model: type[models.Model]) -> Iterator:
    own = {(apps.get_model(label), name) for label, name in OWN}
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
            continue
        if relation.related_model is not model and (relation.related_model, relation.field.name) not in own:
            yield relation


def _actors_of_real_rows() -> set[int]:
    sample = list(User.objects.filter(is_sample=True).values_list("pk", flat=True))
    return {
        pk
        for log in (Event, Fact, Touchpoint)
        for pk in log.objects.filter(is_sample=False, actor_id__in=sample).values_list("actor_id", flat=True).distinct()
    }


def make_real(row: models.Model, at: datetime) -> None:
    """Keep a sample row as a real one; its history goes, so its state is written into the ledger anew."""
    alone = {"team": None, "stand_in": None} if isinstance(row, User) else {}
    type(row)._base_manager.filter(pk=row.pk).update(is_sample=False, **alone)
    row.__dict__["is_sample"] = False
    for model, name in PARTS:
        if isinstance(row, model._meta.get_field(name).related_model):
            for part in model._base_manager.filter(**{name: row}, is_sample=True):
                make_real(part, at)
    if isinstance(row, Company | Person):
        _keep_what_real_people_learnt(row, at)
    if type(row) in FIRST_EVENT:
        _write_state(FIRST_EVENT[type(row)], row, row, at)
    elif isinstance(row, Consent):
        _write_state(CONSENT_CHANGED, row, row.person, at, purpose=row.purpose, state=row.state)


def _write_state(kind, row: models.Model, subject: models.Model, at: datetime, **data) -> None:
    draft = ledger.Draft(kind, subject, automation(), at, recorded_at=at, data=data)
    ledger.write_history([(draft, {ledger.name_of(row): {str(row.pk): ledger.initial(row)}})])


def _keep_what_real_people_learnt(row: Company | Person, at: datetime) -> None:
    """Write the facts of real people anew as real ones; what was made up is forgotten, but for the name."""
    by = automation()
    made_up = {by.pk, *User.objects.filter(email__endswith=queries.AT_HOME).values_list("pk", flat=True)}
    name = "company_name" if isinstance(row, Company) else "name"
    of = {"company": row} if isinstance(row, Company) else {"person": row}
    common = {"is_sample": False, "recorded_at": at, **of}
    kept = [
        Fact(field=name, value=row.name, origin=Origin.IMPORT, happened_at=at, known_at=at, actor_id=by.pk,
             actor_side=by.side, **common)
    ]  # fmt: skip
    for fact in row.facts.filter(is_sample=True).exclude(actor_id__in=made_up).order_by("seq"):
        same = {key: getattr(fact, key) for key in ("field", "value", "origin", "verified", "happened_at", "known_at")}
        kept.append(Fact(**same, actor_id=fact.actor_id, actor_side=fact.actor_side, **common))
    Fact.objects.bulk_create(kept)
    row.known = {fact.field: fact.value for fact in row.facts.filter(is_sample=False).order_by("seq")}
    if isinstance(row, Person):
        row.job_title = str(row.known.get("job_title") or "")
        row.save(update_fields=["known", "job_title"])
    else:
        row.save(update_fields=["known"])
