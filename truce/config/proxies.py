"""Whom to believe about where a request came from."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED")


class TrustedProxies:
    """Take the visitor's address from our own proxies, and from nobody else.

    Login limits count by address, so a header anybody may send must never be one. After this,
    REMOTE_ADDR is the truth for all that follows.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta, trusted = request.META, settings.TRUSTED_PROXIES
        if meta.get("REMOTE_ADDR") in trusted:
            hops = [hop.strip() for hop in meta.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
            strangers = [hop for hop in hops if hop not in trusted]
            meta["REMOTE_ADDR"] = strangers[-1] if strangers else meta["REMOTE_ADDR"]
        else:
            for header in FORWARDED:
                meta.pop(header, None)
        return self.get_response(request)
