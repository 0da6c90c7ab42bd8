"""What people do once they are leads: they come back, read newsletters, or ask to be left alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from truce.campaigns.models import Campaign
from truce.campaigns.rules import Channel, TouchKind
from truce.ingest.demo import handing, marketing, names
from truce.ingest.demo.plan import HOURS, Planned
from truce.ingest.demo.world import Someone, World
from truce.people.models import Consent
from truce.people.rules import CONSENT_CHANGED, ConsentState, Origin, Purpose
from truce.teams.rules import Side


def about(entry: TouchKind) -> str:
    """Return what a touch of this kind was about."""
    return {
        TouchKind.FORM: "/contact",
        TouchKind.DEMO_REQUEST: "/demo",
        TouchKind.DOWNLOAD: "Checklist",
        TouchKind.CHAT: "/cold-rooms",
    }.get(entry, "")


def come_again(world: World, who: Someone) -> None:
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
    web: dict[str, Any] = {"channel": Channel.DIRECT.value, "source": "website", "is_direct": True}
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
        mail: dict[str, Any] = {"channel": Channel.EMAIL.value, "source": "mail"}
        world.touch(who, entry, detail=about(entry), **(mail if kind == "reply" else web))
    if kind in ("form", "demo") and lead.side == Side.MARKETING:
        _tell_more(world, who)
    # The nightly look finds what a lead of sales gained; only marketing's could cross the line now.
    if lead.side == Side.MARKETING or world.is_last_day:
        world.at(world.now + timedelta(seconds=world.rng.uniform(0.4, 6)), marketing.reconsider, who)


def _tell_more(world: World, who: Someone) -> None:
    rng = world.rng
    more: dict[str, object] = {}
    if not who.person.known.get("budget") and rng.random() < who.brings.budget:
        more["budget"] = rng.randrange(10, 320) * 1000
    if not who.person.known.get("need"):
        more["need"] = rng.choice(names.NEEDS)
    if more:
        marketing.learn(world, who, more, by=world.automation, origin=Origin.FORM)


def send_edition(world: World, each: Planned, campaign: Campaign) -> None:
    """A newsletter goes to everybody whom marketing still has; people open it later, scanners at once."""
    rng = world.rng
    details: dict[str, Any] = {
        "channel": Channel.EMAIL.value,
        "campaign_id": campaign.pk,
        "source": "newsletter",
        "medium": "email",
    }
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
        handing.close(world, who, "asked_to_stop")
