"""P7: what happened with a lead, who has it, and what is next?"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import wraps
from urllib.parse import parse_qs, urlencode, urlsplit

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from truce.base.clock import now
from truce.insight.queries import story
from truce.insight.rules import SHOWS
from truce.outreach.rules import Direction, Outcome
from truce.web.formats import month, today
from truce.web.guard import View, does
from truce.web.lead.forms import KINDS, STEP_KINDS
from truce.web.nav import MAIN, address
from truce.web.posting import by
from truce.web.refusals import back
from truce.web.render import go, page


@require_GET
@login_required
def lead(request: HttpRequest, lead_id: int) -> HttpResponse:
    asked = "step" if request.GET.get("ask") == "step" else ""
    return shown(request, lead_id, ask=asked)


def shown(request: HttpRequest, lead_id: int, *, status: int = 200, name: str = "lead", **more) -> HttpResponse:
    """Answer with the page of a lead, its fragment for htmx; the filter of the journey stays as the address says."""
    asked = _asked(request)
    found = story.story(lead_id, user=by(request), at=now(), **asked)
    if found is None:
        raise Http404
    if isinstance(found, story.Elsewhere):
        return redirect("lead", found.lead_id, permanent=True)
    filtered = urlencode({key: value for key, value in asked.items() if value})
    address_of_it = reverse("lead", args=[lead_id])
    told = {
        "story": found,
        "here_url": f"{address_of_it}?{filtered}" if filtered else address_of_it,
        "shows": (("", "All"), *SHOWS.items()),
        "kinds": KINDS,
        "step_kinds": STEP_KINDS,
        "outcomes": (("", "Outcome"), *Outcome.choices),
        "directions": ((Direction.OUT.value, "We reached out"), (Direction.IN.value, "They reached out")),
        "quick": quick_days(),
        "months": months(),
        "back": came_from(request, "leads"),
        **{"ask": "", "wrong": {}, "typed": {}},
    }
    return page(request, "lead", name, status=status, **told | more)


def after(request: HttpRequest, lead_id: int, *, ask: str = "") -> HttpResponse:
    """Answer an act: the fragment for htmx, for a plain form the way back to the page."""
    if request.htmx:
        return shown(request, lead_id, ask=ask)
    return go(request, reverse("lead", args=[lead_id]) + (f"?ask={ask}#next" if ask else ""))


def act(operation: str) -> Callable[[View], View]:
    """Make a view one that does something to a lead: a POST of somebody who may; no such lead is 404."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except ObjectDoesNotExist:
                raise Http404 from None

        return does(operation)(guarded)

    return decorate


def quick_days() -> list[tuple[str, date]]:
    """Return the days that a next step is mostly for."""
    day = today()
    tomorrow = day + timedelta(days=1 if day.weekday() < 4 else 7 - day.weekday())
    return [
        ("Today", day),
        ("Tomorrow" if tomorrow == day + timedelta(days=1) else "Monday", tomorrow),
        ("In a week", day + timedelta(days=7)),
        ("In a month", day + timedelta(days=28)),
    ]


def months() -> list[tuple[str, str]]:
    """Return the coming 18 months, as a return sheet offers them."""
    day = today()
    ahead = [date(day.year + (day.month + more) // 12, (day.month + more) % 12 + 1, 1) for more in range(18)]
    return [(f"{each:%Y-%m}", month(each)) for each in ahead]


def _asked(request: HttpRequest) -> dict[str, str]:
    given = request.GET.dict()
    if request.method == "POST" and request.htmx:
        given = {key: values[0] for key, values in parse_qs(urlsplit(request.htmx.current_url or "").query).items()}
    show = given.get("show", "")
    return {"show": show if show in SHOWS else "", "before": given.get("before", "")}


def came_from(request: HttpRequest, otherwise: str) -> tuple[str, str]:
    """Return the list one came from with its filters, and its name; else another page of the navigation."""
    before, names = request.headers.get("Referer", ""), {address(link.key): link.label for link in MAIN}
    if before and (words := names.get(urlsplit(back(request)).path)):
        return back(request), words
    return address(otherwise) or "/", next(link.label for link in MAIN if link.key == otherwise)
