"""Whose role an address is for: asked before anything else is, so that nothing is told or done first."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from truce.teams.access import require
from truce.teams.rules import ADMINS
from truce.web.posting import by

View = Callable[..., HttpResponse]


def does(operation: str) -> Callable[[View], View]:
    """Make a view the address of an operation: POST only, signed in, and 403 for a role that may not."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            require(by(request), operation)
            return view(request, *args, **kwargs)

        return require_POST(login_required(guarded))

    return decorate


def changes(operation: str) -> Callable[[View], View]:
    """Make a view one that shows a form and does an operation: 403 to a POST of a role that may not."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.method == "POST":
                require(by(request), operation)
            return view(request, *args, **kwargs)

        return require_http_methods(["GET", "HEAD", "POST"])(login_required(guarded))

    return decorate


def admins(view: View) -> View:
    """Make a page one of operations and the revenue lead; everybody else is told whom to ask."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if by(request).role not in ADMINS:
            raise PermissionDenied("This page is for operations and the revenue lead.")
        return view(request, *args, **kwargs)

    return login_required(guarded)
