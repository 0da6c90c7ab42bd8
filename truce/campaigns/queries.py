"""Questions about campaigns and touchpoints."""

from collections.abc import Collection, Mapping

from truce.campaigns.models import Campaign, Identified, Touchpoint
from truce.people.queries import name_key


def by_names(names: Collection[str]) -> dict[str, Campaign]:
    """Return campaigns by the name given, compared without case and spare spaces.

    Cost    one query.
    """
    keys = {name: name_key(name) for name in names if name}
    found = {campaign.name_key: campaign for campaign in Campaign.objects.filter(name_key__in=keys.values())}
    return {name: found[key] for name, key in keys.items() if key in found}


def names_of(ids: Collection[int | None]) -> Mapping[int, str]:
    """Return the names of campaigns by id.

    Cost    one query, none for no ids.
    """
    wanted = {found for found in ids if found}
    return dict(Campaign.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def touches_of(person_ids: Collection[int]) -> list[Touchpoint]:
    """Return the touchpoints of people, and of the visitors they turned out to be, oldest first.

    Cost    two queries, a third one where a visitor was identified.
    """
    own = list(Touchpoint.objects.filter(person_id__in=person_ids).select_related("campaign"))
    visitors = list(Identified.objects.filter(person_id__in=person_ids).values_list("visitor", flat=True))
    if visitors:
        own += Touchpoint.objects.filter(visitor__in=visitors).select_related("campaign")
    return sorted(own, key=lambda touch: (touch.happened_at, touch.seq))
