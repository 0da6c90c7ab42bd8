"""My profile: language, zone, look, keys and what I am told about."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from truce.web.render import page


@login_required
def me(request: HttpRequest) -> HttpResponse:
    return page(request, "me", "me")
