"""P5 Hand-offs: do we take this lead, and what was said to the ones that were answered?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2s
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from truce.agreement.queries import NoAgreement, Terms, current
from truce.agreement.rules import Needs
from truce.base.queries import Question
from truce.handoff.models import HandOff
from truce.handoff.rules import Answer, ReturnAnswer
from truce.insight.queries import promises, returns
from truce.insight.queries.returns import Outcome, Returned, Returns
from truce.insight.queries.turns import TurnRow, known_of, rows_of
from truce.insight.rules import Spot
from truce.journey.rules import Promise
from truce.people.models import FieldDefinition
from truce.teams.models import User
from truce.teams.rules import MARKETING, SALES, Role, Side

PAGE, BESIDE = 50, 10
EVER = datetime(2000, 1, 1, tzinfo=UTC)
TABS = {
    Side.SALES: ("me", "team", "returned", "done"),
    Side.MARKETING: ("returned", "team", "done"),
    Side.BOTH: ("team", "returned", "done"),
}


@dataclass(frozen=True)
class Asked:
    """What the address of the page asks for.

    Takes   to: a tab; after: `next_after` of the page before; the others narrow what is done: by whom, which
            answer, of which sender, and the promise with its week, kept or missed; now: where a returned lead is.
    """

    to: str = ""
    after: str = ""
    by: int = 0
    answer: str = ""
    sent: str = ""
    promise: str = ""
    week: date | None = None
    kept: str = ""
    now: str = ""


@dataclass(frozen=True)
class Offer:
    """One hand-off that waits for an answer, of sales or of marketing. lacks: labels of agreed fields not known."""

    row: TurnRow
    lacks: tuple[str, ...]


@dataclass(frozen=True)
class Done:
    """One answered hand-off. is_in_time: whether the answer kept the promise."""

    id: int
    lead_id: int
    name: str
    company: str
    answer: str
    answered_at: datetime
    answered_by: str
    offered_to: str
    sent_by: str
    reason: str
    number: int
    is_in_time: bool
    return_answer: str


@dataclass(frozen=True)
class Choice:
    """One agreed reason to return a lead; needs: "", "month" or "words"."""

    key: str
    label: str
    needs: str
    hint: str


@dataclass(frozen=True)
class HandOffsPage:
    """Everything that the page shows. `counts`: by tab, where the number is known; only the tab's own list is full."""

    user: User
    asked: Asked
    at: datetime
    terms: Terms | None
    tabs: tuple[str, ...]
    counts: dict[str, int]
    offers: tuple[Offer, ...]
    free: tuple[Offer, ...]
    returned: tuple[Offer, ...]
    returns: Returns
    done: tuple[Done, ...]
    outcome: Outcome | None
    reasons: tuple[Choice, ...]
    next_after: str
    about: str

    @property
    def tab(self) -> str:
        return self.asked.to

    @property
    def rows(self) -> tuple[Offer, ...]:
        return self.offers + self.free + self.returned

    @property
    def shown_returns(self) -> tuple[Returned, ...]:
        """The returns of the tab: all, or those that are with marketing now."""
        return tuple(row for row in self.returns.rows if self.asked.now != "marketing" or row.is_with_marketing)

    @property
    def version(self) -> str:
        """A short word that changes whenever a hand-off comes, goes or gets another clock."""
        told = [(offer.row.id, offer.row.clock.due_at) for offer in self.rows]
        return blake2s(repr((told, self.counts)).encode(), digest_size=6).hexdigest()


def handoffs(user: User, asked: Asked, *, at: datetime) -> HandOffsPage:
    """Return one tab of the hand-offs, as somebody sees it.

    Cost    8 to 11 queries, whatever the number of rows.
    """
    terms, tabs = _terms(), TABS[Side(user.side)]
    asked = Asked(**{**vars(asked), "to": asked.to if asked.to in TABS[Side.SALES] else tabs[0]})
    is_sales = user.role in SALES
    is_back = asked.to == "returned" and not is_sales
    words_of = returns.MOST if asked.to == "returned" else BESIDE
    nothing: tuple[list[int], str] = ([], "")
    mine = _asked(_ME, "", user=user.pk) if asked.to == "me" else nothing
    free = _asked(_FREE, "") if asked.to in ("me", "team") else nothing
    team = _asked(_TEAM if _team(user) else _ALL, asked.after, team=_team(user)) if asked.to == "team" else nothing
    back = _asked(_RETURNED_TO if _own(user) else _RETURNED, asked.after, user=_own(user)) if is_back else nothing
    offers = _offers([*mine[0], *team[0], *free[0], *back[0]], terms, at=at, zone=user.zone)
    done, older, about = _done(user, asked, terms, at=at) if asked.to == "done" else ((), "", "")
    return HandOffsPage(
        user=user,
        asked=asked,
        at=at,
        terms=terms,
        tabs=tabs,
        counts=_counts(user, at=at),
        offers=tuple(_of(mine[0] or team[0], offers)),
        free=tuple(_of(free[0], offers)),
        returned=tuple(_of(back[0], offers)),
        returns=returns.returns_of(user, terms, at=at, words_of=words_of) if is_sales else returns.NONE,
        done=done,
        outcome=returns.outcome_of(user, terms, at=at) if user.role in MARKETING else None,
        reasons=reasons_of(terms),
        next_after=mine[1] or team[1] or back[1] or older,
        about=about,
    )


def chosen(ids: Sequence[int], user: User, *, at: datetime) -> tuple[list[Offer], datetime | None]:
    """Return the open hand-offs of some ids that somebody may accept, and when their first touch would be due.

    Cost    8 queries.
    """
    terms = _terms()
    rows = HandOff.objects.open().filter(pk__in=ids).filter(_mine_or_free(user))
    leads = list(rows.order_by("accept_due_at", "pk").values_list("lead_id", flat=True)[:PAGE])
    due = terms.due(at, terms.body.promises.first_touch_minutes) if terms else None
    return _offers(leads, terms, at=at, zone=user.zone), due


def lead_of(handoff_id: int) -> tuple[int, str] | None:
    """Return the lead of a hand-off and its name, None where there is no such hand-off.

    Cost    one query.
    """
    return HandOff.objects.filter(pk=handoff_id).values_list("lead_id", "lead__person__name").first()


def reasons() -> tuple[Choice, ...]:
    """Return the agreed reasons to return a lead.

    Cost    one query.
    """
    return reasons_of(_terms())


def _terms() -> Terms | None:
    try:
        return current()
    except NoAgreement:
        return None


def reasons_of(terms: Terms | None) -> tuple[Choice, ...]:
    """Return the reasons to return a lead that some terms name, by their digit."""
    known = sorted(terms.body.return_reasons, key=lambda reason: reason.digit) if terms else []
    return tuple(
        Choice(each.key, each.label, "" if each.needs == Needs.NOTHING else each.needs.value, each.hint)
        for each in known
    )


OPEN = Q(answer=Answer.OPEN)
WAITING = Q(return_answer=ReturnAnswer.WAITING)


def _mine_or_free(user: User) -> Q:
    if user.role == Role.SALES_MANAGER:
        return Q()
    return Q(offered_to_user=user) | Q(offered_to_queue__isnull=False)


def _to_team(team: int) -> Q:
    """Return the condition of hand-offs to a seller's own team; 0 is all of sales, for who has none or is outside."""
    in_sales = OPEN & Q(offered_to_user__isnull=False)
    return in_sales & Q(offered_to_user__team_id=team) if team else in_sales


def _waiting(user: int) -> QuerySet[HandOff]:
    """Return the returns that wait for a marketer or for anybody; 0 is all of marketing."""
    rows = HandOff.objects.filter(WAITING)
    # Coalesce keeps SQLite from reading all that ever came back to this marketer: what waits now is far less.
    return rows.annotate(back_to=Coalesce("return_to_id", 0)).filter(back_to__in=(0, user)) if user else rows


def _page_of(rows: QuerySet[HandOff], by: str, after: datetime, pk: int) -> QuerySet:
    """Return a page of hand-offs by a due time, after one of them."""
    rows = rows.filter(Q(**{f"{by}__gt": after}) | Q(**{by: after, "pk__gt": pk}))
    return rows.order_by(by, "pk").values_list("lead_id", by, "pk")[: PAGE + 1]


_ME = Question(
    lambda user, after, pk: _page_of(HandOff.objects.filter(OPEN, offered_to_user_id=user), "accept_due_at", after, pk)
)
_FREE = Question(
    lambda after, pk: _page_of(HandOff.objects.filter(OPEN, offered_to_queue__isnull=False), "accept_due_at", after, pk)
)
_TEAM = Question(lambda team, after, pk: _page_of(HandOff.objects.filter(_to_team(team)), "accept_due_at", after, pk))
_ALL = Question(lambda after, pk: _page_of(HandOff.objects.filter(_to_team(0)), "accept_due_at", after, pk))
_RETURNED_TO = Question(lambda user, after, pk: _page_of(_waiting(user), "return_due_at", after, pk))
_RETURNED = Question(lambda after, pk: _page_of(HandOff.objects.filter(WAITING), "return_due_at", after, pk))


def _counts(user: User, *, at: datetime) -> dict[str, int]:
    """Return how many hand-offs are on each tab.

    Cost    two queries over the indexes of what waits.
    """
    team = _team(user)
    open_to = HandOff.objects.filter(_to_team(team)).order_by()
    me = Count("pk", filter=Q(offered_to_user=user))
    return {**open_to.aggregate(team=Count("pk"), me=me), "returned": _returned(user, at=at)}


def _returned(user: User, *, at: datetime) -> int:
    if user.role in SALES:
        return returns.returned_by(user, at=at)[: returns.MOST].count()
    return _waiting(_own(user)).count()


def _team(user: User) -> int:
    return user.team_id or 0 if user.side == Side.SALES else 0


def _own(user: User) -> int:
    return user.pk if user.role == Role.MARKETER else 0


def _asked(question: Question, after: str, **values: int) -> tuple[list[int], str]:
    """Return the leads of a page of hand-offs, and the key of the next page."""
    spot = Spot.read(after) or Spot(EVER, 0, 0)
    given = {name: value for name, value in values.items() if value}
    found = question(**given, after=spot.at, pk=spot.seq)
    more = Spot(found[PAGE - 1][1], 0, found[PAGE - 1][2]).param if len(found) > PAGE else ""
    return [lead for lead, _, _ in found[:PAGE]], more


_LABELS = Question(lambda: FieldDefinition.objects.values_list("key", "label"))


def _offers(leads: Sequence[int], terms: Terms | None, *, at: datetime, zone: str) -> list[Offer]:
    rows = rows_of(list(dict.fromkeys(leads)), terms, at=at, zone=zone)
    known = known_of({row.person_id for row in rows})
    required = terms.body.required if terms and rows else ()
    labels = dict(_LABELS()) if required else {}
    labels["company_name"] = "Company"
    return [Offer(row, tuple(_lacks(known.get(row.person_id, {}), required, labels))) for row in rows if row.handed]


def _lacks(known: dict, required: Iterable[str], labels: dict[str, str]) -> Iterable[str]:
    return (labels.get(key, key) for key in required if known.get(key) in (None, ""))


def _of(leads: Sequence[int], offers: Iterable[Offer]) -> list[Offer]:
    wanted = set(leads)
    return [offer for offer in offers if offer.row.id in wanted]


def _done(user: User, asked: Asked, terms: Terms | None, *, at: datetime) -> tuple[tuple[Done, ...], str, str]:
    """Return answered hand-offs, the newest first, the key of the next page, and in words whose they are."""
    rows = HandOff.objects.exclude(answer=Answer.OPEN)
    who = User.objects.filter(pk=asked.by).first() if asked.by else None
    if asked.promise:
        rows = rows | HandOff.objects.filter(return_answer__gt="")
        rows = rows.filter(pk__in=_of_promise(user, who or user, asked, terms, at=at))
    elif who:
        rows = rows.filter(answered_by=who)
    if asked.sent == "me":
        rows = rows.filter(pk__in=returns.sent_by(user, at=at).values("pk"))
    if asked.answer in Answer.values:
        rows = rows.filter(answer=asked.answer)
    if spot := Spot.read(asked.after):
        rows = rows.filter(Q(answered_at__lt=spot.at) | Q(answered_at=spot.at, pk__lt=spot.seq))
    columns = ("pk", "lead_id", "lead__person__name", "lead__company__name", "answer", "answered_at")
    more = ("answered_by__name", "offered_to_user__name", "lead__sent_by__name", "reason", "number", "accept_due_at")
    found = list(rows.order_by("-answered_at", "-pk").values_list(*columns, *more, "return_answer")[: PAGE + 1])
    older = Spot(found[PAGE - 1][5], 0, found[PAGE - 1][0]).param if len(found) > PAGE else ""
    labels = {reason.key: reason.label for reason in terms.body.return_reasons} if terms else {}
    return tuple(_told(row, labels) for row in found[:PAGE]), older, who.name if who and who.pk != user.pk else ""


def _told(row: tuple, labels: dict[str, str]) -> Done:
    pk, lead, name, company, answer, at, by, to, sender, reason, number, due, said = row
    in_time = answer in (Answer.ACCEPTED, Answer.RETURNED) and at <= due
    return Done(
        *(pk, lead, name, company or "", answer, at, by or "", to or "", sender or ""),
        *(labels.get(reason, reason), number, in_time, said),
    )


def _of_promise(reader: User, user: User, asked: Asked, terms: Terms | None, *, at: datetime) -> list[int]:
    """Return the hand-offs that a promise of somebody was counted on; only themselves and their managers see them."""
    if asked.promise not in Promise.values or not promises.may_see(reader, user):
        return []
    since, until = promises.week_of(at, reader.zone)
    if asked.week:
        since = datetime.combine(asked.week, time(), ZoneInfo(reader.zone))
        until = since + timedelta(days=7)
    for each in promises.promises_of(user, terms, since=since, until=until, at=at):
        if each.promise == asked.promise:
            return (
                [*each.kept, *each.missed] if not asked.kept else list(each.kept if asked.kept == "1" else each.missed)
            )
    return []
