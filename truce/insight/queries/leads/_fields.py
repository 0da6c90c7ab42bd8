"""What a list of leads may be asked: its fields, where a query finds each, and in which group a picker shows it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import F, Q

from truce.agreement.queries import Terms, current, is_there
from truce.agreement.rules import CellAction
from truce.base.words import Word
from truce.campaigns.models import Campaign
from truce.campaigns.rules import Channel
from truce.criteria import Field, Kind, Op, Test, Vocabulary
from truce.criteria.queries import to_query
from truce.insight.queries.leads._choices import Choices
from truce.journey.rules import Stage, Turn
from truce.ledger.models import Event
from truce.people.models import EmailAddress
from truce.people.queries import definitions
from truce.people.rules import FIELDS, FieldKind
from truce.teams.models import User
from truce.teams.queries import queues
from truce.teams.rules import QueueKind, Side

KINDS = {kind: Kind(kind.value) for kind in FieldKind}
COLUMNS = {"name", "job_title", "company_name"}
GROUPS = {
    "Whose turn": ("holder", "side", "turn", "late", "due", "sent_by"),
    "Where it stands": ("state", "stage", "ready", "score", "to_line", "grade", "level", "cell", "lacks"),
    "Where it came from": ("source", "campaign", "channel", "created"),
    "What was done": ("touches", "last_touched", "returns", "cycle", "accepted", "closed", "close_reason"),
    "Who it is": ("name", "email", "job_title", "company"),
}
Asked = Callable[[str, Any, datetime | None], Q]


def vocabulary(user: User, *, own: bool = False) -> Vocabulary:
    """Return the fields by which leads are found.

    Takes   user: who “me” is; own: also the fields made in this house.
    Cost    none; one query for `own`. Lists of people, campaigns and reasons are fetched when they are asked for.
    """
    mine = Vocabulary.of(
        Field("holder", "Holder", Kind.CODE, Choices(_holders, {"me": "me"}), _holder(user)),
        Field("sent_by", "Sent to sales by", Kind.CODE, Choices(_people, {"me": "me"}), _sender(user)),
    )
    return mine + _shipped() + (_made() if own else Vocabulary())


def groups(words: Vocabulary) -> list[tuple[str, list[Field]]]:
    """Return the fields as a picker shows them: the known facts stand at the end."""
    named = [(name, [words[key] for key in keys]) for name, keys in GROUPS.items()]
    shown = {field.key for _, fields in named for field in fields} | {"id", "act"}
    return [*named, ("What we know", [field for field in words.fields if field.key not in shown])]


@cache
def _shipped() -> Vocabulary:
    return Vocabulary.of(
        Field("state", "State", Kind.CODE, {"open": "open", "closed": "closed"}, _state, False),
        Field("side", "Side", Kind.CODE, labels((Side.MARKETING, Side.SALES)), can_be_unknown=False),
        Field("turn", "Turn", Kind.CODE, labels(Turn)),
        Field("late", "Past the promised time", Kind.BOOL, path=_late, can_be_unknown=False),
        Field("due", "Due", Kind.INSTANT, path="due_at"),
        Field("stage", "Stage", Kind.CODE, labels(Stage), can_be_unknown=False),
        Field("ready", "Ready", Kind.BOOL, path="is_ready", can_be_unknown=False),
        Field("score", "Score", Kind.NUMBER, path="number", can_be_unknown=False),
        Field("to_line", "Points to the line", Kind.NUMBER, path=_to_line),
        Field("grade", "Fit grade", Kind.CODE, {grade: grade for grade in "ABCD"}),
        Field("level", "Activity level", Kind.NUMBER, can_be_unknown=False),
        Field("cell", "What is agreed", Kind.CODE, labels(CellAction)),
        Field("lacks", "Missing field", Kind.CODE, Choices(_required, {"any": "any agreed field"}), _lacks, False),
        Field("source", "Source"),
        Field("campaign", "Campaign", Kind.CODE, Choices(_campaigns), _campaign),
        Field("channel", "Channel", Kind.CODE, labels(Channel), "first_channel"),
        Field("created", "Created", Kind.INSTANT, path="created_at", can_be_unknown=False),
        Field("touches", "Touches", Kind.NUMBER, can_be_unknown=False),
        Field("last_touched", "Last touched", Kind.INSTANT, path="last_touched_at"),
        Field("returns", "Returns", Kind.NUMBER, can_be_unknown=False),
        Field("cycle", "Cycle", Kind.NUMBER, path="cycle_no", can_be_unknown=False),
        Field("accepted", "Accepted", Kind.INSTANT, path="accepted_at"),
        Field("closed", "Closed", Kind.INSTANT, path="closed_at"),
        Field("close_reason", "Closed because", Kind.CODE, Choices(_close_reasons)),
        Field("name", "Name", path="person__name"),
        Field("email", "E-mail", path=_email),
        Field("job_title", "Job title", path="person__job_title"),
        Field("company", "Company", path="company__name"),
        *(_fact(each.key, _label(each), each.kind, each.of) for each in FIELDS if each.key not in COLUMNS),
        Field("id", "Number", Kind.NUMBER, can_be_unknown=False),
        Field("act", "Changed by act", Kind.NUMBER, path=_act, can_be_unknown=False),
    )


def _made() -> Vocabulary:
    shipped = {each.key for each in FIELDS}
    return Vocabulary(
        tuple(
            _fact(made.key, made.label, made.kind, made.of, made.choices)
            for key, made in definitions().items()
            if key not in shipped and key not in _shipped()
        )
    )


def _label(known) -> str:
    return {"country": "Country of the person", "company_country": "Country of the company"}.get(known.key, known.label)


def labels(words: Iterable[Word]) -> dict[str, str]:
    """Return values of a closed list with their labels."""
    return {word.value: str(word.label) for word in words}


def path_of(key: str, of: str) -> str:
    """Return where a query finds a known fact of a lead's person or company."""
    return f"{of}__known__{key}"


def _fact(key: str, label: str, kind: str, of: str, choices: list | None = None) -> Field:
    path, plain_kind = path_of(key, of), KINDS[FieldKind(kind)]
    plain = Vocabulary.of(Field(key, label, plain_kind, path=path))

    def asked(op: str, value: Any, at: datetime | None) -> Q:
        return is_known(path) if op == Op.KNOWN else is_known(path) & to_query(Test(key, op, value), plain, at=at)

    return Field(key, label, plain_kind, {each: each for each in choices} if choices else None, asked)


def is_known(path: str) -> Q:
    """Return the condition that a fact is there: an emptied field is kept as null.

    A lead without a company is asked for that first: its opposite must be true, not null.
    """
    there = Q(**{f"{path}__isnull": False}) & ~Q(**{path: None}) & ~Q(**{path: ""})
    return Q(company__isnull=False) & there if path.startswith("company") else there


def _several(value: Any) -> tuple:
    return value if isinstance(value, tuple) else (value,)


def _any_of(parts: list[Q]) -> Q:
    return Q(*parts, _connector=Q.OR)


def _state(op: str, value: Any, at: datetime | None) -> Q:
    return _any_of([Q(closed_at__isnull=each == "open") for each in _several(value)])


def _late(op: str, value: Any, at: datetime | None) -> Q:
    return Q(due_at__lt=at)


def _holder(user: User) -> Asked:
    def asked(op: str, value: Any, at: datetime | None) -> Q:
        if op == Op.KNOWN:
            return Q(closed_at__isnull=True)
        wanted = _several(value)
        people = _ids(user, [each for each in wanted if each not in QueueKind.values])
        waiting = [each for each in wanted if each in QueueKind.values]
        # A closed lead has no holder; saying so lets the indexes of open leads be used.
        held = [Q(holder_user__in=people)] if people else []
        held += [Q(holder_queue__kind__in=waiting)] if waiting else []
        return Q(closed_at__isnull=True) & _any_of(held)

    return asked


def _sender(user: User) -> Asked:
    def asked(op: str, value: Any, at: datetime | None) -> Q:
        return Q(sent_by__isnull=False) if op == Op.KNOWN else Q(sent_by__in=_ids(user, _several(value)))

    return asked


def _ids(user: User, wanted) -> list[int]:
    return [user.pk if each == "me" else int(each) for each in wanted]


def _campaign(op: str, value: Any, at: datetime | None) -> Q:
    if op == Op.KNOWN:
        return Q(first_campaign_id__isnull=False)
    return Q(first_campaign_id__in=[int(each) for each in _several(value)])


def _to_line(op: str, value: Any, at: datetime | None) -> Q:
    if op == Op.KNOWN:
        return Q(line__isnull=False)
    low, high = _bounds(op, value)
    if low is high is None:
        return _any_of([Q(line=F("number") + each) for each in _several(value)])
    found = Q(line__gte=F("number") + low) if low is not None else Q()
    return found & Q(line__lte=F("number") + high) if high is not None else found


def _email(op: str, value: Any, at: datetime | None) -> Q:
    words = Vocabulary.of(Field("key", "E-mail"))
    owners = EmailAddress.objects.filter(to_query(Test("key", op, value), words))
    return Q(person__in=owners.values("person"))


def _act(op: str, value: Any, at: datetime | None) -> Q:
    low, high = _bounds(op, value)
    wanted = (
        {"act__gte": low, "act__lte": high} if low is not None or high is not None else {"act__in": _several(value)}
    )
    wanted = {name: bound for name, bound in wanted.items() if bound is not None}
    return Q(pk__in=Event.objects.filter(subject_kind="lead", **wanted).values("subject_id"))


def _bounds(op: str, value: Any) -> tuple[Any, Any]:
    """Return the least and the most that a test of a number allows, None where it is open or asks for single values."""
    if op == Op.BETWEEN:
        return value
    return (value, None) if op == Op.AT_LEAST else (None, value) if op == Op.AT_MOST else (None, None)


def _lacks(op: str, value: Any, at: datetime | None) -> Q:
    wanted = _several(value)
    keys = _required_paths()
    return _any_of([~is_known(path) for key, path in keys.items() if key in wanted or "any" in wanted] or [Q(pk=None)])


def _required_paths() -> dict[str, str]:
    if not is_there():
        return {}
    of = {key: made.of for key, made in definitions().items()}
    return {key: path_of(key, of[key]) for key in current().body.required if key in of}


def _required() -> Mapping[str, str]:
    known = definitions()
    labels = {key: known[key].label for key in _required_paths()}
    return {key: "Company name" if key == "company_name" else label for key, label in labels.items()}


def _people() -> Mapping[str, str]:
    people = User.objects.people().order_by("-is_active", "name").values_list("pk", "name", "is_active")
    return {str(pk): name if is_active else f"{name} (left)" for pk, name, is_active in people}


def _holders() -> Mapping[str, str]:
    return {**_people(), **{kind: found.name for kind, found in queues().items()}}


def _campaigns() -> Mapping[str, str]:
    return {str(pk): name for pk, name in Campaign.objects.order_by("name").values_list("pk", "name")}


def _close_reasons() -> Mapping[str, str]:
    return labels_of(current() if is_there() else None)


def labels_of(terms: Terms | None) -> dict[str, str]:
    """Return why leads are closed, in the words of the agreement."""
    return {"won": "Won"} | {reason.key: reason.label for reason in (terms.body.close_reasons if terms else ())}
