"""Campaigns of a file, and who was on them."""

from dataclasses import dataclass
from datetime import date, datetime

from truce.campaigns.models import Campaign
from truce.campaigns.rules import CAMPAIGN_ADDED, CAMPAIGN_CHANGED
from truce.ingest.actions._chunk import Chunk, Outcome, refused
from truce.ingest.actions._links import About, Campaigns, Subjects
from truce.ingest.rules import ROW_KEY, Amount, Fate, Prepared, RecordKind, Remark
from truce.ledger import actions as ledger
from truce.people.models import Consent
from truce.people.queries import name_key
from truce.people.rules import Purpose

_MOST = 2**63 - 1
_MONEY = {"cost": "cost_minor", "planned_cost": "planned_cost_minor", "expected_revenue": "expected_revenue_minor"}


def take(chunk: Chunk, rows: list[Prepared]) -> list[Outcome]:
    """Bring campaigns in; one of that name that stands for no other id is that one, and what it lacks is filled in."""
    keys = {name_key(row.values["name"])[:200] for row in rows}
    known = {campaign.name_key: campaign for campaign in Campaign.objects.filter(name_key__in=keys)}
    claimed = chunk.claimed(RecordKind.CAMPAIGN, {campaign.pk for campaign in known.values()})
    return [_one(chunk, known, claimed, row) for row in rows]


def change(chunk: Chunk, row: Prepared, record_id: int) -> Outcome:
    """Fill in what a known campaign lacks."""
    return _fill(chunk, Campaign.objects.select_for_update().get(pk=record_id), row, list(row.notes))


def _one(chunk: Chunk, known: dict[str, Campaign], claimed: set[int], row: Prepared) -> Outcome:
    notes = list(row.notes)
    key = name_key(row.values["name"])
    if key in known and known[key].pk in claimed and not row.key.startswith(ROW_KEY):
        notes.append(Remark("nearly_the_same_name", "", f"Another campaign is called {known[key]} already."))
        key = f"{key[:150]} ({row.key[:40]})"
    if any(abs(found.minor) > _MOST for found in row.values.values() if isinstance(found, Amount)):
        return refused("money", "An amount is larger than can be kept.")
    if key in known:
        return _fill(chunk, known[key], row, notes)
    values = row.values
    campaign = Campaign(
        name=values["name"][:200],
        name_key=key,
        channel=values["channel"],
        status=values["status"],
        raw_type=values["raw_type"][:80],
        raw_status=values["raw_status"][:80],
        starts_on=values.get("starts_on"),
        ends_on=values.get("ends_on"),
        owner=chunk.owner(row, notes),
        created_at=values.get("created_at") or chunk.at,
        source_system=chunk.source,
        **_money(row, notes),
    )
    ledger.create(
        CAMPAIGN_ADDED,
        campaign,
        by=chunk.house.by,
        at=campaign.created_at,
        source_system=chunk.source,
        note=str(values.get("note") or ""),
    )
    known[key] = campaign
    claimed.add(campaign.pk)
    return Outcome(Fate.NEW, campaign, notes=notes)


def _fill(chunk: Chunk, campaign: Campaign, row: Prepared, notes: list[Remark]) -> Outcome:
    values = row.values
    empty = {name: value for name, value in _money(row, notes).items() if name != "currency"}
    empty |= {"starts_on": values.get("starts_on"), "ends_on": values.get("ends_on")}
    owner = None if campaign.owner_id else chunk.owner(row, notes)
    empty["owner_id"] = owner.pk if owner else None
    new = {name: value for name, value in empty.items() if value is not None and getattr(campaign, name) is None}
    folded: dict[str, object] = {name: new.pop(name) for name in ("cost_minor", "owner_id") if name in new}
    for name, value in new.items():
        setattr(campaign, name, value)
        chunk.book.changed[campaign].add(name)
    if new or folded:
        at = values.get("modified_at") or values.get("created_at") or chunk.at
        chunk.book.tell(CAMPAIGN_CHANGED, campaign, at=at, set=folded, data={"fields": sorted(new | folded)})
    return Outcome(Fate.UPDATED, campaign, notes=notes)


def _money(row: Prepared, notes: list[Remark]) -> dict[str, object]:
    amounts = {name: row.values[name] for name in _MONEY if name in row.values}
    currencies = {found.currency for found in amounts.values()}
    currency = next((amounts[name].currency for name in _MONEY if name in amounts), None)
    if len(currencies) > 1:
        text = f"Its amounts are in {', '.join(sorted(currencies))}: only those in {currency} are kept."
        notes.append(Remark("two_currencies", "", text))
    kept = {_MONEY[name]: found.minor for name, found in amounts.items() if found.currency == currency}
    return kept | ({"currency": currency} if currency else {})


@dataclass
class _Members:
    chunk: Chunk
    campaigns: Campaigns
    subjects: Subjects
    consents: dict[int, Consent]


def take_members(chunk: Chunk, rows: list[Prepared]) -> list[Outcome]:
    """Bring in who was on which campaign, as touchpoints; somebody who opted out gets no more mail.

    The first and last touch of a lead that is here already stay as they are: they were written once, when it came.
    """
    for row in rows:
        row.values["at"] = (
            row.values.get("at") or row.values.get("responded_at") or row.values.get("created_at") or chunk.at
        )
    members = _Members(chunk, Campaigns(chunk, rows), Subjects(chunk, rows), {})
    about = [(row, list(row.notes)) for row in rows]
    found = [members.subjects.of(row, notes) for row, notes in about]
    people = {each.person.pk for each in found if isinstance(each, About) and each.person}
    members.consents = {
        consent.person_id: consent for consent in Consent.objects.filter(person_id__in=people, purpose=Purpose.EMAIL)
    }
    return [_member(members, row, notes, each) for (row, notes), each in zip(about, found, strict=True)]


def _member(members: _Members, row: Prepared, notes: list[Remark], about: About | Remark) -> Outcome:
    chunk, link, at = members.chunk, row.links["campaign"], row.values["at"]
    campaign = members.campaigns.find(link)
    if campaign is None:
        return refused("unknown_campaign", f"The campaign {link.name or link.key} is not here.")
    if isinstance(about, Remark):
        return refused(about.code, about.text)
    if about.person is None:
        return refused("nobody", "The row names nobody who is here.")
    _remark(notes, about, campaign, at, chunk.day(at))
    touch = chunk.book.touch(
        about.person,
        kind=row.values["touch"],
        channel=campaign.channel,
        at=at,
        campaign=campaign,
        detail=row.values["raw_status"],
    )
    if row.values["withdraws_mail"]:
        known = members.consents.get(about.person.pk)
        members.consents[about.person.pk] = chunk.book.withdraw(about.person, Purpose.EMAIL.value, known, at=at)
    return Outcome(Fate.NEW, touch, notes=notes)


def _remark(notes: list[Remark], about: About, campaign: Campaign, at: datetime, day: date) -> None:
    if about.lead and at < about.lead.created_at:
        notes.append(Remark("before_the_lead", "", "It happened before the lead was created."))
    if campaign.starts_on and day < campaign.starts_on:
        notes.append(Remark("before_the_campaign", "", "It happened before the campaign began."))
    if campaign.ends_on and day > campaign.ends_on:
        notes.append(Remark("after_the_campaign", "", "It happened after the campaign had ended."))
