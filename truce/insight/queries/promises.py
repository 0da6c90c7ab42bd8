"""What somebody promised and kept in a week. Seen by themselves and by those who manage them, by nobody else."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from truce.agreement.queries import Terms
from truce.base.queries import Question
from truce.handoff.models import HandOff
from truce.handoff.rules import Answer, ReturnAnswer
from truce.insight.rules import manages
from truce.journey.rules import Promise
from truce.teams.models import User
from truce.teams.rules import Side

# A first touch that is due in a week was accepted at most so long before it began.
BEFORE = timedelta(days=14)


@dataclass(frozen=True)
class Kept:
    """One promise in one week: of how many hand-offs it was kept, and which they are."""

    promise: Promise
    kept: tuple[int, ...]
    missed: tuple[int, ...]

    @property
    def of(self) -> int:
        return len(self.kept) + len(self.missed)


def may_see(reader: User, user: User) -> bool:
    """Return whether somebody may see how another keeps promises."""
    return reader.pk == user.pk or manages(reader, user)


def week_of(at: datetime, zone: str) -> tuple[datetime, datetime]:
    """Return the beginning and the end of the reader's week, Monday to Monday."""
    day = at.astimezone(ZoneInfo(zone)).date()
    monday = day - timedelta(days=day.weekday())
    begins = datetime.combine(monday, time(), ZoneInfo(zone))
    return begins, datetime.combine(monday + timedelta(days=7), time(), ZoneInfo(zone))


def promises_of(user: User, terms: Terms | None, *, since: datetime, until: datetime, at: datetime) -> list[Kept]:
    """Return the promises that fell due in a span of time: kept, or missed. What is not decided yet is left out.

    Cost    one query; none for who works for both sides.
    """
    if terms is None or user.side not in (Side.SALES, Side.MARKETING):
        return []
    if user.side == Side.MARKETING:
        return _told({Promise.RETURN_ANSWER: _returns(user, since, until, at)})
    rows = _answered(user, since - BEFORE, until)
    answers = ((row["pk"], _is_in_time(row)) for row in rows if row["answered_at"] >= since)
    return _told({Promise.ANSWER: answers, Promise.FIRST_TOUCH: _touches(rows, terms, since, until, at)})


def _told(rows: dict[Promise, Iterable[tuple[int, bool]]]) -> list[Kept]:
    told = []
    for promise, each in rows.items():
        pairs = list(each)
        told.append(Kept(promise, tuple(pk for pk, kept in pairs if kept), tuple(pk for pk, kept in pairs if not kept)))
    return told


def _answered(user: User, since: datetime, until: datetime) -> list[dict]:
    rows = _ANSWERED(user=user.pk, since=since, until=until)
    return [dict(zip(_COLUMNS, row, strict=True)) for row in rows]


_COLUMNS = (
    *("pk", "answer", "answered_at", "accept_due_at", "cycle_no", "lead__cycle_no", "lead__first_touched_at"),
    "lead__closed_at",
)
_ANSWERED = Question(
    lambda user, since, until: (
        HandOff.objects.filter(
            Q(answered_by_id=user) | Q(offered_to_user_id=user, answer=Answer.EXPIRED),
            answered_at__gte=since,
            answered_at__lt=until,
        )
        .order_by("-answered_at", "-pk")
        .values_list(*_COLUMNS)
    )
)


def _is_in_time(row: dict) -> bool:
    return row["answer"] != Answer.EXPIRED and row["answered_at"] <= row["accept_due_at"]


def _touches(
    rows: list[dict], terms: Terms, since: datetime, until: datetime, at: datetime
) -> Iterator[tuple[int, bool]]:
    """Yield the first touches that were due in the span; a lead that was given back owes none any more."""
    for row in rows:
        if row["answer"] != Answer.ACCEPTED or row["cycle_no"] != row["lead__cycle_no"]:
            continue
        due = terms.due(row["answered_at"], terms.body.promises.first_touch_minutes)
        touched = row["lead__first_touched_at"]
        is_decided = touched or row["lead__closed_at"] or due < at
        if since <= due < until and is_decided:
            ended = touched or row["lead__closed_at"] or at
            yield row["pk"], ended <= due


def _returns(user: User, since: datetime, until: datetime, at: datetime) -> Iterator[tuple[int, bool]]:
    rows = HandOff.objects.filter(
        Q(return_answered_by=user, return_answered_at__gte=since, return_answered_at__lt=until)
        | Q(return_to=user, return_answer=ReturnAnswer.WAITING, return_due_at__gte=since, return_due_at__lt=at)
    )
    for pk, answered, due in rows.order_by("-pk").values_list("pk", "return_answered_at", "return_due_at"):
        yield pk, bool(answered and answered <= due)
