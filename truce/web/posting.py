"""What every form that changes something sends along, in a page or in a part."""

from contextvars import ContextVar
from uuid import uuid4

from django.http import HttpRequest
from django.middleware.csrf import get_token
from markupsafe import Markup

from truce.teams.access import User

_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


def begin(request: HttpRequest) -> None:
    """Remember whose forms are about to be drawn: macros have no request of their own."""
    _request.set(request)


def fields() -> Markup:
    """Return the hidden fields of a form: the token against forgery, and a key so that twice is once."""
    return Markup(
        f'<input type="hidden" name="csrfmiddlewaretoken" value="{_token()}">'
        f'<input type="hidden" name="act_key" value="{uuid4().hex}">'
    )


def _token() -> str:
    """Return the token of this request: masked once, because a list has a hundred forms."""
    request = _request.get()
    if request is None:
        return ""
    if "form_token" not in request.META:
        request.META["form_token"] = get_token(request)
    return request.META["form_token"]


def key(request: HttpRequest) -> str:
    """Return the key of the act a form asks for, to be passed to `ledger.actions.act`."""
    return request.POST.get("act_key", "")[:64]


def by(request: HttpRequest) -> User:
    """Return who asks, to be passed to a verb; only for views behind `login_required`."""
    assert isinstance(request.user, User)
    return request.user
