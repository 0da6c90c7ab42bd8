from django import forms
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from truce.agreement import queries as agreement
from truce.base.clock import now
from truce.base.errors import Refused
from truce.teams import actions, queries
from truce.web.errors import gone
from truce.web.render import go, page


class Joining(forms.Form):
    """Who joins."""

    name = forms.CharField(label="Your name", max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    password = forms.CharField(
        label="A password, 8 characters or more",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password", "minlength": "8"}),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """P3: the invited choose a password and read how people work here."""
    try:
        invitation = actions.invitation(token, at=now())
    except actions.LinkDead as why:
        return gone(request, str(why), "/in")
    form = Joining(request.POST or None)
    if request.method == "POST" and form.is_valid():
        house = queries.house()
        where = {"zone": house.zone, "locale": house.locale} if house else {}
        try:
            user = actions.join(token, at=now(), **form.cleaned_data, **where)
        except Refused as why:
            form.add_error("password", str(why))
        else:
            login(request, user)
            return go(request, "/")
    terms = agreement.current() if agreement.is_there() else None
    context = {"form": form, "invitation": invitation, "house": queries.house(), "terms": terms}
    return page(request, "join", "join", status=422 if form.errors else 200, **context)
