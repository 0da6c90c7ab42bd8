"""Pages for what went wrong: each says what it means and where to go on."""

import logging
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from truce.teams import queries as teams
from truce.web.nav import address
from truce.web.refusals import back

log = logging.getLogger("truce.web")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say who can see it and whom to ask."""
    words = str(exception or "") or "Your role does not include this page."
    ask = teams.admins() if request.user.is_authenticated else []
    return render(request, "errors/403.html", {"words": words, "ask": ask}, status=403)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "errors/csrf.html", {"back": back(request)}, status=403)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", {"leads": address("leads")}, status=404)


def gone(request: HttpRequest, words: str, to: str = "") -> HttpResponse:
    """Say what became of a record; views call this."""
    return render(request, "errors/410.html", {"words": words, "to": to}, status=410)


def broken(request: HttpRequest, *args: Any) -> HttpResponse:
    """Give the person a short code that stands in the log beside the trace."""
    code = uuid4().hex[:8]
    log.error("answered 500 with code %s for %s", code, request.path)
    return render(None, "errors/500.html", {"code": code}, status=500)
