"""P28: what was changed, and can I have it back?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from truce.ledger.models import Act, Event
from truce.ledger.queries import acts_of
from truce.ledger.rules import KINDS
from truce.people.models import Fact
from truce.people.rules import FIELDS
from truce.teams.models import User
from truce.teams.rules import EDITORS, Role

KEPT = timedelta(days=30)
PAGE = 50
# Of acts with more events than this the reason against undoing them is found when somebody tries.
LOOKED_AT = 20
# What made something new is not taken back: the history of a person begins there.
FOR_GOOD = {"lead.add": "Somebody new is not taken back: close the lead, with a reason."}
WORDS = {
    "lead": ("lead", "leads"),
    "person": ("person", "people"),
    "company": ("company", "companies"),
    "campaign": ("campaign", "campaigns"),
}


@dataclass(frozen=True)
class ActRow:
    """One act of the log. touched: what it changed, in words; leads: how many; why_not: "" where it can be undone."""

    id: int
    label: str
    at: datetime
    by: str
    by_side: str
    touched: str
    leads: int
    undone_at: datetime | None
    undone_by: str
    why_not: str
    is_undo: bool = False


@dataclass(frozen=True)
class UndoLog:
    """Acts of the last 30 days, the newest first. next_before: the mark of the next page, 0 at the end."""

    rows: list[ActRow]
    next_before: int
    is_everybody: bool


def undo_log(user: User, *, at: datetime, before: int = 0) -> UndoLog:
    """Return one's own acts of 30 days; operations see everybody's.

    Cost    seven queries.
    """
    is_everybody = user.role == Role.OPERATIONS
    acts = acts_of(None if is_everybody else user.pk, since=at - KEPT, before=before, most=PAGE + 1)
    shown = acts[:PAGE]
    names = {pk: (name, side) for pk, name, side in _names(shown)}
    touched = _touched([act.pk for act in shown])
    small = [act.pk for act in shown if 0 < _number(touched.get(act.pk)) <= LOOKED_AT and not act.undone_by_id]
    later = _later(small) | _facts_since(small)
    rows = [_row(act, names, touched.get(act.pk, {}), later.get(act.pk, ""), user) for act in shown]
    return UndoLog(rows, shown[-1].pk if len(acts) > PAGE else 0, is_everybody)


def _row(act: Act, names, touched: dict[str, int], later: str, user: User) -> ActRow:
    by, side = names.get(act.by_id, ("", ""))
    undone = act.undone_by
    return ActRow(
        id=act.pk,
        label=act.label,
        at=act.at,
        by=by,
        by_side=side,
        touched=", ".join(_said(kind, number) for kind, number in touched.items()),
        leads=touched.get("lead", 0),
        undone_at=undone.at if undone else None,
        undone_by=names.get(undone.by_id, ("", ""))[0] if undone else "",
        why_not=_why_not(act, touched, later, user),
        is_undo=act.operation == "undo",
    )


def _why_not(act: Act, touched: dict[str, int], later: str, user: User) -> str:
    if user.role not in EDITORS:
        return "Viewers change nothing."
    if not touched:
        return "It changed nothing that the record keeps."
    if act.operation in FOR_GOOD:
        return FOR_GOOD[act.operation]
    return f"Something was done after it: {later}. Undo that first." if later else ""


def _said(kind: str, number: int) -> str:
    one, many = WORDS.get(kind, (kind, f"{kind}s"))
    return f"{number:,} {one if number == 1 else many}"


def _number(touched: dict[str, int] | None) -> int:
    return sum((touched or {}).values())


def _names(acts: Collection[Act]):
    ids = {act.by_id for act in acts} | {act.undone_by.by_id for act in acts if act.undone_by}
    return User.objects.filter(pk__in=ids).values_list("pk", "name", "side")


def _touched(act_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """Return by act how many subjects of each kind it changed."""
    found: dict[int, dict[str, int]] = {}
    counts = Event.objects.filter(act__in=act_ids).order_by("subject_kind").values_list("act", "subject_kind")
    for act_id, kind, number in counts.annotate(Count("subject_id", distinct=True)):
        found.setdefault(act_id, {})[kind] = number
    return found


def _later(act_ids: Collection[int]) -> dict[int, str]:
    """Return by act what changed the same columns of the same rows after it first: it stands in the way."""
    mine = list(Event.objects.filter(act__in=act_ids).only("act_id", "subject_kind", "subject_id", "before"))
    if not mine:
        return {}
    first, subjects = min(event.seq for event in mine), {(event.subject_kind, event.subject_id) for event in mine}
    since = Event.objects.filter(
        seq__gt=first,
        subject_kind__in={kind for kind, _ in subjects},
        subject_id__in={pk for _, pk in subjects},
    ).order_by("seq")
    columns: dict[int, set[tuple[str, str, str]]] = {act_id: set() for act_id in act_ids}
    begun = dict.fromkeys(act_ids, 0)
    for event in mine:
        columns[event.act_id] |= _columns(event.before)
        begun[event.act_id] = max(begun[event.act_id], event.seq)
    found: dict[int, str] = {}
    for event in since:
        changed = _columns(event.changes)
        for act_id in act_ids:
            if event.seq > begun[act_id] and event.act_id != act_id and changed & columns[act_id]:
                found.setdefault(act_id, KINDS[event.kind].label.lower() if event.kind in KINDS else event.kind)
    return found


def _facts_since(act_ids: Collection[int]) -> dict[int, str]:
    """Return by act which of the fields that it wrote has a newer value."""
    newer = Fact.objects.filter(
        Q(person=OuterRef("person")) | Q(company=OuterRef("company")),
        field=OuterRef("field"),
        seq__gt=OuterRef("seq"),
    )
    changed = Fact.objects.filter(Exists(newer), act_id__in=act_ids).values_list("act_id", "field")
    labels = {field.key: field.label for field in FIELDS}
    return {act_id: f"{labels.get(field, field).lower()} was changed again" for act_id, field in changed}


def _columns(rows: dict) -> set[tuple[str, str, str]]:
    return {
        (subject, key, column)
        for subject, of_rows in rows.items()
        for key, values in of_rows.items()
        for column in values
    }
