"""My notices: nobody else sees them."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from truce.automation import actions, queries
from truce.base.clock import now
from truce.web.guard import does
from truce.web.posting import by
from truce.web.render import go, page


@require_GET
@login_required
def news(request: HttpRequest) -> HttpResponse:
    """P41: what happened that I must know?"""
    return _news(request)


@does("news.read")
def read_all(request: HttpRequest) -> HttpResponse:
    actions.read(by=by(request), at=now())
    return _news(request)


@does("news.read")
def open_(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark a notice as read and go to its lead."""
    line = queries.notice(notice_id, user=by(request))
    actions.read(line.id, by=by(request), at=now())
    return go(request, reverse("lead", args=[line.lead_id]) if line.lead_id else reverse("news"))


def _news(request: HttpRequest) -> HttpResponse:
    after = request.GET.get("after", "")
    found = queries.news(by(request), after=int(after) if after.isdecimal() and len(after) < 18 else 0)
    return page(request, "news", "news", news=found)
