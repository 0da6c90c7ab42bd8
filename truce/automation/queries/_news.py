"""What has happened that somebody must know, and what a user has not read yet."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, OuterRef, Q, Subquery
from django.http import Http404

from truce.automation.models import Notification
from truce.automation.rules import KINDS, OVERDUE, RETURN_ANSWERED, STALE, Happened, News, overdue
from truce.handoff.models import HandOff
from truce.journey.models import Lead
from truce.journey.rules import Turn
from truce.ledger.models import Event
from truce.teams.models import User
from truce.teams.rules import Role

PAGE = 50
# Gaps are looked for among this many of the newest events; what is older has been committed long ago.
RECENT = 5_000


@dataclass(frozen=True)
class Line:
    """One notice on the page."""

    id: int
    kind: str
    name: str
    words: str
    lead_id: int | None
    at: datetime
    is_read: bool


@dataclass(frozen=True)
class NewsPage:
    """The notices of one user, the newest first. unread: how many of all of them."""

    rows: tuple[Line, ...]
    next_after: int | None
    unread: int


def news(user: User, *, after: int = 0) -> NewsPage:
    """Return a page of a user's own notices.

    Takes   after: the id that the page before ended with.
    Cost    three queries.
    """
    rows = Notification.objects.filter(user=user).order_by("-pk")
    found = list((rows.filter(pk__lt=after) if after else rows)[: PAGE + 1])
    names = names_of({row.lead_id for row in found})
    lines = tuple(
        Line(row.pk, row.kind, names.get(row.lead_id, ""), row.text, row.lead_id, row.at, row.read_at is not None)
        for row in found[:PAGE]
    )
    return NewsPage(lines, found[PAGE - 1].pk if len(found) > PAGE else None, unread(user))


def notice(notice_id: int, *, user: User) -> Line:
    """Return one of a user's own notices.

    Raises  Http404: it is another's.
    Cost    one query.
    """
    row = Notification.objects.filter(pk=notice_id, user=user).first()
    if row is None:
        raise Http404("There is no such notice.")
    return Line(row.pk, row.kind, "", row.text, row.lead_id, row.at, row.read_at is not None)


def unread(user: User) -> int:
    """Return how many notices a user has not read.

    Cost    one query over an index of those alone.
    """
    return Notification.objects.filter(user=user, read_at__isnull=True).count()


def happened(first: int, last: int, *, missing: Collection[int], at: datetime, most: int) -> list[Happened]:
    """Return the events of a range that can be somebody's news, the oldest first; not what was undone since.

    Takes   first: the last number that was read before; missing: numbers that were not there then.
    Cost    two queries.
    """
    rows = Event.objects.filter(Q(seq__gt=first, seq__lte=last) | Q(seq__in=missing), kind__in=KINDS)
    rows = rows.filter(happened_at__gt=at - STALE, act__undone_by__isnull=True).order_by("seq")
    columns = ("seq", "kind", "subject_id", "happened_at", "actor_id", "act_id", "data", "changes", "before")
    found = list(rows.values_list(*columns, "is_sample")[:most])
    returned = _returned_by(data["handoff"] for _, kind, *_, data, _, _, _ in found if kind == RETURN_ANSWERED)
    return [Happened(*row, returned_by=returned.get(row[6].get("handoff"))) for row in found]


def numbers(first: int, last: int) -> list[int]:
    """Return which of the newest numbers of a range are there.

    Cost    one query by primary key.
    """
    recent = Event.objects.filter(seq__gt=max(first, last - RECENT), seq__lte=last)
    return list(recent.order_by("seq").values_list("seq", flat=True))


def there_are(seqs: Iterable[int]) -> set[int]:
    """Return which of some numbers are there.

    Cost    one query by primary key.
    """
    return set(Event.objects.filter(seq__in=list(seqs)).values_list("seq", flat=True))


def ran_out(since: datetime, *, at: datetime, most: int) -> list[tuple[datetime, News]]:
    """Return the clocks of users that ran out in a span, each with its due time, the earliest first.

    Hand-offs and returns that the worker passes on are left to the events that it writes.

    Cost    one query.
    """
    newest = Event.objects.filter(subject_kind="lead", subject_id=OuterRef("pk")).order_by("-seq").values("seq")[:1]
    late = Lead.objects.open().filter(due_at__gte=since, due_at__lte=at, holder_user__isnull=False)
    late = late.filter(turn__in=[*OVERDUE, Turn.WAKE])
    late = late.exclude(Q(turn=Turn.ANSWER_RETURN) & ~Q(holder_user__role=Role.MARKETING_MANAGER))
    rows = late.order_by("due_at", "pk").annotate(seq=Subquery(newest))
    columns = ("pk", "turn", "due_at", "holder_user_id", "seq", "is_sample")
    found = []
    for pk, turn, due_at, user_id, seq, is_sample in rows.values_list(*columns)[:most]:
        kind, words = overdue(turn)
        found.append((due_at, News(user_id, kind, pk, seq, None, words, due_at, is_sample)))
    return found


def acted(first: int, last: int, *, at: datetime) -> dict[tuple[int, int], int]:
    """Return who did something to which lead in a range of events: by user and lead the number of the newest.

    Cost    one query, over a few thousand of the newest events at most.
    """
    recent = Event.objects.filter(seq__gt=max(first, last - RECENT), seq__lte=last, happened_at__gt=at - STALE)
    rows = recent.filter(subject_kind="lead", source_system="truce")
    pairs = rows.filter(actor_id__isnull=False).order_by().values("actor_id", "subject_id").annotate(newest=Max("seq"))
    return {(row["actor_id"], row["subject_id"]): row["newest"] for row in pairs}


def holders(lead_ids: Iterable[int]) -> dict[int, int | None]:
    """Return which user holds which lead now.

    Cost    one query.
    """
    return dict(Lead.objects.filter(pk__in=set(lead_ids)).values_list("pk", "holder_user_id"))


def names_of(lead_ids: Collection[int | None]) -> dict[int, str]:
    """Return the name of the person of each lead.

    Cost    one query.
    """
    rows = Lead.objects.filter(pk__in={pk for pk in lead_ids if pk}).select_related("person")
    return {lead.pk: str(lead.person) for lead in rows.only("person__name")}


def _returned_by(handoffs: Iterable[int]) -> dict[int, int | None]:
    return dict(HandOff.objects.filter(pk__in=list(handoffs)).values_list("pk", "answered_by_id"))
