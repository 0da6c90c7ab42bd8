"""Counting the numbers of leads that a file brought or tells more of. Nothing is offered by it: see `_rests`."""

from collections import defaultdict
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from truce.agreement.actions import columns_of
from truce.agreement.queries import Scored, Terms, current, facts_from, is_there, occurrences_of
from truce.agreement.rules import score
from truce.campaigns.models import Touchpoint
from truce.campaigns.queries import touches_of
from truce.ingest.actions._book import Book
from truce.ingest.models import ImportRun
from truce.jobs.actions import Context
from truce.journey.models import Lead
from truce.journey.rules import LEAD_SCORED, Stage
from truce.people.models import Fact
from truce.people.queries import known
from truce.teams.queries import automation


def score_all(job: Context, run_id: int) -> dict:
    """Score the open leads whose people or companies an import told something of.

    Gives   how many leads were looked at, and how many numbers changed.
    """
    if not is_there():
        return {"scored": 0, "changed": 0}
    run = ImportRun.objects.get(pk=run_id)
    terms, wanted = current(), _told_of(run)
    at = dict(job.cursor) or {"after": 0, "scored": 0, "changed": 0}
    while True:
        with job.chunk():
            leads = list(wanted.filter(pk__gt=at["after"]).order_by("pk")[: max(job.rows, 20)])
            changed = score_many(leads, terms, at=job.at)
            if leads:
                at = {"after": leads[-1].pk, "scored": at["scored"] + len(leads), "changed": at["changed"] + changed}
            job.save_cursor(at, done=at["scored"])
        if not leads:
            return {"scored": at["scored"], "changed": at["changed"]}


def score_many(leads: list[Lead], terms: Terms, *, at: datetime) -> int:
    """Score leads that are locked and loaded with person and company, and return how many numbers changed.

    Cost    five queries and two statements, whatever the number.
    """
    touches: dict[int, list[Touchpoint]] = defaultdict(list)
    for touch in touches_of([lead.person_id for lead in leads]):
        if touch.happened_at <= at:
            touches[touch.person_id].append(touch)
    firms = {lead.person.company_id for lead in leads} - {None}
    customers = set(
        Lead.objects.filter(company_id__in=firms, stage=Stage.CUSTOMER).values_list("company_id", flat=True)
    )
    book, changed = Book("truce", automation(), at), 0
    for lead in leads:
        columns = columns_of(_scored(lead, touches[lead.person_id], customers, terms, at), terms.version)
        new = {name: value for name, value in columns.items() if getattr(lead, name) != value}
        if new:
            changed += 1
            book.tell(LEAD_SCORED, lead, at=at, set=new, version=terms.version)
    book.write()
    return changed


def _told_of(run: ImportRun):
    since = run.started_at
    touched = Touchpoint.objects.filter(person_id=OuterRef("person_id"), recorded_at__gte=since)
    learned = Fact.objects.filter(person_id=OuterRef("person_id"), recorded_at__gte=since)
    firm = Fact.objects.filter(company_id=OuterRef("person__company_id"), recorded_at__gte=since)
    return (
        Lead.objects.open()
        .filter(Q(Exists(touched)) | Q(Exists(learned)) | Q(Exists(firm)))
        .select_for_update(of=("self",))
        .select_related("person__company")
        .prefetch_related("person__emails", "person__consents")
    )


def _scored(lead: Lead, touches: list[Touchpoint], customers: set[int], terms: Terms, at: datetime) -> Scored:
    facts = facts_from(
        known(lead.person),
        emails=[email.key for email in lead.person.emails.all() if email.key],
        consents={consent.state for consent in lead.person.consents.all()},
        touches=touches,
        is_customer=lead.person.company_id in customers,
    )
    occurrences = occurrences_of(touches)
    return Scored(score(terms.body, facts, occurrences, at), facts, occurrences)
