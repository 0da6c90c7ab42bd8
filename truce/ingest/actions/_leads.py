"""Leads of a file: each comes in at its own time, at the stage that its status says, in one event."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta

from truce.campaigns.models import Touchpoint
from truce.campaigns.queries import touches_of
from truce.campaigns.rules import TouchKind
from truce.ingest.actions._book import fresh_row
from truce.ingest.actions._chunk import Chunk, House, Outcome
from truce.ingest.actions._people import People
from truce.ingest.rules import Fate, Prepared, Remark, source_code
from truce.journey import actions as journey
from truce.journey.models import Lead
from truce.journey.rules import CLOSED, LEAD_IMPORTED, Stage
from truce.people.models import Person
from truce.teams.models import User
from truce.teams.rules import QueueKind, Role, Side

_OF_SALES = (Stage.SALES_ACCEPTED, Stage.SALES_QUALIFIED, Stage.OPPORTUNITY)
_NURTURE_DAYS = 30


def take(chunk: Chunk, rows: list[Prepared]) -> list[Outcome]:
    """Bring leads in. A person who has an open lead gets no second one: the row is added to what is known of them."""
    people = People(chunk, rows)
    who: list[tuple[Person, bool, list[Remark]]] = []
    for row in rows:
        notes = list(row.notes)
        who.append((*people.person(row, notes), notes))
    known = [person.pk for person, _, _ in who if person.pk]
    open_leads: dict[object, Lead] = {
        lead.person_id: lead for lead in (Lead.objects.open().filter(person_id__in=known) if known else ())
    }
    touches: dict[object, list[Touchpoint]] = defaultdict(list)
    for touch in touches_of(known) if known else ():
        touches[touch.person_id].append(touch)
    return [
        _one(chunk, people, row, person, notes, open_leads, touches[person.pk or id(person)])
        for row, (person, _, notes) in zip(rows, who, strict=True)
    ]


def change(chunk: Chunk, row: Prepared, record_id: int) -> Outcome:
    """Fill in what is missing of a known lead's person; the lead itself goes its own way since it came in."""
    lead = Lead.objects.select_related("person__merged_into", "person__company").get(pk=record_id)
    person = chunk.one(lead.person)
    notes = [*row.notes, Remark("lead_unchanged", "", "The row has changed since; stage and holder are kept as here.")]
    People(chunk, [row], [person]).fill(person, row, notes)
    return Outcome(Fate.UPDATED, lead, notes=notes)


def _one(
    chunk: Chunk,
    people: People,
    row: Prepared,
    person: Person,
    notes: list[Remark],
    open_leads: dict[object, Lead],
    touches: list[Touchpoint],
) -> Outcome:
    own = people.source(person, row, notes)
    is_open = row.values["stage"] not in CLOSED
    known = open_leads.get(person.pk or id(person))
    if is_open and known:
        notes.append(Remark("has_open_lead", "", f"{person} has an open lead already: the row was added to it."))
        return Outcome(Fate.UPDATED, known, notes=notes)
    if own is None:
        own = chunk.book.touch(
            person, kind=TouchKind.IMPORTED, channel=row.values["channel"], at=row.values.get("created_at") or chunk.at
        )
    lead = _lead(chunk, row, person, notes)
    touches.append(own)
    chunk.book.add_lead(lead, _finish(person, list(touches)))
    chunk.book.tell(
        LEAD_IMPORTED,
        lead,
        at=lead.created_at,
        first=True,
        data={"run": chunk.run.pk},
        note=str(row.values.get("note") or ""),
    )
    if is_open:
        open_leads[person.pk or id(person)] = lead
    return Outcome(Fate.NEW, lead, notes=notes)


def _lead(chunk: Chunk, row: Prepared, person: Person, notes: list[Remark]) -> Lead:
    values = row.values
    created = values.get("created_at")
    if not created:
        notes.append(Remark("no_created_time", "", "The row does not say since when: it counts from this import."))
    lead = fresh_row(
        Lead,
        person=person,
        created_at=min(created or chunk.at, chunk.at),
        stage=values["stage"],
        source=source_code(values.get("source", "")),
        raw_status=values["raw_status"][:80],
        last_touched_at=values.get("last_activity_at"),
    )
    owner = chunk.owner(row, notes)
    if lead.stage in CLOSED:
        lead.side = Side.SALES if lead.stage != Stage.DISQUALIFIED and _sells(owner) else Side.MARKETING
        lead.closed_at = chunk.at
        lead.close_reason = source_code(values.get("close_reason", ""))[:40] or "imported"
        notes.append(Remark("no_close_time", "", "The file does not say when it was closed: the time of this import."))
        return lead
    for column, value in _turn(chunk.house, lead, owner, notes, chunk.at).items():
        setattr(lead, column, value)
    for column, value in journey.with_clock(lead, {}, chunk.at).items():
        setattr(lead, column, value)
    return lead


def _turn(house: House, lead: Lead, owner: User | None, notes: list[Remark], at: datetime) -> dict[str, object]:
    """Return who holds an open lead and what is due: the holder of the file, else the triage queue, from now on."""
    if lead.stage == Stage.RECYCLED:
        queue = house.queues[QueueKind.NURTURE]
        return {"side": Side.MARKETING, "holder_queue": queue, "wake_at": at + timedelta(days=_NURTURE_DAYS)}
    if owner and (not owner.is_active or owner.role == Role.VIEWER):
        notes.append(Remark("owner_cannot_hold", "", f"{owner} cannot hold a lead here: it goes to the triage queue."))
        owner = None
    if owner and _side(lead, owner) == Side.SALES:
        return {"side": Side.SALES, "holder_user": owner, "follow_up_due_at": house.due_in_days(at, "touch_gap_days")}
    due = {"side": Side.MARKETING, "triage_due_at": house.due(at, "triage_minutes")}
    if owner and lead.stage in _OF_SALES:
        notes.append(Remark("odd_side", "", f"The lead is with sales by its stage, yet {owner} is in marketing."))
    return due | ({"holder_user": owner} if owner else {"holder_queue": house.queues[QueueKind.TRIAGE]})


def _side(lead: Lead, owner: User) -> str:
    if owner.side in (Side.SALES, Side.MARKETING):
        return owner.side
    return Side.SALES.value if lead.stage in _OF_SALES else Side.MARKETING.value


def _sells(owner: User | None) -> bool:
    return owner is not None and owner.side == Side.SALES


def _finish(person: Person, touches: list[Touchpoint]) -> Callable[[Lead], None]:
    """Set what needs the numbers of rows just written: the company, the first touch, the last one before the lead."""

    def finish(lead: Lead) -> None:
        before = [touch for touch in touches if touch.happened_at <= lead.created_at] or touches[-1:]
        first = min(before, key=lambda touch: (touch.happened_at, touch.seq))
        last = max(before, key=lambda touch: (touch.happened_at, touch.seq))
        lead.company_id = person.company.pk if person.company else person.company_id
        lead.first_touch_seq, lead.last_touch_seq = first.seq, last.seq
        lead.first_campaign_id, lead.first_channel = first.campaign_id, first.channel

    return finish
