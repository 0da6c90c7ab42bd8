"""Calls, meetings and tasks of a file: history at its own time, which starts and stops no clock of today."""

from datetime import datetime

from truce.campaigns.rules import Channel as TouchChannel
from truce.campaigns.rules import TouchKind
from truce.ingest.actions._chunk import Chunk, Outcome, refused
from truce.ingest.actions._links import About, Subjects
from truce.ingest.rules import Fate, Prepared, RecordKind, Remark
from truce.journey.models import Lead
from truce.outreach.rules import LOGGED, ON_COMPANY, ON_PERSON, Channel, Direction
from truce.teams.rules import Side

_CHANNEL = {
    RecordKind.CALL: Channel.CALL,
    RecordKind.MEETING: Channel.MEETING,
    RecordKind.TASK: Channel.NOTE,
}


def take(chunk: Chunk, rows: list[Prepared]) -> list[Outcome]:
    """Write down what was done: on the person's lead, else on the person, else on the company."""
    subjects = Subjects(chunk, rows)
    return [_one(chunk, subjects, row) for row in rows]


def _one(chunk: Chunk, subjects: Subjects, row: Prepared) -> Outcome:
    notes = list(row.notes)
    about = subjects.of(row, notes)
    if isinstance(about, Remark):
        return refused(about.code, about.text)
    channel = _CHANNEL[RecordKind(row.kind)]
    kinds, subject = _kinds(about)
    at, values = row.values["at"], row.values
    direction = values.get("direction") or (Direction.INTERNAL if channel == Channel.NOTE else Direction.OUT).value
    counts = _counted(about.lead, direction, at, chunk.at, notes)
    chunk.book.tell(
        kinds[channel],
        subject,
        at=at,
        by=chunk.owner(row, notes),
        set=counts,
        note=_words(row),
        data={
            "direction": direction,
            "outcome": values.get("outcome") or None,
            "is_human": True,
            "duration_s": values.get("seconds"),
            "cycle_no": about.lead.cycle_no if about.lead else None,
            "run": chunk.run.pk,
        },
    )
    if direction == Direction.IN and about.person:
        chunk.book.touch(about.person, kind=TouchKind.CALL_IN, channel=TouchChannel.PHONE, at=at, is_direct=True)
    return Outcome(Fate.NEW, subject, notes=notes)


def _kinds(about: About):
    if about.lead:
        return LOGGED, about.lead
    return (ON_PERSON, about.person) if about.person else (ON_COMPANY, about.company)


def _counted(lead: Lead | None, direction: str, at: datetime, now: datetime, notes: list[Remark]) -> dict[str, object]:
    """Return the counters of a lead that a touch changes; no due time is among them."""
    if lead is None or direction == Direction.INTERNAL:
        return {}
    if at < lead.created_at:
        notes.append(Remark("before_the_lead", "", "It happened before the lead was created: it counts for no lead."))
        return {}
    if at > now:
        notes.append(Remark("in_the_future", "", "It lies in the future: it counts for no lead yet."))
        return {}
    counts: dict[str, object] = {"last_touched_at": max(at, lead.last_touched_at or at)}
    if lead.side == Side.SALES:
        counts["first_touched_at"] = min(at, lead.first_touched_at or at)
        if direction == Direction.OUT:
            counts["touches"] = lead.touches + 1
    return {name: value for name, value in counts.items() if getattr(lead, name) != value}


def _words(row: Prepared) -> str:
    values = row.values
    lines = [str(values.get("subject") or "")]
    if row.kind == RecordKind.TASK:
        due = values.get("due_at")
        lines.append(f"Task, {values['raw_status'].lower() or 'open'}{f', due {due:%d %B %Y}' if due else ''}.")
    more = (("purpose", "Purpose"), ("place", "Place"))
    lines += [f"{label}: {values[name]}." for name, label in more if values.get(name)]
    lines.append(str(values.get("note") or ""))
    return "\n".join(line for line in lines if line)
