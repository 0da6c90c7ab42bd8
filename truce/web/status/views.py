"""P44: is Truce well? For machines in one word, for operations as a page."""

import urllib.error
import urllib.request

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from truce.automation import actions
from truce.base.clock import now
from truce.insight.queries import status as queries
from truce.web.guard import admins, does
from truce.web.posting import by
from truce.web.render import go, page, say

PATIENCE_S = 1.0


@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """Say whether the pages and the database answer, and nothing else: anybody may ask."""
    try:
        is_well = queries.answers()
    except Exception:  # whatever the database says, the answer is the same word
        is_well = False
    return HttpResponse("ok\n" if is_well else "down\n", content_type="text/plain", status=200 if is_well else 503)


@require_safe
@admins
def status(request: HttpRequest) -> HttpResponse:
    """P44: how is Truce?"""
    return page(request, "status", "status", status_now=queries.status(at=now()), stream=_stream(), at=now())


@does("ledger.verify")
def prove(request: HttpRequest) -> HttpResponse:
    actions.verify(by=by(request), at=now())
    say(request, "The record is being proved; the result will stand here.")
    return go(request, reverse("status"))


def _stream() -> bool | None:
    """Return whether the live stream answers; None where none is set up."""
    if not settings.EDGE_URL:
        return None
    try:
        with urllib.request.urlopen(f"{settings.EDGE_URL}/healthz", timeout=PATIENCE_S) as answer:
            return answer.status == 200
    except (OSError, ValueError, urllib.error.URLError):
        return False
