"""One stream out of three logs: ledger events, touchpoints and changed fields, the newest first."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from django.db.models import Q, QuerySet

from truce.base.queries import Question
from truce.campaigns.models import Identified, Touchpoint
from truce.campaigns.rules import TouchKind
from truce.insight.rules import Change, Names, Spot, hidden_kinds, kinds_of, say_changes, tell, tell_touchpoint
from truce.ledger.models import Event
from truce.people.models import Fact, FieldDefinition

PAGE = 30
_EVENT, _TOUCH = 2, 1
# Logged by a seller, who wrote it into the ledger too: told once, in the seller's words.
_TOLD_ALREADY = Q(is_direct=True, kind__in=[TouchKind.CALL_IN, TouchKind.REPLY, TouchKind.MEETING])
_COLUMNS = (
    "seq",
    "kind",
    "subject_kind",
    "subject_id",
    "data",
    "happened_at",
    "actor_id",
    "actor_side",
    "agreement_version",
    "note__text",
)
_NAMES = (*_COLUMNS, "undone", "undone_at", "undone_actor")


@dataclass(frozen=True)
class Happening:
    """One line of a journey. `points`: what it counts for in the score; `undone_at`: when it was taken back."""

    key: str
    side: str
    words: str
    at: datetime
    by: str = ""
    note: str = ""
    more: str = ""
    points: int = 0
    undone_at: datetime | None = None
    undone_by: str = ""
    about: str = ""
    href_id: int = 0


@dataclass(frozen=True)
class Journey:
    """One page of what happened, the newest first; `older` is the key of the next page, "" at the end."""

    lines: tuple[Happening, ...]
    show: str
    before: str
    older: str


@dataclass(frozen=True)
class Subjects:
    """Whose journey it is: leads, people and a company, with the kinds of the company's events that belong to it."""

    leads: Collection[int]
    people: Collection[int]
    company: int | None = None
    company_kinds: Collection[str] = ()


@dataclass(frozen=True)
class Loaded:
    """The rows of one page, before anybody's name is known."""

    rows: tuple[tuple[Spot, dict | Touchpoint], ...]
    facts: Mapping[tuple[str, int], list[Fact]]
    show: str
    before: str
    older: str

    @property
    def actors(self) -> set[int]:
        """Return who must be named."""
        events = [row for _, row in self.rows if isinstance(row, dict)]
        named = {event["data"].get("to_user") for event in events}
        return {each for each in {e["actor_id"] for e in events} | {e["undone_actor"] for e in events} | named if each}


@dataclass(frozen=True)
class Telling:
    """What is needed to tell loaded rows: names, the points of touchpoints, whom a subject is about."""

    names: Names
    fields: Mapping[str, FieldDefinition]
    points: Mapping[int, int] = field(default_factory=dict)
    about: Mapping[tuple[str, int], tuple[str, int]] = field(default_factory=dict)


def touches_of(person_ids: Collection[int]) -> list[Touchpoint]:
    """Return all touchpoints of people and of the visitors they turned out to be, oldest first.

    Cost    two queries.
    """
    if _visitors(person_ids):
        return list(_touches(person_ids).order_by("happened_at", "seq"))
    return _TOUCHES(people=list(person_ids))


def load(of: Subjects, *, show: str, before: str, touches: list[Touchpoint] | None = None) -> Loaded:
    """Return the rows of one page of a journey.

    Takes   show: a filter of rules.SHOWS or ""; before: `older` of the page before or "";
            touches: all of them, where the caller has them already.
    Cost    two queries, two more without touches, one more where something was undone.
    """
    spot = Spot.read(before)
    rows: list[tuple[Spot, dict | Touchpoint]] = [*_events(of, show, spot)]
    if show in ("", "marketing"):
        rows += _touch_rows(of, spot, touches)
    rows.sort(key=lambda row: row[0], reverse=True)
    shown = tuple(rows[:PAGE])
    older = shown[-1][0].param if len(rows) > PAGE else ""
    return Loaded(shown, _facts([row for _, row in shown if isinstance(row, dict)]), show, before, older)


def told(loaded: Loaded, telling: Telling) -> Journey:
    """Return loaded rows in words."""
    lines = tuple(
        _told_event(row, loaded.facts, telling) if isinstance(row, dict) else _told_touch(row, telling)
        for _, row in loaded.rows
    )
    return Journey(lines, loaded.show, loaded.before, loaded.older)


def shown(value: object, kind: str = "text") -> str:
    """Return a field's value as people read it, "" for none."""
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return f"{value:,}"
    words = str(value)
    return words.replace("_", " ") if kind == "code" else words


def _events(of: Subjects, show: str, spot: Spot | None) -> list[tuple[Spot, dict]]:
    if show and not kinds_of(show):
        return []  # what is shown then are touchpoints alone
    given: dict = {"leads": list(of.leads) or [0], "people": list(of.people) or [0]}
    kinds = tuple(of.company_kinds) if of.company else ()
    if kinds:
        given["company"] = of.company
    found = _newest(kinds, show)(**given) if spot is None else list(_wanted(kinds, show, spot, **given))
    rows = [dict(zip(_NAMES, row, strict=True)) for row in found]
    _take_up_again([row for row in rows if row["undone"]])
    return [(Spot(row["happened_at"], _EVENT, row["seq"]), row) for row in rows]


@lru_cache(maxsize=64)
def _newest(kinds: tuple[str, ...], show: str) -> Question:
    """Return the question after the newest events, whose SQL is worked out once."""
    return Question(lambda **given: _wanted(kinds, show, None, **given))


def _wanted(kinds: tuple[str, ...], show: str, spot: Spot | None, *, leads, people, company: int = 0) -> QuerySet:
    wanted = Q(subject_kind="lead", subject_id__in=leads) | Q(subject_kind="person", subject_id__in=people)
    if kinds:
        wanted |= Q(subject_kind="company", subject_id=company, kind__in=kinds)
    found = Event.objects.filter(wanted, _before(spot, _EVENT), _shown(show)).order_by("-happened_at", "-seq")
    undoing = ("undone_by__seq", "undone_by__happened_at", "undone_by__actor_id")
    return found.values_list(*_COLUMNS, *undoing)[: PAGE + 1]


def _shown(show: str) -> Q:
    return Q(kind__in=kinds_of(show)) if show else ~Q(kind__in=hidden_kinds())


def _take_up_again(undone: list[dict]) -> None:
    """Clear what was undone and then done again: an undoing that was undone itself counts for nothing."""
    if not undone:
        return
    again = Event.objects.filter(undoes__in=[row["undone"] for row in undone])
    redone = dict(again.values_list("undoes_id", "undone_by__seq"))
    for row in undone:
        if row["undone"] in redone and not redone[row["undone"]]:
            row["undone"] = None


def _touch_rows(of: Subjects, spot: Spot | None, touches: list[Touchpoint] | None) -> Iterable[tuple[Spot, Touchpoint]]:
    if touches is None:
        found = _touches(of.people).exclude(_TOLD_ALREADY).filter(_before(spot, _TOUCH))
        touches = list(found.order_by("-happened_at", "-seq")[: PAGE + 1])
    for touch in touches:
        place = Spot(touch.happened_at, _TOUCH, touch.seq)
        if (spot is None or place < spot) and not _is_told_already(touch):
            yield place, touch


def _is_told_already(touch: Touchpoint) -> bool:
    return touch.is_direct and touch.kind in (TouchKind.CALL_IN, TouchKind.REPLY, TouchKind.MEETING)


def _touches(person_ids: Collection[int]):
    visitors = _visitors(person_ids)
    theirs = Q(person_id__in=list(person_ids))
    return Touchpoint.objects.filter(theirs | Q(visitor__in=visitors) if visitors else theirs).select_related(
        "campaign"
    )


def _visitors(person_ids: Collection[int]) -> list[str]:
    return [visitor for (visitor,) in _VISITORS(people=list(person_ids))]


_VISITORS = Question(lambda people: Identified.objects.filter(person_id__in=people).values_list("visitor"))
_TOUCHES = Question(
    lambda people: (
        Touchpoint.objects.filter(person_id__in=people).select_related("campaign").order_by("happened_at", "seq")
    )
)


def _before(spot: Spot | None, rank: int) -> Q:
    """Return what stands after a place in the order of the stream, for the log of a rank."""
    if spot is None:
        return Q()
    if rank == spot.rank:
        return Q(happened_at__lt=spot.at) | Q(happened_at=spot.at, seq__lt=spot.seq)
    return Q(happened_at__lte=spot.at) if rank < spot.rank else Q(happened_at__lt=spot.at)


def _facts(events: list[dict]) -> dict[tuple[str, int], list[Fact]]:
    """Return all facts, oldest first, of the people and companies of which a change is told."""
    changed = [event for event in events if event["kind"] in ("person.changed", "company.changed")]
    if not changed:
        return {}
    people = {event["subject_id"] for event in changed if event["subject_kind"] == "person"}
    companies = {event["subject_id"] for event in changed if event["subject_kind"] == "company"}
    found: dict[tuple[str, int], list[Fact]] = {}
    for fact in _FACTS(people=list(people) or [0], companies=list(companies) or [0]):
        key = ("person", fact.person_id) if fact.person_id else ("company", fact.company_id or 0)
        found.setdefault(key, []).append(fact)
    return found


_FACTS = Question(
    lambda people, companies: (
        Fact.objects.filter(Q(person_id__in=people) | Q(company_id__in=companies))
        .order_by("seq")
        .only("person_id", "company_id", "field", "value", "happened_at", "actor_id")
    )
)


def _told_event(event: dict, facts: Mapping[tuple[str, int], list[Fact]], telling: Telling) -> Happening:
    subject = event["subject_kind"], event["subject_id"]
    names = telling.names
    said = tell(event["kind"], event["data"], event["actor_side"], names, event["agreement_version"])
    words, more = said.words, said.more
    if event["kind"] in ("person.changed", "company.changed"):
        words, more = say_changes(_changes(event, facts.get(subject, []), telling), event["subject_kind"])
    about, lead_id = telling.about.get(subject, ("", 0))
    is_undone = bool(event["undone"])
    return Happening(
        key=f"e{event['seq']}",
        side=said.side,
        words=words,
        at=event["happened_at"],
        by=names.users.get(event["actor_id"] or 0, ""),
        note=event["note__text"] or "",
        more=more,
        undone_at=event["undone_at"] if is_undone else None,
        undone_by=names.user(event["undone_actor"]) if is_undone else "",
        about=about,
        href_id=lead_id,
    )


def _changes(event: dict, facts: list[Fact], telling: Telling) -> list[Change]:
    """Return what an event of changed fields changed: its facts were written with it, at the same instant."""
    before: dict[str, object] = {}
    changes = []
    for fact in facts:
        fields = event["data"].get("fields", ())
        if fact.field in fields and fact.happened_at == event["happened_at"] and fact.actor_id == event["actor_id"]:
            known = telling.fields.get(fact.field)
            label, kind = (known.label, known.kind) if known else (fact.field, "text")
            changes.append(Change(label, shown(before.get(fact.field), kind), shown(fact.value, kind)))
        before[fact.field] = fact.value
    return changes


def _told_touch(touch: Touchpoint, telling: Telling) -> Happening:
    about = touch.detail or (touch.campaign.name if touch.campaign else "") or touch.url
    said = tell_touchpoint(touch.kind, touch.channel, about, touch.is_human)
    more = [said.more, touch.campaign.name if touch.campaign and touch.detail else "", touch.source]
    name, lead_id = telling.about.get(("person", touch.person_id or 0), ("", 0))
    return Happening(
        key=f"t{touch.seq}",
        side=said.side,
        words=said.words,
        at=touch.happened_at,
        more=", ".join(each for each in more if each),
        points=telling.points.get(touch.seq, 0),
        about=name,
        href_id=lead_id,
    )
