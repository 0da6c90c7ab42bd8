"""My profile: language, zone, look, keys and what I am told about."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from truce.base.clock import now
from truce.teams import actions
from truce.web.me import forms
from truce.web.posting import by
from truce.web.render import go, page, say


@login_required
@require_http_methods(["GET", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """P39: how does Truce behave for me?"""
    if request.method == "GET":
        return page(request, "me", "me", form=forms.ProfileForm(initial=forms.filled(request.user)))
    form = forms.ProfileForm(request.POST)
    if not form.is_valid():
        return page(request, "me", "me", status=422, form=form)
    actions.set_profile(form.profile(), by=by(request), at=now())
    say(request, "Your profile is saved.")
    return go(request, request.path)
