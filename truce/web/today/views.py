"""P4 Today: what is my turn now, and why?"""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_GET

from truce.base.clock import now
from truce.insight.queries import today as queries
from truce.insight.queries.handoffs import reasons_of
from truce.insight.queries.today import Load, TodayPage
from truce.insight.rules import manages
from truce.journey.rules import Stage
from truce.outreach.rules import Outcome
from truce.teams.access import User
from truce.teams.queries import colleague
from truce.web import formats, turns
from truce.web.lead.forms import KINDS, STEP_KINDS
from truce.web.lead.views import months, quick_days
from truce.web.posting import by
from truce.web.render import page, wants_fragment

MORNING, AFTERNOON = 12, 18
STAGES = {stage.value: str(stage.label) for stage in Stage}
ELSEWHERE = {
    "risk": ("clock of the team is at risk", "clocks of the team are at risk"),
    "free": ("waits for anybody in sales", "wait for anybody in sales"),
    "queue": ("waits for anybody in marketing", "wait for anybody in marketing"),
    "near": ("is near the line", "are near the line"),
    "late_sales": ("is past the promised time with sales", "are past the promised time with sales"),
    "late_marketing": ("is past the promised time with marketing", "are past the promised time with marketing"),
}
LISTS = {
    "sales_manager": "Your team",
    "marketing_manager": "Your team",
    "revenue_lead": "Both sides",
    "operations": "Both sides",
    "viewer": "Both sides",
}
HINTS = {
    "accept": ("A", "accept"),
    "return": ("R", "return"),
    "answer": ("A", "answer"),
    "sort": ("A", "sort"),
    "log": ("L", "log"),
    "assign": ("M", "reassign"),
}
PROMISES = {
    "answer": "Yes or no in time",
    "first_touch": "First touch in time",
    "return_answer": "Returns answered in time",
}
SKIPPED = 200


@require_GET
@login_required
def today(request: HttpRequest, user_id: int = 0) -> HttpResponse:
    """Today of the one who asks, or of somebody they manage."""
    return shown(request, whose(request, user_id), show=request.GET.get("show", ""))


@require_GET
@login_required
def focus(request: HttpRequest) -> HttpResponse:
    """The list one lead at a time: `/today?focus`; without it the list itself."""
    if "focus" not in request.GET:
        return shown(request, by(request))
    return focused(request, skip=request.GET.get("skip", ""))


@require_GET
@login_required
def peek(request: HttpRequest, lead_id: int) -> HttpResponse:
    """The lead beside the list."""
    reader = by(request)
    if not wants_fragment(request):
        return redirect("lead", lead_id)
    panel = queries.panel(lead_id, at=now(), zone=reader.zone)
    if panel is None:
        raise Http404
    return page(request, "today", "panel", panel=panel, **words(reader))


def shown(request: HttpRequest, user: User, *, show: str = "", ask: int = 0) -> HttpResponse:
    reader = by(request)
    found = queries.today(user, reader=reader, at=now(), show=show)
    where = reverse("today") if found.is_own else reverse("today-of", args=[user.pk])
    where = f"{where}?show={found.show}" if found.show else where
    told = _told(request, found, ask) | {"where": where, "headline": headline(found)}
    return page(request, "today", "today", **told)


def focused(request: HttpRequest, *, skip: str = "", ask: int = 0) -> HttpResponse:
    reader, left = by(request), skipped(skip)
    found = queries.today(reader, reader=reader, at=now(), skip=left)
    return page(request, "today", "focus", **_told(request, found, ask), skip=left)


def after(request: HttpRequest, *, ask: int = 0) -> HttpResponse | None:
    """Answer an act with the region it was done in, None where that is none of these."""
    region = request.htmx.target if request.htmx else ""
    if region not in ("today", "focus"):
        return None
    parts = urlsplit(request.htmx.current_url or "/")
    asked = {key: values[0] for key, values in parse_qs(parts.query, keep_blank_values=True).items()}
    if region == "focus":
        return focused(request, skip=asked.get("skip", ""), ask=ask)
    try:
        user_id = resolve(parts.path).kwargs.get("user_id", 0)
    except Resolver404:
        user_id = 0
    return shown(request, whose(request, user_id), show=asked.get("show", ""), ask=ask)


def whose(request: HttpRequest, user_id: int) -> User:
    """Return whose Today is looked at; only those who manage somebody look at theirs."""
    reader = by(request)
    if user_id in (0, reader.pk):
        return reader
    user = colleague(str(user_id))
    if user is None:
        raise Http404
    if not manages(reader, user):
        raise PermissionDenied(f"{user} and those who manage {user.get_short_name()} see this page.")
    return user


def skipped(text: str) -> list[int]:
    """Return the leads that were left for later, as the address of the focus mode names them."""
    return [int(pk) for pk in text.split(",") if pk.isdigit()][:SKIPPED]


def headline(found: TodayPage) -> tuple[str, str]:
    """Return the greeting with the count, and the sentence with the first act."""
    name, total = found.user.get_short_name(), found.total
    if not found.is_own:
        return f"{name}: {formats.plural(total, 'lead is', 'leads are')} {name}’s turn", _first(found)
    hour = formats.local(found.at).hour
    greeting = "Good morning" if hour < MORNING else "Good afternoon" if hour < AFTERNOON else "Good evening"
    if not total:
        return f"{greeting}, {name}. Nothing is your turn.", _elsewhere(found)
    return f"{greeting}, {name}. {formats.plural(total, 'lead is', 'leads are')} your turn.", _first(found)


def _first(found: TodayPage) -> str:
    late = f"{found.late} past the promised time." if found.late else ""
    row = next((row for group in found.groups if group.is_mine and group.key != "late" for row in group.rows), None)
    if row is None:
        return late or _elsewhere(found)
    words = turns.why(row, found.reader).partition(". ")[0].rstrip(".")
    words = words[:1].lower() + words[1:] if row.signals and words.startswith(row.signals[0].words) else words
    return " ".join(filter(None, [late, f"{'Then' if late else 'First'} {row.name}: {words}."]))


def _elsewhere(found: TodayPage) -> str:
    """Return where the leads are that are not one's turn."""
    waits = [(group, ELSEWHERE[group.key]) for group in found.groups if group.key in ELSEWHERE]
    words = [f"{formats.number(group.count)} {one if group.count == 1 else many}." for group, (one, many) in waits]
    if found.returns.with_marketing:
        words.append(f"{formats.plural(found.returns.with_marketing, 'lead is', 'leads are')} with marketing.")
    if found.counts.waiting:
        words.append(f"{formats.plural(found.counts.waiting, 'waits', 'wait')} on the customer.")
    return " ".join(words) or "New hand-offs appear here by themselves."


def list_title(found: TodayPage) -> str:
    if not found.is_own:
        return f"{found.user.get_short_name()}’s turn"
    return "Your turn" if found.mine else LISTS.get(found.user.role, "Your turn")


def hints(found: TodayPage) -> list[tuple[str, str]]:
    """Return the keys that do something to the rows shown, the main ones first."""
    shown = {act for group in found.groups for row in group.rows for act in turns.acts(row, found.reader)[:2]}
    keys = {key: words for act, (key, words) in reversed(HINTS.items()) if act in shown}
    return list(reversed(keys.items()))[:3]


def load_words(load: Load) -> str:
    """Return how it goes for one person of a team."""
    words = []
    if load.away_until:
        stands_in = f", {load.stand_in} stands in" if load.stand_in else ""
        words.append(f"away until {formats.day_name(load.away_until)}{stands_in}")
    if load.late:
        words.append(f"{load.late} past the time")
    if load.side == "sales":
        words.append(f"{formats.number(load.per_day, 1)} new a day" if load.new else "nothing new this week")
    return " · ".join(words) or "all in time"


def _told(request: HttpRequest, found: TodayPage, ask: int) -> dict[str, Any]:
    return {
        "found": found,
        "counted": found.counts,
        "agreed": found.terms,
        "ask": ask,
        "is_fragment": wants_fragment(request),
        "list_title": list_title(found),
        "hints": hints(found),
        "load_words": load_words,
        **words(found.reader),
        **_sheets(found),
    }


def words(reader: User) -> dict[str, Any]:
    """Return what turns a row into words and acts, for templates."""
    return {
        "reader": reader,
        "why": lambda row, nears=None: turns.why(row, reader, nears=nears),
        "acts_of": lambda row: turns.acts(row, reader),
        "heading": lambda group, user: turns.heading(group.key, user, reader),
        "GROUPS": turns.GROUPS,
        "SHORT": turns.SHORT,
        "STAGES": STAGES,
        "cell": turns.cell,
        "lines_of": turns.lines,
        "reasons_of_row": turns.reasons,
    }


def _sheets(found: TodayPage) -> dict[str, Any]:
    """Return what the sheets of the page offer."""
    return {
        "kinds": KINDS,
        "step_kinds": STEP_KINDS,
        "outcomes": (("", "How did it go?"), *Outcome.choices),
        "quick": quick_days(),
        "months": months(),
        "reasons": reasons_of(found.terms),
        "PROMISES": PROMISES,
    }
