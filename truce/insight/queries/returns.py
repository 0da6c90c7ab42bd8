"""What each side said to the other's leads: answers to returns, and answers to what marketing handed over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.db.models import BigIntegerField, Count, ExpressionWrapper, F, QuerySet

from truce.agreement.queries import Terms
from truce.agreement.rules import ReasonType
from truce.base.queries import Question
from truce.handoff.models import HandOff
from truce.handoff.rules import Answer, ReturnAnswer
from truce.journey.rules import Stage, Turn
from truce.ledger.models import Event
from truce.teams.models import User
from truce.teams.rules import Side

DAYS, WEEK = 90, 7
MOST = 200


@dataclass(frozen=True)
class Outcome:
    """What sales said within seven days to the leads that a marketer sent: how many, by answer and by reason."""

    accepted: int
    returned: int
    expired: int
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Returned:
    """One return. Takes words: what marketing wrote in answer; is_back: ready again, or with sales again."""

    id: int
    lead_id: int
    name: str
    reason: str
    at: datetime
    again_on: date | None
    answer: str
    answered_at: datetime | None
    answered_by: str
    words: str
    number: int
    is_back: bool
    is_closed: bool

    @property
    def is_with_marketing(self) -> bool:
        return not self.is_back and not self.is_closed

    @property
    def is_answered(self) -> bool:
        return self.answer != ReturnAnswer.WAITING


@dataclass(frozen=True)
class Returns:
    """The returns of the last 90 days, the newest first. half_within_s: median of working seconds to the answer."""

    rows: tuple[Returned, ...]
    half_within_s: float | None

    @property
    def answered(self) -> tuple[Returned, ...]:
        """Return those that marketing answered, the newest answer first."""
        found = [row for row in self.rows if row.is_answered and row.answered_at]
        return tuple(sorted(found, key=lambda row: row.answered_at or row.at, reverse=True))

    @property
    def changed(self) -> tuple[Returned, ...]:
        """Return the answers that changed something or say why, the newest first."""
        return tuple(row for row in self.answered if row.answer != ReturnAnswer.AGREED or row.words)

    @property
    def back(self) -> int:
        return sum(row.is_back for row in self.rows)

    @property
    def with_marketing(self) -> int:
        return sum(row.is_with_marketing for row in self.rows)


NONE = Returns((), None)


def returned_by(user: User, *, at: datetime) -> QuerySet[HandOff]:
    """Return the hand-offs that somebody returned in the last 90 days, the newest first."""
    return _returned(user.pk, at - timedelta(days=DAYS))


def _returned(user: int, since: datetime) -> QuerySet[HandOff]:
    return HandOff.objects.filter(answered_by_id=user, answered_at__gte=since, reason__gt="").order_by("-answered_at")


_COLUMNS = (
    *("pk", "lead_id", "lead__person__name", "reason", "answered_at", "again_on", "return_answer"),
    *("return_answered_at", "return_answered_by__name", "lead__number", "lead__stage", "lead__side", "lead__turn"),
    "lead__closed_at",
)
_RETURNED = Question(lambda user, since: _returned(user, since).values_list(*_COLUMNS)[:MOST])
_WORDS = Question(
    lambda leads: (
        Event.objects.filter(
            subject_kind="lead",
            subject_id__in=leads,
            kind="handoff.return_answered",
            undone_by__isnull=True,
            note__text__isnull=False,
        )
        .order_by("seq")
        .values_list("data", "note__text")
    )
)


def returns_of(user: User, terms: Terms | None, *, at: datetime, words_of: int = MOST) -> Returns:
    """Return what became of somebody's returns.

    Takes   words_of: of how many of the newest answers the words are wanted.

    Cost    two queries.
    """
    rows_found = _RETURNED(user=user.pk, since=at - timedelta(days=DAYS))
    found = [dict(zip(_COLUMNS, row, strict=True)) for row in rows_found]
    words = _words(found, words_of)
    reasons = {reason.key: reason.label for reason in terms.body.return_reasons} if terms else {}
    waited = [
        terms.hours.elapsed(row["answered_at"], row["return_answered_at"])
        for row in found
        if terms and row["return_answered_at"]
    ]
    rows = tuple(_row(row, reasons.get(row["reason"], row["reason"]), words.get(row["pk"], "")) for row in found)
    return Returns(rows, median(waited) if waited else None)


def sent_by(user: User, *, at: datetime) -> QuerySet[HandOff]:
    """Return the hand-offs of leads that a marketer sent, answered within seven days."""
    return _sent(user.pk, at - timedelta(days=WEEK))


def _sent(user: int, since: datetime) -> QuerySet[HandOff]:
    # The sum keeps SQLite from reading all leads of the sender: a week's answers are far fewer.
    sender = ExpressionWrapper(F("lead__sent_by_id") + 0, output_field=BigIntegerField())
    rows = HandOff.objects.annotate(sender=sender)
    return rows.filter(sender=user, answered_at__gte=since)


_SAID = Question(
    lambda user, since: (
        _sent(user, since)
        .values("answer", "reason")
        .annotate(count=Count("pk"))
        .order_by()
        .values_list("answer", "reason", "count")
    )
)


def outcome_of(user: User, terms: Terms | None, *, at: datetime) -> Outcome:
    """Return what sales said to the leads that a marketer sent.

    Cost    one query.
    """
    counted = _SAID(user=user.pk, since=at - timedelta(days=WEEK))
    labels = {reason.key: reason.label for reason in terms.body.return_reasons} if terms else {}
    by = {answer: sum(count for each, _, count in counted if each == answer) for answer in Answer}
    reasons = [(labels.get(reason, reason), count) for each, reason, count in counted if each == Answer.RETURNED]
    most_first = tuple(sorted(reasons, key=lambda pair: -pair[1]))
    return Outcome(by[Answer.ACCEPTED], by[Answer.RETURNED], by[Answer.EXPIRED], most_first)


@dataclass(frozen=True)
class Unclear:
    """A return whose reason is none of the agreed ones."""

    lead_id: int
    name: str
    by: str
    at: datetime


def unclear(team: Sequence[User], *, at: datetime) -> tuple[Unclear, ...]:
    """Return the newest returns of a team within 14 days that name no usable reason.

    Cost    one query, none for nobody.
    """
    rows = _UNCLEAR(team=[user.pk for user in team], since=at - timedelta(days=2 * WEEK))
    return tuple(Unclear(*row) for row in rows)


_UNCLEAR = Question(
    lambda team, since: (
        HandOff.objects.filter(answered_by_id__in=team, answered_at__gte=since, reason_type=ReasonType.OTHER)
        .order_by("-answered_at")
        .values_list("lead_id", "lead__person__name", "answered_by__name", "answered_at")[:5]
    )
)


def _row(row: dict, reason: str, words: str) -> Returned:
    is_open = row["lead__closed_at"] is None
    is_won = row["lead__stage"] == Stage.CUSTOMER
    return Returned(
        id=row["pk"],
        lead_id=row["lead_id"],
        name=row["lead__person__name"],
        reason=reason,
        at=row["answered_at"],
        again_on=row["again_on"],
        answer=row["return_answer"],
        answered_at=row["return_answered_at"],
        answered_by=row["return_answered_by__name"] or "",
        words=words,
        number=row["lead__number"],
        is_back=is_won or (is_open and (row["lead__side"] == Side.SALES or row["lead__turn"] == Turn.ANSWER)),
        is_closed=not is_open and not is_won,
    )


def _words(found: list[dict], most: int) -> dict[int, str]:
    """Return what was written in answer, by hand-off."""
    answered = sorted((row for row in found if row["return_answered_at"]), key=lambda row: row["return_answered_at"])
    leads = sorted({row["lead_id"] for row in answered[-most:]})
    return {data.get("handoff"): text for data, text in _WORDS(leads=leads)}
