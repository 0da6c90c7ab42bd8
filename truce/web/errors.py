"""Pages for what went wrong: each says what it means and where to go on."""

import logging
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from allauth.account import app_settings as account_settings
from allauth.core.internal.ratelimit import get_cache_key, parse_rates
from django.core.cache import cache
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


def too_many(request: HttpRequest) -> HttpResponse:
    """Say until when signing in is closed for this address."""
    return render(request, "429.html", {"until": _open_again(request)}, status=429)


def _open_again(request: HttpRequest) -> datetime | None:
    """Return when the oldest of the wrong passwords that count stops counting, None where the limit is another."""
    email = request.POST.get("login", "").strip().lower()
    until = 0.0
    for rate in parse_rates(account_settings.RATE_LIMITS["login_failed"]):
        key = get_cache_key(request, app="allauth.account", action="login_failed", rate=rate, key=email)
        tries = cache.get(key) or []
        if len(tries) >= rate.amount:
            until = max(until, tries[-1] + rate.duration)
    return datetime.fromtimestamp(until, UTC) if until else None


def broken(request: HttpRequest, *args: Any) -> HttpResponse:
    """Give the person a short code that stands in the log beside the trace."""
    code = uuid4().hex[:8]
    log.error("answered 500 with code %s for %s", code, request.path)
    return render(None, "errors/500.html", {"request": None, "code": code}, status=500)
