"""How people come to the sample company, and what they do there before and after they are leads."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, time, timedelta

from truce.base import contact
from truce.campaigns.models import Campaign, Identified
from truce.campaigns.rules import CAMPAIGN_ADDED, CampaignStatus, Channel, TouchKind
from truce.ingest.demo import marketing, names, plan, truths
from truce.ingest.demo.book import named
from truce.ingest.demo.plan import Brings, Planned
from truce.ingest.demo.world import Firm, Someone, World
from truce.journey import actions as journey
from truce.journey.rules import LEAD_CREATED, Stage
from truce.people.models import Company, Consent, Domain, EmailAddress, Person, Phone
from truce.people.rules import (
    COMPANY_ADDED,
    COMPANY_CHANGED,
    CONSENT_CHANGED,
    PERSON_ADDED,
    PERSON_CHANGED,
    ConsentState,
    Origin,
    Purpose,
)
from truce.teams.models import User
from truce.teams.rules import QueueKind, Side

# How likely a lead comes on a weekday, Monday first, and in an hour of the day.
WEEKDAYS = (1.15, 1.25, 1.2, 1.1, 0.9, 0.25, 0.2)
HOURS = (1, 1, 1, 1, 1, 2, 4, 9, 16, 18, 18, 16, 12, 14, 16, 15, 13, 9, 7, 6, 6, 5, 3, 2)
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
            world.at(_morning(world, each.first - 1), send_edition, each, campaigns[each.name])
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
    who = known or meet(world, brings)
    who.came_by, who.campaign = came_by, campaign
    if not known:
        _look_around(world, who, channel, came_by)
    by = marketing.sender(world, who) if entry == ADDED_BY_HAND else None
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


def meet(
    world: World,
    brings: Brings,
    *,
    name: str = "",
    firm: Firm | None = None,
    facts: dict | None = None,
    by: User | None = None,
) -> Someone:
    """Somebody new: the person, the company they work for, and what they told."""
    rng, book = world.rng, world.book
    firm = firm or _employer(world, brings)
    by = by or world.automation
    name = name or names.person(rng)
    person: Person = book.new(
        "people.Person",
        **named(name),
        company_id=firm.company.pk,
        created_at=world.now,
        known={},
    )
    book.people.append(person)
    book.record(PERSON_ADDED, person, by=by, at=world.now, created=person)
    who = Someone(person, firm, brings)
    address = f"{_slug(world, names.slug(name).replace('-', '.', 1), firm.domain)}@{firm.domain}"
    book.emails.append(EmailAddress(person_id=person.pk, address=address, key=address, is_sample=True))
    number = names.phone(firm.country, rng) if rng.random() < 0.72 else ""
    if number:
        book.phones.append(
            Phone(person_id=person.pk, number=number, key=contact.phone_key(number) or None, is_sample=True)
        )
    told = {"name": name, **(_told(world, brings, firm) if facts is None else facts)}
    fields = book.learn(person, told, by=by, at=world.now, origin=Origin.FORM)
    book.record(PERSON_CHANGED, person, by=by, at=world.now, data={"fields": fields})
    who.last_fact_at = world.now
    firm.people.append(who)
    world.everybody.append(who)
    return who


def _told(world: World, brings: Brings, firm: Firm) -> dict[str, object]:
    rng = world.rng
    title, seniority, department = rng.choice(names.OPERATORS if rng.random() < brings.runs else names.COLLEAGUES)
    told: dict[str, object] = {
        "job_title": title,
        "seniority": seniority,
        "department": department,
        "country": firm.country if rng.random() < 0.93 else None,
        "language": names.LANGUAGES[firm.country],
        "zone": names.ZONES[firm.country] if rng.random() < 0.5 else None,
    }
    if rng.random() < brings.need:
        told["need"] = rng.choice(names.NEEDS)
    if rng.random() < brings.budget:
        told["budget"] = rng.randrange(10, 320) * 1000
    if rng.random() < 0.75:
        soon = rng.random() < brings.soon * 1.3
        told["timeframe"] = rng.choice(("now", "3_months", "6_months") if soon else ("12_months", "later"))
    if rng.random() < brings.decides:
        told["decides"] = True
    elif rng.random() < 0.3:
        told["decides"] = False
    return told


def _employer(world: World, brings: Brings) -> Firm:
    rng = world.rng
    is_ours = rng.random() < brings.ours
    is_large = rng.random() < brings.large
    if world.firms and rng.random() < 0.76:
        for _ in range(12):
            firm = rng.choice(world.firms)
            size = firm.company.known.get("employees") or 0
            if firm.is_ours == is_ours and (size >= 200) == is_large and not firm.customers and len(firm.people) < 14:
                return firm
    industry = rng.choice(names.OURS if is_ours else names.OTHERS)
    employees = round(200 * 6 ** rng.random()) if is_large else round(8 * 24 ** (rng.random() ** 0.7))
    country = rng.choice(names.COUNTRIES)
    return found(world, names.company(industry, rng), industry, employees, country)


def found(world: World, name: str, industry: str, employees: int, country: str, *, owner: User | None = None) -> Firm:
    """A company that nobody knew until now."""
    rng, book = world.rng, world.book
    domain = f"{_slug(world, names.slug(name), '')}.example"
    if owner is None and rng.random() < 0.03:
        owner = world.user(rng.choice(("maya", "ines", "dana", "emre")))
    company: Company = book.new(
        "people.Company",
        **named(name),
        owner_id=owner.pk if owner else None,
        created_at=world.now,
        known={},
    )
    book.companies.append(company)
    book.domains.append(Domain(company_id=company.pk, name=domain, is_sample=True))
    book.record(COMPANY_ADDED, company, by=world.automation, at=world.now, created=company)
    facts = {
        "company_name": name,
        "industry": industry if rng.random() < 0.93 or owner else None,
        "employees": employees if rng.random() < 0.92 or owner else None,
        "company_country": country,
        "region": rng.choice(names.REGIONS.get(country, ("europe",))),
        "website": f"https://www.{domain}",
    }
    fields = book.learn(company, facts, by=world.automation, at=world.now, origin=Origin.ENRICHMENT)
    book.record(COMPANY_CHANGED, company, by=world.automation, at=world.now, data={"fields": fields})
    firm = Firm(company, industry in names.OURS, domain, country, scans=rng.random() < 0.18)
    world.firms.append(firm)
    return firm


def _slug(world: World, text: str, within: str) -> str:
    count = world.slugs[f"{text}@{within}"] = world.slugs.get(f"{text}@{within}", 0) + 1
    return text if count == 1 else f"{text}{'' if within else '-'}{count}"


def come_in(
    world: World, who: Someone, channel: Channel, entry: TouchKind, source: str, *, by: User | None = None
) -> None:
    """Write down how somebody came in and open a lead: see `ingest.actions.arrive_many`."""
    details = _details(who, channel, source)
    seen = world.touch(who, entry, by=by, detail=_about_entry(entry), **details)
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
        consent(world, who, ConsentState.GIVEN)
    world.at(world.now + timedelta(seconds=world.rng.uniform(0.5, 9)), marketing.reconsider, who)
    _come_again(world, who)


def _about_entry(entry: TouchKind) -> str:
    return {
        TouchKind.FORM: "/contact",
        TouchKind.DEMO_REQUEST: "/demo",
        TouchKind.DOWNLOAD: "Checklist",
        TouchKind.CHAT: "/cold-rooms",
    }.get(entry, "")


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


def consent(world: World, who: Someone, state: ConsentState) -> None:
    """Somebody lets us write to them, or no longer does."""
    known = next((row for row in world.book.consents_of.get(who.person.pk, ())), None)
    data = {"purpose": Purpose.EMAIL.value, "state": state.value}
    if known:
        changed = {"state": state.value, "changed_at": world.now}
        world.book.record(
            CONSENT_CHANGED, who.person, by=world.automation, at=world.now, also=[(known, changed)], data=data
        )
    else:
        row: Consent = world.book.new(
            "people.Consent",
            person_id=who.person.pk,
            purpose=Purpose.EMAIL.value,
            state=state.value,
            changed_at=world.now,
        )
        world.book.consents_of.setdefault(who.person.pk, []).append(row)
        world.book.record(CONSENT_CHANGED, who.person, by=world.automation, at=world.now, created=row, data=data)
    if state == ConsentState.WITHDRAWN:
        who.opted_out = True
        world.at(world.now + timedelta(seconds=3), marketing.reconsider, who)
        world.at(world.open_at(world.rng.uniform(60, 900)), stop, who)


def stop(world: World, who: Someone) -> None:
    """Whoever asked to be left alone is closed, if nobody in sales talks with them."""
    if who.lead and who.lead.is_open and who.lead.side == Side.MARKETING and not who.open_offer:
        marketing.close(world, who, "asked_to_stop")


def _come_again(world: World, who: Someone) -> None:
    """Put the later visits of a lead on the agenda."""
    when, rng = world.now, world.rng
    for _ in range(min(9, int(rng.expovariate(1 / (0.5 + who.brings.again))))):
        when = when + timedelta(days=rng.expovariate(1 / 8) + 0.02)
        world.at(_by_day(when, rng), session, who, who.lead)
    if rng.random() < 0.02:
        world.at(when + timedelta(days=rng.uniform(3, 40)), consent, who, ConsentState.WITHDRAWN)


def _by_day(when: datetime, rng) -> datetime:
    hour = rng.choices(range(24), HOURS)[0]
    return when.replace(hour=hour, minute=rng.randrange(60), second=rng.randrange(60)) + timedelta(
        days=hour < when.hour
    )


SESSIONS = (
    ("look", 30), ("pricing", 22), ("download", 13), ("webinar", 9), ("form", 8), ("demo", 7), ("reply", 6),
    ("chat", 3), ("jobs", 2),
)  # fmt: skip


def session(world: World, who: Someone, lead, kind: str = "") -> None:
    """Somebody comes back and does something; the scorecard looks at them afterwards."""
    if who.lead is not lead or not lead.is_open or who.opted_out:
        return
    kind = kind or world.rng.choices([name for name, _ in SESSIONS], [weight for _, weight in SESSIONS])[0]
    web = {"channel": Channel.DIRECT.value, "source": "website", "is_direct": True}
    pages = {"pricing": ("/pricing", "/pricing"), "jobs": ("/careers",)}.get(kind)
    for page in pages or world.rng.choices(names.PAGES, k=world.rng.randint(1, 3)):
        world.touch(who, TouchKind.VISIT, url=f"https://nordlicht.example{page}", detail=page, **web)
    entry = {
        "download": TouchKind.DOWNLOAD,
        "webinar": TouchKind.WEBINAR_ATTENDED,
        "form": TouchKind.FORM,
        "demo": TouchKind.DEMO_REQUEST,
        "reply": TouchKind.REPLY,
        "chat": TouchKind.CHAT,
    }.get(kind)
    if entry:
        mail = {"channel": Channel.EMAIL.value, "source": "mail"}
        world.touch(who, entry, detail=_about_entry(entry), **(mail if kind == "reply" else web))
    if kind in ("form", "demo") and lead.side == Side.MARKETING:
        _tell_more(world, who)
    # The nightly look finds what a lead of sales gained; only marketing's could cross the line now.
    if lead.side == Side.MARKETING or world.is_last_day:
        world.at(world.now + timedelta(seconds=world.rng.uniform(0.4, 6)), marketing.reconsider, who)


def _tell_more(world: World, who: Someone) -> None:
    rng, more = world.rng, {}
    if not who.person.known.get("budget") and rng.random() < who.brings.budget:
        more["budget"] = rng.randrange(10, 320) * 1000
    if not who.person.known.get("need"):
        more["need"] = rng.choice(names.NEEDS)
    if more:
        marketing.learn(world, who, more, by=world.automation, origin=Origin.FORM)


def send_edition(world: World, each: Planned, campaign: Campaign) -> None:
    """A newsletter goes to everybody whom marketing still has; people open it later, scanners at once."""
    rng = world.rng
    details = {"channel": Channel.EMAIL.value, "campaign_id": campaign.pk, "source": "newsletter", "medium": "email"}
    for who in world.everybody:
        lead = who.lead
        if not lead or who.is_placed or who.opted_out or rng.random() > (0.9 if lead.is_open else 0.45):
            continue
        world.touch(who, TouchKind.MAIL_SENT, is_human=False, detail=each.name, **details)
        if rng.random() < (each.scanned if who.firm.scans or each.scanned > 0.5 else 0.02):
            when = world.now + timedelta(seconds=rng.uniform(1, 9))
            world.at(when, _mail_seen, who, details, each.name, True)
        elif rng.random() < 0.012:
            who.bounced = True
            world.touch(who, TouchKind.BOUNCED, is_human=False, detail=each.name, **details)
        elif rng.random() < 0.24:
            world.at(world.now + timedelta(hours=rng.expovariate(1 / 14)), _mail_seen, who, details, each.name, False)


def _mail_seen(world: World, who: Someone, details: dict, name: str, is_scanner: bool) -> None:
    rng, is_human = world.rng, not is_scanner
    world.touch(who, TouchKind.MAIL_OPENED, is_human=is_human, detail=name, **details)
    if is_scanner or rng.random() < 0.2:
        world.touch(who, TouchKind.MAIL_CLICKED, is_human=is_human, detail=name, **details)
        if is_human:
            world.at(world.now + timedelta(seconds=2), marketing.reconsider, who)
    if is_human and rng.random() < 0.006:
        world.touch(who, TouchKind.UNSUBSCRIBED, detail=name, **details)
        consent(world, who, ConsentState.WITHDRAWN)
    if is_human and world.is_last_day:
        world.at(world.now + timedelta(seconds=2), marketing.reconsider, who)
