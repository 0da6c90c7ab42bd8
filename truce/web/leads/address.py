"""The address of the leads list: everything on the screen stands in it, so that it can be sent to a colleague."""

from urllib.parse import quote, urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from truce.criteria import BadCriteria
from truce.insight.queries import leads
from truce.insight.queries.leads import Asked, LeadsPage, View
from truce.web.posting import by

REMEMBERED = "truce_leads"
LONGEST = 1500
PLAIN = ":;,~@-."


def asked(get: QueryDict) -> Asked:
    """Read what an address asks for."""
    return Asked(
        view=get.get("view", ""),
        f=get.get("f"),
        sort=get.get("sort"),
        cols=get.get("cols"),
        after=get.get("after", ""),
        before=get.get("before", ""),
    )


def to(view: View, *, f: str, sort: str, cols: str, base: str = "", **more: str) -> str:
    """Write the shortest address that shows this: what the view says by itself is left out."""
    changed = {"f": (f, view.f), "sort": (sort, view.sort), "cols": (cols, view.cols)}
    parts = {"view": view.key} | {name: now for name, (now, own) in changed.items() if now != own} | more
    return f"{base or reverse('leads')}?{urlencode(parts, quote_via=quote, safe=PLAIN)}"


def links(page: LeadsPage):
    """Return a function that writes the address of this page with some of it changed; marks are left out."""

    def link(base: str = "", **changes: str) -> str:
        now = {"f": page.f, "sort": page.sort, "cols": page.cols} | changes
        return to(page.view, base=reverse(base) if base else "", **now)

    return link


def composed(request: HttpRequest) -> str:
    """Return where a form of this page leads: the address with its condition or its columns put in; "" for no form.

    Raises  BadCriteria: the condition is not complete.
    """
    get = request.GET
    if "field" not in get and "col" not in get:
        return ""
    view, f, sort, cols = leads.holding(asked(get), by(request))
    if "field" in get:
        f = with_condition(request, f).text
    if "col" in get:
        cols = ",".join(get.getlist("col"))
    return to(view, f=f, sort=sort, cols=cols)


def with_condition(request: HttpRequest, f: str) -> leads.Filter:
    """Return a filter with the condition that a form holds.

    Raises  BadCriteria.
    """
    get, found = request.GET, leads.read(f, by(request))
    if not get.get("field"):
        raise BadCriteria("Choose a field first.")
    found = leads.Filter(found.tree, leads.words_for(by(request), get["field"]))
    test = leads.read_test(found.words, get["field"], get.get("op", ""), get.getlist("value"))
    return leads.changed(found, test, place=get.get("place", ""), is_or=get.get("how") == "or")


def remembered(request: HttpRequest) -> str:
    """Return the address that was looked at last, else the first view of the role."""
    kept = request.COOKIES.get(REMEMBERED, "")
    return f"{reverse('leads')}?{kept}" if kept else first(request)


def to_remember(page: LeadsPage) -> str:
    """Return the part of the address that is kept for the next visit, only the view where it is too long."""
    kept = links(page)().partition("?")[2]
    return kept if len(kept) <= LONGEST else f"view={page.view.key}"


def to_saved(view_id: int) -> str:
    """Return the address of a saved view as it was kept."""
    return f"{reverse('leads')}?view=v{view_id}"


def first(request: HttpRequest) -> str:
    """Return the address of the view that somebody of this role begins with."""
    return f"{reverse('leads')}?view={leads.first_view(by(request))}"
