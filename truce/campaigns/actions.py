"""Bringing leads: campaigns, and the touchpoints they make."""

from datetime import datetime

from truce.campaigns.models import Campaign, Identified, Touchpoint
from truce.campaigns.rules import CAMPAIGN_ADDED, CampaignStatus, Channel, TouchKind
from truce.ledger import actions as ledger
from truce.people.actions import reconsider
from truce.people.models import Person
from truce.people.queries import name_key
from truce.teams.models import User


def add_campaign(
    name: str,
    *,
    channel: Channel | str,
    by: User,
    at: datetime,
    status: CampaignStatus | str = CampaignStatus.ACTIVE,
    owner: User | None = None,
    **details,
) -> Campaign:
    """Add a campaign. Takes details: columns such as starts_on, cost_minor, currency, is_sample."""
    campaign = Campaign(
        name=name[:200],
        name_key=name_key(name),
        channel=channel,
        status=status,
        owner=owner,
        created_at=at,
        **details,
    )
    ledger.create(CAMPAIGN_ADDED, campaign, by=by, at=at, is_sample=campaign.is_sample)
    return campaign


def touch(
    person: Person,
    *,
    kind: TouchKind | str,
    channel: Channel | str,
    by: User,
    at: datetime,
    campaign: Campaign | None = None,
    **details,
) -> Touchpoint:
    """Write down that something reached a person or came from them, and let the open lead be scored again.

    Takes   at: when it happened; details: source, medium, utm_campaign, term, content, url, detail, is_human,
            is_direct, known_at, source_system, is_sample. Outside texts are cut to their column's length, and
            never interpreted.
    """
    touchpoint = Touchpoint.objects.create(
        person=person,
        campaign=campaign,
        channel=channel,
        kind=kind,
        happened_at=at,
        known_at=details.pop("known_at", at),
        actor_id=by.pk,
        actor_side=by.side,
        is_sample=details.pop("is_sample", person.is_sample),
        **{key: _cut(key, value) for key, value in details.items()},
    )
    reconsider(person)
    return touchpoint


def identify(visitor: str, person: Person, *, at: datetime) -> Identified:
    """Say that an anonymous visitor is this person; a visitor keeps the first person they turned out to be."""
    alias, _ = Identified.objects.get_or_create(
        visitor=visitor, defaults={"person": person, "at": at, "is_sample": person.is_sample}
    )
    reconsider(alias.person)
    return alias


def _cut(key: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    return value.replace("\0", "")[: Touchpoint._meta.get_field(key).max_length]
