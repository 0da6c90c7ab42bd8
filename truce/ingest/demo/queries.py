"""Questions about the sample company: is it here, how much of it, and who may sign in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.apps import apps

from truce.campaigns.models import Campaign
from truce.ingest.demo.cast import CAST, DOMAIN
from truce.jobs.models import Job
from truce.jobs.rules import JobState
from truce.journey.models import Lead
from truce.ledger.models import Act
from truce.people.models import Company, Person
from truce.teams.models import Team, User
from truce.teams.rules import Role

AT_HOME = f"@{DOMAIN}"


@dataclass(frozen=True)
class SampleUser:
    """One sample user, as the sign-in page may name them."""

    email: str
    name: str
    role: str


@dataclass(frozen=True)
class Status:
    """How much sample data there is, by table, and the job that adds or removes it now."""

    rows: Mapping[str, int]
    job_id: int | None

    @property
    def is_there(self) -> bool:
        return any(self.rows.values())


def sample_models() -> list:
    """Return every table whose rows may be sample rows."""
    return [model for model in apps.get_models() if any(field.name == "is_sample" for field in model._meta.fields)]


def status() -> Status:
    """Return how many sample rows each table holds.

    Cost    one query per table; reads all of each.
    """
    rows = {model._meta.label: model._base_manager.filter(is_sample=True).count() for model in sample_models()}
    return Status(rows, job())


def is_there() -> bool:
    """Return whether any of the sample company is here. Cost: three small queries."""
    return any(model._base_manager.filter(is_sample=True).exists() for model in (User, Act, Person))


def is_empty() -> bool:
    """Return whether there is nothing at all yet: nobody but Truce itself, no company, no person."""
    return not (User.objects.people().exists() or Company.objects.exists() or Lead.objects.exists())


def users() -> list[SampleUser]:
    """Return the sample users in the order of the cast."""
    order = {member.email: number for number, member in enumerate(CAST)}
    found = User.objects.filter(is_sample=True, is_active=True)
    people = [SampleUser(user.email, user.name, Role(user.role).label) for user in found]
    return sorted(people, key=lambda user: (order.get(user.email, len(order)), user.email))


def taken_names() -> dict[str, set[str]]:
    """Return the names of real campaigns and teams, case-folded."""
    return {
        "campaigns": set(Campaign.objects.filter(is_sample=False).values_list("name_key", flat=True)),
        "teams": {name.casefold() for name in Team.objects.filter(is_sample=False).values_list("name", flat=True)},
    }


def job() -> int | None:
    """Return the job that makes or removes the sample company now, if any."""
    busy = Job.objects.filter(name__in=("demo.load", "demo.remove"), state__in=(JobState.WAITING, JobState.RUNNING))
    return busy.order_by("pk").values_list("pk", flat=True).first()
