"""How people come to the sample company, and what they do there before and after they are leads."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, time, timedelta

from truce.campaigns.models import Campaign, Identified
from truce.campaigns.rules import CAMPAIGN_ADDED, CampaignStatus, Channel, TouchKind
from truce.ingest.demo import marketing, names, newcomers, plan, truths, visits
from truce.ingest.demo.book import named
from truce.ingest.demo.plan import HOURS, WEEKDAYS, Planned
from truce.ingest.demo.world import Someone, World
from truce.journey import actions as journey
from truce.journey.rules import LEAD_CREATED, Stage
from truce.people.rules import (
    ConsentState,
)
from truce.teams.models import User
from truce.teams.rules import QueueKind, Side

ADDED_BY_HAND = TouchKind.ADDED
WEB = (Channel.SEARCH, Channel.SOCIAL, Channel.CONTENT, Channel.DISPLAY, Channel.DIRECT)


def add_campaigns(world: World, taken: Collection[str]) -> dict[str, Campaign]:
    """Put every campaign on the agenda of its first day. Takes taken: names that a real campaign has already."""
    made = {}
    for each in plan.CAMPAIGNS:
        starts, ends = (world.until - timedelta(days=days) for days in (each.first, each.last))
        name = each.name if each.name.casefold() not in taken else f"{each.name} (sample)"
        status = CampaignStatus.ENDED if each.last > 0 else CampaignStatus.ACTIVE
        share = 1.0 if each.last >= 0 else each.first / (each.first - each.last)
        campaign = world.book.new(
            "campaigns.Campaign",
            **named(name),
            channel=each.channel.value,
            status=status.value,
            starts_on=starts.date(),
            ends_on=ends.date(),
            planned_cost_minor=each.cost * 100,
            cost_minor=round(each.cost * share) * 100,
            expected_revenue_minor=each.leads * 90_000,
            currency="EUR",
            owner_id=world.user(each.owner).pk,
            created_at=starts,
        )
        world.book.campaigns.append(campaign)
        made[each.name] = campaign
        world.at(max(starts, world.now), _start, campaign, world.user(each.owner))
    return made


def _start(world: World, campaign: Campaign, owner: User) -> None:
    world.book.record(CAMPAIGN_ADDED, campaign, by=owner, at=world.now, created=campaign)


def expect(world: World, campaigns: dict[str, Campaign], leads: int) -> None:
    """Put the arrival of so many leads on the agenda, thinner and thicker as the truths have it."""
    total = sum(each.leads for each in plan.CAMPAIGNS) + sum(count for *_, count in plan.BY_THEMSELVES)
    for each in plan.CAMPAIGNS:
        for when in _times(world, each.first, each.last, each.leads * leads / total):
            world.at(when, arrive, each, campaigns[each.name], each.channel, each.entry, each.source)
        if each.edition:
            world.at(_morning(world, each.first - 1), visits.send_edition, each, campaigns[each.name])
    for channel, entry, source, count in plan.BY_THEMSELVES:
        for when in _times(world, truths.HISTORY_DAYS, 0, count * leads / total):
            world.at(when, arrive, None, None, channel, entry, source)


def _times(world: World, first: int, last: int, count: float) -> Iterator[datetime]:
    rng, until = world.rng, world.until
    start = min(first, truths.HISTORY_DAYS)
    midnight = datetime.combine(until.date(), time(), UTC)
    days = [midnight - timedelta(days=back) for back in range(start, max(last, 0) - 1, -1)]
    weights = [WEEKDAYS[day.weekday()] * _season(day, until) for day in days]
    usual = sum(WEEKDAYS[day.weekday()] for day in days) * max(1, first - last) / max(1, start - max(last, 0))
    for _ in range(_about(world, count * sum(weights) / usual if usual else 0)):
        day = rng.choices(days, weights)[0]
        hour = rng.choices(range(24), HOURS)[0]
        yield day + timedelta(hours=hour, seconds=rng.randrange(3600), microseconds=rng.randrange(10**6))


def _season(day: datetime, until: datetime) -> float:
    share = 1.0
    for truth in (truths.SEASON, truths.SUPPLY):
        if truth.window.holds(day, until):
            share *= truth.effect
    return share


def _about(world: World, expected: float) -> int:
    whole = int(expected)
    return whole + (world.rng.random() < expected - whole)


def _morning(world: World, back: int) -> datetime:
    day = world.until - timedelta(days=back)
    return world.terms.hours.next_opening(day) + timedelta(minutes=10)


def arrive(
    world: World, came_by: Planned | None, campaign: Campaign | None, channel: Channel, entry: TouchKind, source: str
) -> None:
    """Somebody shows interest: somebody new, or now and then one whose lead was closed before."""
    known = _one_who_comes_back(world) if world.chance(0.07) else None
    brings = came_by.brings if came_by else plan.USUAL
    if truths.QUALITY_FELL.window.holds(world.now, world.until) and world.chance(0.62):
        brings = plan.CURIOUS
    who = known or newcomers.meet(world, brings)
    who.came_by, who.campaign = came_by, campaign
    if not known:
        _look_around(world, who, channel, came_by)
    by = world.user(world.rng.choice(("lena", "lena", "nils"))) if entry == ADDED_BY_HAND else None
    come_in(world, who, channel, entry, source, by=by)


def _one_who_comes_back(world: World) -> Someone | None:
    for _ in range(6):
        who = world.rng.choice(world.everybody) if world.everybody else None
        if not who or who.is_placed or who.opted_out or who.firm.customers:
            continue
        lead = who.lead
        if lead and lead.closed_at and world.now - lead.closed_at > timedelta(days=50):
            return who
    return None


def come_in(
    world: World, who: Someone, channel: Channel, entry: TouchKind, source: str, *, by: User | None = None
) -> None:
    """Write down how somebody came in and open a lead: see `ingest.actions.arrive_many`."""
    details = _details(who, channel, source)
    seen = world.touch(who, entry, by=by, detail=visits.about(entry), **details)
    lead = world.book.new(
        "journey.Lead",
        person_id=who.person.pk,
        company_id=who.firm.company.pk,
        created_at=world.now,
        source=source[:60],
        first_touch_seq=who.first_seq,
        last_touch_seq=seen.seq,
        first_campaign_id=who.campaign.pk if who.campaign else None,
        first_channel=channel.value,
        side=Side.MARKETING.value,
        stage=Stage.LEAD.value,
        triage_due_at=world.terms.due(world.now, world.terms.body.promises.triage_minutes),
        **(journey.to_user(by) if by else journey.to_queue(world.queues[QueueKind.TRIAGE])),
    )
    for column, value in journey.with_clock(lead, {}, world.now).items():
        setattr(lead, column, value)
    if by:
        world.held[by.pk] = world.held.get(by.pk, 0) + 1
    who.lead, who.open_offer, who.plan, who.attempts, who.asked = lead, None, None, 0, set()
    world.book.leads.append(lead)
    act = world.book.act(f"Added {who.person}", by=by, at=world.now, operation="lead.add") if by else None
    world.book.record(
        LEAD_CREATED, lead, by=by or world.automation, at=world.now, created=lead, act=act, data={"source": ""}
    )
    if who.is_placed:
        return
    if entry in (TouchKind.FORM, TouchKind.DEMO_REQUEST, TouchKind.DOWNLOAD) and world.chance(0.55):
        visits.consent(world, who, ConsentState.GIVEN)
    world.at(world.now + timedelta(seconds=world.rng.uniform(0.5, 9)), marketing.reconsider, who)
    visits.come_again(world, who)


def _details(who: Someone, channel: Channel, source: str) -> dict:
    by = who.came_by
    return {
        "channel": channel.value,
        "campaign_id": who.campaign.pk if who.campaign else None,
        "source": (by.source if by else source)[:120],
        "medium": by.medium if by else "",
        "utm_campaign": by.utm if by else "",
        "is_direct": channel == Channel.DIRECT,
    }


def _look_around(world: World, who: Someone, channel: Channel, came_by: Planned | None) -> None:
    """Visits before somebody said who they are: those of a visitor, tied to the person by an alias."""
    if channel not in WEB or not world.chance(0.6):
        return
    visitor = f"v{world.rng.getrandbits(64):016x}"
    details = _details(who, channel, "website")
    pages = world.rng.choices(names.PAGES, k=world.rng.randint(1, 3))
    if world.chance(0.35):
        pages = ["/pricing", *pages, "/pricing"]
    for number, page in enumerate(pages):
        kind = TouchKind.CLICK if number == 0 and came_by and came_by.medium == "cpc" else TouchKind.VISIT
        seen = world.book.touch(
            by=world.automation,
            at=world.now - timedelta(seconds=300 - 50 * number),
            visitor=visitor,
            kind=kind.value,
            url=f"https://nordlicht.example{page}",
            detail=page,
            **details,
        )
        who.occurrences.append(seen)
        who.first_seq = who.first_seq or seen.seq
    alias = Identified(visitor=visitor, person_id=who.person.pk, at=world.now, is_sample=True)
    world.book.identified.append(alias)
