"""One page of the leads list, and how many leads its filter finds: both asked of the same query."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import QuerySet

from truce.agreement.queries import NoAgreement, Terms, current
from truce.agreement.rules import BusinessTime, CellAction
from truce.campaigns.queries import names_of
from truce.campaigns.rules import Channel
from truce.criteria import All, BadCriteria, Test
from truce.criteria.queries import to_query
from truce.insight.queries.leads import _order
from truce.insight.queries.leads._columns import USUAL, Column, columns_of
from truce.insight.queries.leads._fields import labels, labels_of
from truce.insight.queries.leads._filter import Chip, Filter, chips, read
from truce.insight.queries.leads._order import PAGE, Mark, Sort
from truce.insight.queries.leads._views import BUILT_IN, View, first_view, views_for
from truce.journey.models import Lead
from truce.journey.rules import Stage, StepKind, Turn
from truce.teams.models import User
from truce.teams.rules import Side

COUNTED = 10_000
NAMELESS = "Somebody whose data was erased"
ALWAYS = ("id", "person_id", "person__name", "closed_at")
STAGES, CHANNELS, CELLS, SIDES, STEPS = map(labels, (Stage, Channel, CellAction, Side, StepKind))
# What is due in two or three words: a list has a narrow column for it.
TURNS = labels(Turn) | {
    Turn.ANSWER.value: "Yes or no",
    Turn.STEP.value: "Promised step",
    Turn.ANSWER_RETURN.value: "Answer the return",
}


@dataclass(frozen=True)
class Asked:
    """What an address asks for. None: as the view says. after, before: marks of key paging."""

    view: str = ""
    f: str | None = None
    sort: str | None = None
    cols: str | None = None
    after: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One lead of the list. Only what the chosen columns show is filled in; left_s: working seconds until it is due."""

    id: int
    name: str
    is_open: bool = True
    company_id: int | None = None
    company: str = ""
    job_title: str = ""
    turn: str = ""
    due_at: datetime | None = None
    left_s: float | None = None
    holder: str = ""
    holder_side: str = ""
    number: int = 0
    line: int | None = None
    stage: str = ""
    side: str = ""
    side_name: str = ""
    grade: str = ""
    level: int = 0
    cell: str = ""
    campaign: str = ""
    source: str = ""
    channel: str = ""
    created_at: datetime | None = None
    touches: int = 0
    touched_at: datetime | None = None
    returns: int = 0
    closed_at: datetime | None = None
    close_reason: str = ""
    step: str = ""
    step_due_at: datetime | None = None
    step_is_day: bool = False
    facts: dict = field(default_factory=dict)


@dataclass(frozen=True)
class LeadsPage:
    """The leads list as it is shown.

    Takes   f, sort, cols: what holds now, from the view or the address; is_changed: it is not what the view says;
            before, after: marks for the pages beside it, "" at an end; problem: why the filter cannot be read.
    """

    views: list[View]
    view: View
    is_changed: bool
    f: str
    sort: str
    cols: str
    columns: tuple[Column, ...]
    chips: list[tuple[Chip, ...]] = field(default_factory=list)
    sentence: str = ""
    rows: list[Row] = field(default_factory=list)
    before: str = ""
    after: str = ""
    is_first: bool = True
    terms: Terms | None = None
    total: int | None = None
    problem: str = ""
    lost_view: bool = False


@dataclass(frozen=True)
class Count:
    """How many leads a filter finds, exact up to 10,000."""

    number: int

    @property
    def is_more(self) -> bool:
        return self.number > COUNTED


def leads_page(user: User, asked: Asked, *, at: datetime) -> LeadsPage:
    """Return one page of leads.

    Cost    saved views, rows, names of campaigns, the agreement: four queries, each left out where it is not needed;
            one more where a page reaches into the leads without a value of its order, or shows fields made here.
    """
    views = views_for(user)
    known = {view.key: view for view in views}
    view = known.get(asked.view) or known[first_view(user)]
    f, sort, cols = _holding(view, asked)
    columns = columns_of(cols.split(",")) or columns_of(USUAL)
    order = Sort.read(sort) or Sort.read("due")
    page = LeadsPage(
        views=views,
        view=view,
        is_changed=(f, str(order), cols) != (view.f, view.sort, view.cols),
        f=f,
        sort=str(order),
        cols=",".join(column.key for column in columns),
        columns=columns,
        terms=_terms(),
        lost_view=bool(asked.view) and asked.view not in known,
    )
    try:
        found = read(f, user)
        sorted_by = order.without_empty() if _is_always_there(order, found.tree) else order
        rows, before, after = _rows(_matching(found, user, at), sorted_by, columns, asked, at, page.terms)
    except BadCriteria as problem:
        return replace(page, problem=str(problem))
    return replace(
        page,
        chips=chips(found),
        sentence=found.sentence,
        rows=rows,
        before=before,
        after=after,
        is_first=not before,
        total=None if rows else total(user),
    )


def matching(f: str, user: User, *, at: datetime) -> QuerySet[Lead]:
    """Return the leads that a filter finds: the one query behind rows, number and whatever is done to all of them.

    Raises  BadCriteria.
    """
    return _matching(read(f, user), user, at)


def count(f: str, user: User, *, at: datetime) -> Count:
    """Return how many leads a filter finds; beyond 10,000 it stops counting.

    Raises  BadCriteria.
    Cost    one query over at most 10,001 rows.
    """
    return Count(matching(f, user, at=at).order_by()[: COUNTED + 1].count())


def total(user: User) -> int:
    """Return how many leads there are, counted up to 10,001."""
    return Lead.objects.visible_to(user).order_by()[: COUNTED + 1].count()


def holding(asked: Asked, user: User) -> tuple[View, str, str, str]:
    """Return the view of an address and the filter, order and columns that hold there.

    Cost    one query where the view is a saved one.
    """
    known = BUILT_IN if asked.view in BUILT_IN else {view.key: view for view in views_for(user)}
    view = known.get(asked.view) or known[first_view(user)]
    return view, *_holding(view, asked)


def _holding(view: View, asked: Asked) -> tuple[str, str, str]:
    return (
        view.f if asked.f is None else asked.f,
        view.sort if asked.sort is None else asked.sort,
        view.cols if asked.cols is None else asked.cols,
    )


def _matching(found: Filter, user: User, at: datetime) -> QuerySet[Lead]:
    return Lead.objects.visible_to(user).filter(to_query(found.tree, found.words, at=at))


def _rows(
    leads: QuerySet[Lead], sort: Sort, columns: Sequence[Column], asked: Asked, at: datetime, terms: Terms | None
) -> tuple[list[Row], str, str]:
    paths = tuple(dict.fromkeys((*ALWAYS, *(path for column in columns for path in column.needs), *sort.order.columns)))
    mark = Mark.read(asked.before or asked.after, sort.order)
    backwards = bool(asked.before and mark)
    found = _order.page(leads, paths, sort, mark, backwards=backwards)
    more, shown = len(found) > PAGE, found[:PAGE]
    if backwards:
        shown.reverse()
    dicts = [dict(zip(paths, row, strict=True)) for row in shown]
    if not dicts:
        return [], "", ""
    first, last = (Mark.write(tuple(dicts[i][path] for path in sort.order.columns)) for i in (0, -1))
    has_before = more if backwards else mark is not None
    has_after = backwards or more
    return _drawn(dicts, columns, at, terms), first if has_before else "", last if has_after else ""


def _drawn(found: list[dict], columns: Sequence[Column], at: datetime, terms: Terms | None) -> list[Row]:
    keys = {column.key for column in columns}
    campaigns = names_of({row["first_campaign_id"] for row in found}) if "campaign" in keys else {}
    hours = terms.hours if terms else None
    reasons = labels_of(terms) if "close_reason" in keys else {}
    facts = [column for column in columns if column.fact and column.key != "job_title"]
    return [_row(row, campaigns, reasons, hours, facts, at) for row in found]


def _terms() -> Terms | None:
    try:
        return current()
    except NoAgreement:
        return None


def _is_always_there(sort: Sort, tree: All) -> bool:
    """Return whether every lead that a filter finds has a value of its order: an open lead has a due time."""
    given = {(part.field, str(part.op), part.value) for part in tree.parts if isinstance(part, Test)}
    if sort.order.key == "closed":
        return ("state", "is", "closed") in given
    is_open = ("state", "is", "open") in given or ("late", "is_true", None) in given
    return sort.order.key == "due" and (is_open or any(each[:2] == ("holder", "is") for each in given))


def _row(row: dict, campaigns, reasons, hours: BusinessTime | None, facts: list[Column], at: datetime) -> Row:
    get = row.get
    due, stage, side, turn = get("due_at"), get("stage", ""), get("side", ""), get("turn", "")
    return Row(
        id=row["id"],
        name=row["person__name"] or NAMELESS,
        is_open=row["closed_at"] is None,
        company_id=get("company_id"),
        company=get("company__name") or "",
        job_title=get("person__job_title") or "",
        turn=TURNS[turn] if turn else "",
        due_at=due,
        left_s=hours.elapsed(at, due) if hours and due else None,
        holder=get("holder_user__name") or get("holder_queue__name") or "",
        holder_side=get("holder_user__side") or get("holder_queue__side") or "",
        number=get("number", 0),
        line=get("line"),
        stage=STAGES[stage] if stage else "",
        side=side,
        side_name=SIDES[side] if side else "",
        grade=get("grade", ""),
        level=get("level", 0),
        cell=CELLS.get(get("cell", ""), ""),
        campaign=campaigns.get(get("first_campaign_id"), ""),
        source=get("source", ""),
        channel=CHANNELS.get(get("first_channel", ""), ""),
        created_at=get("created_at"),
        touches=get("touches", 0),
        touched_at=get("last_touched_at"),
        returns=get("returns", 0),
        closed_at=row["closed_at"],
        close_reason=reasons.get(get("close_reason", ""), get("close_reason", "")),
        step=STEPS.get(get("step_kind", ""), ""),
        step_due_at=get("step_due_at"),
        step_is_day=get("step_is_day", False),
        facts={c.fact: ((get("person__known") or {}) | (get("company__known") or {})).get(c.fact) for c in facts},
    )
