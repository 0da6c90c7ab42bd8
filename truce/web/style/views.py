"""One page with each part in each state, drawn from made-up records."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from truce.base.clock import now
from truce.teams.rules import Role
from truce.web.formats import today
from truce.web.posting import by
from truce.web.render import page, say


@dataclass(frozen=True)
class Point:
    points: int
    words: str
    src: str


@dataclass(frozen=True)
class Happening:
    side: str
    words: str
    at: datetime
    by: str = ""
    note: str = ""
    href: str = ""


@dataclass(frozen=True)
class Reason:
    key: str
    label: str
    needs: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Step:
    words: str
    on: date


class Example(forms.Form):
    name = forms.CharField(label="Name")
    email = forms.EmailField(label="E-mail", required=False)
    stage = forms.ChoiceField(label="Stage", choices=[("lead", "Lead"), ("mql", "MQL")])
    agree = forms.BooleanField(label="Mails about new leads", required=False)


REASONS = (
    Reason("not_our_kind", "Not our kind of company", hint="the scorecard gave 20 fit points for size and sector"),
    Reason("wrong_person", "Right company, wrong person"),
    Reason("too_early", "Too early, ask again later", "month", "you pick the month"),
    Reason("wrong_data", "Cannot be reached, data is wrong"),
    Reason("already_open", "Already a customer or open with someone"),
    Reason("not_real", "Not a real enquiry"),
    Reason("other", "Something else, in words", "words"),
)
KINDS = (
    ("call", "Call", "phone"),
    ("mail", "Mail", "mail"),
    ("meeting", "Meeting", "calendar-event"),
    ("note", "Note", "note"),
)


def inside(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not settings.DEBUG and by(request).role != Role.OPERATIONS:
            raise PermissionDenied("The style page is for operations.")
        return view(request)

    return login_required(guarded)


@require_GET
@inside
def style(request: HttpRequest) -> HttpResponse:
    return page(request, "style", "style", **example(now()))


@require_POST
@inside
def rows(request: HttpRequest) -> HttpResponse:
    say(request, "Returned Bo Nyström to marketing: too early.")
    return page(request, "style", "style", **example(now()))


@require_POST
@inside
def edit(request: HttpRequest) -> HttpResponse:
    return page(
        request, "style", "edit", value=request.POST.get("value", ""), old=request.POST.get("old", ""), at=now()
    )


def example(at: datetime) -> dict[str, Any]:
    form = Example({"email": "nonsense", "stage": "mql"})
    form.is_valid()
    return {
        "form": form,
        "at": at,
        "clocks": [
            (at + timedelta(minutes=38), 2280, 3600),
            (at + timedelta(hours=3, minutes=10), 11400, 14400),
            (at + timedelta(days=3), 16 * 3600, 20 * 3600),
            (at - timedelta(hours=1), -3600, 14400),
        ],
        "points": [
            Point(25, "Asked for a demo", "today 09:02"),
            Point(20, "Food producer, over 200 people", "fit"),
            Point(12, "Read pricing twice", "today"),
            Point(0, "No budget known yet", "up to +10"),
            Point(-5, "Free mail address", "fit"),
        ],
        "events": [
            Happening("both", "Handed to you under agreement 7", at - timedelta(minutes=22), "by the scorecard"),
            Happening("sales", "Called, no answer", at - timedelta(hours=5), "Maya Okafor", "Left word with the desk."),
            Happening("marketing", "Cold-chain webinar, 48 of 50 min", at - timedelta(days=5), href="#journey"),
            Happening("system", "Came in by import", at - timedelta(days=400)),
        ],
        "reasons": REASONS,
        "months": [("2027-01", "January 2027"), ("2027-02", "February 2027")],
        "kinds": KINDS,
        "step": Step("Send the two-site price", today()),
        "quick": [("Today", today()), ("Tomorrow", today() + timedelta(days=1))],
        "late_on": today() - timedelta(days=2),
    }
