"""The leads list and what is changed in it one by one."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from truce.base.clock import now
from truce.criteria import BadCriteria
from truce.insight import actions
from truce.insight.queries import leads as queries
from truce.insight.rules import ShownTo
from truce.teams.access import may
from truce.web import formats
from truce.web.guard import does
from truce.web.lead import fields
from truce.web.leads import address
from truce.web.nav import address as there
from truce.web.posting import by
from truce.web.render import go, page, say


@require_GET
@login_required
def leads(request: HttpRequest) -> HttpResponse:
    """The list; without parameters the one that was looked at last; a form of the page leads back to it."""
    try:
        to = address.composed(request) if request.GET else address.remembered(request)
    except BadCriteria as problem:
        return _picker(request, problem=str(problem), status=422)
    if to:
        return HttpResponseRedirect(to)
    found = queries.leads_page(by(request), address.asked(request.GET), at=now())
    response = page(request, "leads", "list", leads=found, **_context(request, found))
    response.set_cookie(
        address.REMEMBERED,
        address.to_remember(found),
        365 * 86400,
        samesite="Lax",
        httponly=True,
        secure=request.is_secure(),
    )
    return response


@require_GET
@login_required
def count(request: HttpRequest) -> HttpResponse:
    """How many leads match, asked apart so that the first rows need not wait; also while a filter is being made."""
    view, f, _, _ = queries.holding(address.asked(request.GET), by(request))
    try:
        f = address.with_condition(request, f).text if "field" in request.GET else f
        found = queries.count(f, by(request), at=now())
    except BadCriteria as problem:
        words = str(problem) if any(request.GET.getlist("value")) else ""
        return page(request, "leads", "count", count=None, problem=words, is_list=False)
    return page(request, "leads", "count", count=found, problem="", is_list="list" in request.GET)


@require_GET
@login_required
def pick(request: HttpRequest) -> HttpResponse:
    """The form for one condition: choose a field, then a question, then a value."""
    return _picker(request)


def _picker(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    get = request.GET
    view, f, sort, cols = queries.holding(address.asked(get), by(request))
    field, is_same = get.get("field", ""), get.get("field") == get.get("was", get.get("field"))
    found = queries.read(f, by(request))
    found = queries.Filter(found.tree, queries.vocabulary(by(request), own=True))
    picker = queries.picker(
        found,
        field=field,
        op=get.get("op", ""),
        values=get.getlist("value") if is_same else (),
        place=get.get("place", ""),
    )
    kept = {"view": view.key, "f": f, "sort": sort, "cols": cols}
    back = address.to(view, f=f, sort=sort, cols=cols)
    return page(request, "leads", "filter", picker=picker, kept=kept, back=back, problem=problem, status=status)


@require_GET
@login_required
def columns(request: HttpRequest) -> HttpResponse:
    """The menu of columns."""
    view, f, sort, cols = queries.holding(address.asked(request.GET), by(request))
    chosen = [column.key for column in queries.columns_of(cols.split(","))]
    return page(
        request,
        "leads",
        "columns",
        groups=queries.all_columns(),
        chosen=chosen,
        kept={"view": view.key, "f": f, "sort": sort},
        back=address.to(view, f=f, sort=sort, cols=cols),
    )


@require_http_methods(["GET", "POST"])
@login_required
def saved(request: HttpRequest) -> HttpResponse:
    """The menu of views; posting keeps what is on the screen under a new name."""
    asked = address.asked(request.GET or request.POST)
    view, f, sort, cols = queries.holding(asked, by(request))
    if request.method == "POST":
        shown_to = _shown_to(request)
        name = request.POST.get("name", "")
        made = actions.save_view(name, f=f, sort=sort, cols=cols, shown_to=shown_to, by=by(request), at=now())
        say(request, f"Saved the view “{made.name}”.")
        return go(request, address.to_saved(made.pk))
    views = queries.views_for(by(request), with_owners=True)
    return page(request, "leads", "views", views=views, view=view, **_context(request))


@require_POST
@login_required
def view(request: HttpRequest, view_id: int) -> HttpResponse:
    """One saved view: keep what is on the screen in it, rename it, or delete it."""
    post, who, at = request.POST, by(request), now()
    if post.get("do") == "delete":
        name = actions.delete_view(view_id, by=who, at=at)
        say(request, f"Deleted the view “{name}”. Its leads are as they were.")
        return go(request, address.first(request))
    if post.get("do") == "rename":
        name = post.get("name", "")
        kept = actions.rename_view(view_id, name=name, shown_to=_shown_to(request), by=who, at=at)
    else:
        _, f, sort, cols = queries.holding(address.asked(post), who)
        kept = actions.change_view(view_id, f=f, sort=sort, cols=cols, by=who, at=at)
    say(request, f"Saved the view “{kept.name}”.")
    return go(request, address.to_saved(kept.pk))


@does("people.edit")
def name(request: HttpRequest, lead_id: int) -> HttpResponse:
    """The name of the person, changed in its row: the link beside it is drawn anew with the list."""
    response = fields.edit(request, lead_id)
    return trigger_client_event(response, "changed") if request.htmx and response.status_code == 200 else response


def _shown_to(request: HttpRequest) -> ShownTo:
    given = request.POST.get("shown_to", "")
    return ShownTo(given) if given in ShownTo.values else ShownTo.ME


def _context(request: HttpRequest, found: queries.LeadsPage | None = None) -> dict:
    return {
        "link": address.links(found) if found else None,
        "agreed": found and found.terms,
        "ways_on": [("Add a lead", there("lead-new")), ("Import a file", there("imports"))],
        "shown": formats.fact,
        "sharing": ShownTo.choices,
        "may_edit": may(by(request), "people.edit"),
        "may_bulk": may(by(request), "automation.bulk"),
        "may_hand_over": may(by(request), "handoff.offer"),
    }
