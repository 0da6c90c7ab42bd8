"""The views of the leads list: those that Truce brings, and those that people saved."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.db.models import Q

from truce.criteria import All, Any, Test, Tree, to_param
from truce.insight.models import SavedView
from truce.insight.queries.leads._columns import MINE, USUAL
from truce.insight.rules import ShownTo
from truce.journey.rules import Stage
from truce.teams.models import User
from truce.teams.rules import Role, Side


@dataclass(frozen=True)
class View:
    """A named set of filter, order and columns.

    Takes   key: a word for Truce's own, "v7" for a saved one; f: the filter as `criteria.to_param` writes it.
    """

    key: str
    name: str
    f: str = ""
    sort: str = "due"
    cols: str = ",".join(USUAL)
    shown_to: ShownTo | None = None
    owner: str = ""
    is_mine: bool = False

    @property
    def id(self) -> int | None:
        return int(self.key[1:]) if self.is_saved else None

    @property
    def is_saved(self) -> bool:
        return self.key[:1] == "v" and self.key[1:].isdigit()


OPEN = Test("state", "is", "open")


def _own(key: str, name: str, *tests: Tree, sort: str = "due", cols: str = ",".join(USUAL)) -> View:
    return View(key, name, to_param(All(tests)), sort, cols)


BUILT_IN = {
    view.key: view
    for view in (
        _own("turn", "My turn", Test("holder", "is", "me"), cols=",".join(MINE)),
        _own("mine", "My leads", OPEN, Any((Test("holder", "is", "me"), Test("sent_by", "is", "me")))),
        _own("late", "Late", Test("late", "is_true")),
        _own("ready", "Ready", OPEN, Test("ready", "is_true"), sort="-score"),
        _own("marketing", "With marketing", OPEN, Test("side", "is", Side.MARKETING.value)),
        _own("sales", "With sales", OPEN, Test("side", "is", Side.SALES.value)),
        _own("recycled", "Recycled", OPEN, Test("stage", "is", Stage.RECYCLED.value)),
        _own(
            "closed",
            "Closed",
            Test("state", "is", "closed"),
            sort="-closed",
            cols="company,job_title,stage,close_reason,closed,campaign,touches",
        ),
        _own("all", "All", sort="-created", cols="company,due,holder,score,stage,campaign,created"),
    )
}
FIRST = {
    Role.SELLER: "turn",
    Role.MARKETER: "mine",
    Role.SALES_MANAGER: "sales",
    Role.MARKETING_MANAGER: "marketing",
}


def views_for(user: User, *, with_owners: bool = False) -> list[View]:
    """Return the views that a user sees: Truce's own, then the saved ones by name.

    Takes   with_owners: also whose each saved one is.
    Cost    one query.
    """
    seen = Q(owner=user) | Q(is_shared=True)
    if user.team_id:
        seen |= Q(team_id=user.team_id)
    paths = ("pk", "name", "query", "owner_id", "is_shared", "team_id", *(["owner__name"] if with_owners else []))
    saved = SavedView.objects.filter(seen).order_by("name", "pk").values_list(*paths)
    return [*BUILT_IN.values(), *(_saved(*row, me=user.pk) for row in saved)]


def first_view(user: User) -> str:
    """Return the key of the view that somebody sees who never chose one."""
    return FIRST.get(Role(user.role), "all")


def query_of(*, f: str, sort: str, cols: str) -> str:
    """Return what a saved view keeps."""
    return urlencode({"f": f, "sort": sort, "cols": cols})


def _saved(
    pk: int, name: str, query: str, owner_id: int, is_shared: bool, team_id, owner: str = "", *, me: int
) -> View:
    kept = dict(parse_qsl(query, keep_blank_values=True))
    return View(
        key=f"v{pk}",
        name=name,
        f=kept.get("f", ""),
        sort=kept.get("sort", "due"),
        cols=kept.get("cols", ",".join(USUAL)),
        shown_to=ShownTo.EVERYBODY if is_shared else ShownTo.TEAM if team_id else ShownTo.ME,
        owner=owner,
        is_mine=owner_id == me,
    )
