from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from graphlib import TopologicalSorter

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import F, Q

from truce.agreement.models import Agreement
from truce.campaigns.models import Campaign
from truce.handoff.models import HandOff
from truce.ingest.demo import cast, queries
from truce.ingest.demo.actions._stay import OWN, free_real_leads, make_real, named_by_real_rows
from truce.ingest.demo.actions._work import At
from truce.ingest.models import External, ImportRun
from truce.insight.models import SavedView
from truce.jobs.models import Job, OutgoingMail
from truce.jobs.rules import JobState
from truce.journey.models import Lead
from truce.ledger.models import Act
from truce.people.models import Company, Person
from truce.teams.models import House, User
from truce.teams.queries import automation

REMOVING = "Removing the sample company"


@dataclass
class Removed:
    """What was removed, rows by table; and what had to stay because real records name it."""

    rows: dict[str, int] = field(default_factory=dict)
    stays: dict[str, int] = field(default_factory=dict)


def remove(*, at: datetime, work: At) -> Removed:
    """Take the sample company away: every sample row, and whatever real people did with sample rows.

    Real records stay whole: a lead that a sample user held waits in a queue; a company, campaign or user that a real
    record names stays as a real one (the user without access), with its state written into the ledger anew.

    Cost    chunks of the given size; goes on by itself where an earlier try stopped.
    """
    removed = Removed()
    work.tell(0, 100, REMOVING)
    with work.chunk():
        _stay(removed, {User: free_real_leads(at)}, at)
        work.keep({}, 2, 100, REMOVING)
    while found := named_by_real_rows():
        with work.chunk():
            _stay(removed, found, at)
            work.keep({}, 5, 100, REMOVING)
    _untie(work)
    for model, share in _doomed():
        removed.rows[model._meta.label] = _clear(model, share, work)
    with work.chunk():
        User.objects.filter(is_sample=False, email__endswith=queries.AT_HOME).update(is_active=False, password="!")
        _leave_the_house()
        work.keep({}, 100, 100, REMOVING)
    return removed


def _stay(removed: Removed, found: dict[type[models.Model], set[int]], at: datetime) -> None:
    """Make rows real."""
    for model, ids in found.items():
        rows = list(model._base_manager.filter(pk__in=ids, is_sample=True))
        for row in rows:
            make_real(row, at)
        if rows:
            removed.stays[model._meta.label] = removed.stays.get(model._meta.label, 0) + len(rows)


def _untie(work: At) -> None:
    """Undo the ties among sample rows that would hold each other, and what hangs on them without being a sample row."""
    acts = list(_acts_on_samples().values_list("pk", flat=True))
    jobs, sessions = list(_jobs_of_samples()), list(_sessions_of_samples())
    for ids, rows in ((acts, Act.objects), (jobs, Job.objects), (sessions, Session.objects)):
        for start in range(0, len(ids), 200):
            with work.chunk():
                found = rows.filter(pk__in=ids[start : start + 200])
                if rows is Act.objects:
                    found.update(is_sample=True)
                else:
                    found.delete()
                work.keep({}, 7, 100, REMOVING)
    with work.chunk():
        User.objects.filter(stand_in__is_sample=True).update(stand_in=None)
        Person.objects.filter(is_sample=True, merged_into__isnull=False).update(merged_into=None)
        Lead.objects.filter(is_sample=True, merged_into__isnull=False).update(merged_into=F("pk"))
        Act.objects.filter(is_sample=True, undone_by__isnull=False).update(undone_by=None)
        SavedView.objects.filter(team__is_sample=True).update(team=None)
        work.keep({}, 8, 100, REMOVING)
    with work.chunk():
        OutgoingMail.objects.filter(to__in=list(_users().values_list("email", flat=True))).delete()
        for label, name in OWN:
            apps.get_model(label)._base_manager.filter(**{f"{name}__is_sample": True}).delete()
        notices = apps.get_model("automation.Notification")._base_manager
        notices.filter(lead_id__in=Lead.objects.filter(is_sample=True).values("pk")).delete()
        for kind, model in (("person", Person), ("company", Company), ("lead", Lead), ("campaign", Campaign)):
            sample = model._base_manager.filter(is_sample=True).values("pk")
            External.objects.filter(record_kind=kind, record_id__in=sample).delete()
        work.keep({}, 9, 100, REMOVING)


def _users() -> models.QuerySet:
    return User.objects.filter(is_sample=True)


def _acts_on_samples() -> models.QuerySet:
    """Return the acts that did nothing but to sample rows, and those of sample users that did nothing."""
    of_samples = Act.objects.filter(is_sample=False, events__is_sample=True).exclude(events__is_sample=False)
    idle = Act.objects.filter(is_sample=False, by_id__in=_users().values("pk"), events__isnull=True)
    return Act.objects.filter(Q(pk__in=of_samples.values("pk")) | Q(pk__in=idle.values("pk")))


def _jobs_of_samples() -> Iterator[int]:
    """Yield the work that waits for sample rows or was asked for by sample users, but for imports and what runs now."""
    sample = {"lead": Lead, "person": Person, "company": Company, "handoff": HandOff}
    known = {
        name: set(model._base_manager.filter(is_sample=True).values_list("pk", flat=True))
        for name, model in sample.items()
    }
    users = set(_users().values_list("pk", flat=True))
    jobs = Job.objects.exclude(state=JobState.RUNNING).exclude(pk__in=ImportRun.objects.exclude(job=None).values("job"))
    for pk, args, by in jobs.values_list("pk", "args", "enqueued_by_id").iterator(chunk_size=2000):
        if by in users or any(args.get(name) in ids for name, ids in known.items()):
            yield pk


def _sessions_of_samples() -> Iterator[str]:
    users = {str(pk) for pk in _users().values_list("pk", flat=True)}
    for session in Session.objects.iterator(chunk_size=500):
        if session.get_decoded().get("_auth_user_id") in users:
            yield session.pk


def _doomed() -> Iterator[tuple[type[models.Model], int]]:
    """Yield the sample tables, those first that point at others, each with how far the work is then in per cent."""
    pointed_at_by: dict[type[models.Model], set] = {model: set() for model in queries.sample_models()}
    for model in pointed_at_by:
        for each in model._meta.fields:
            if each.related_model in pointed_at_by and each.related_model is not model:
                pointed_at_by[each.related_model].add(model)
    order = list(TopologicalSorter(pointed_at_by).static_order())
    for number, model in enumerate(order):
        yield model, 10 + 88 * number // len(order)


def _clear(model: type[models.Model], share: int, work: At) -> int:
    """Delete the sample rows of a table, the newest first, in chunks; return how many there were."""
    count, below = 0, None
    while True:
        with work.chunk():
            rows = model._base_manager.filter(is_sample=True)
            if below is not None:
                rows = rows.filter(pk__lt=below)
            ids = list(rows.order_by("-pk").values_list("pk", flat=True)[: max(1, work.rows())])
            if ids:
                below = ids[-1]
                found = model._base_manager.filter(is_sample=True, pk__gte=below, pk__lte=ids[0])
                found._raw_delete(found.db)
            work.keep({}, share, 100, REMOVING)
        if not ids:
            return count
        count += len(ids)


def _leave_the_house() -> None:
    """Where nobody real is here yet, let Truce begin anew."""
    if User.objects.people().exists() or Lead.objects.exists():
        return
    House.objects.filter(name=cast.HOUSE).delete()
    Agreement.objects.filter(made_by_id=automation().pk, signatures=None).delete()
