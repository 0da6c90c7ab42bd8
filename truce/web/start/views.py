"""The first-run wizard: five steps, each can be left out, come back to and changed later."""

from collections.abc import Callable

from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from truce.agreement import actions as agreements
from truce.agreement import queries as agreement_queries
from truce.base.clock import now
from truce.base.errors import Refused
from truce.teams import actions, beginning, queries
from truce.teams.access import may
from truce.web.errors import forbidden
from truce.web.posting import by
from truce.web.render import go, page, say
from truce.web.start import forms
from truce.web.start.steps import base_url, next_of, steps, ways


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """The first user makes themselves known, by the link that the server printed."""
    token = request.GET.get("token", "") or request.POST.get("token", "")
    if not beginning.opens(token):
        if request.user.is_authenticated:
            return go(request, reverse("start-company"))
        raise Http404
    form = forms.FirstUser(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.found(at=now(), **form.cleaned_data)
        except Refused as why:
            form.add_error(None, str(why))
        else:
            login(request, user)
            return go(request, reverse("start-company"))
    return page(request, "start", "begin", status=422 if form.errors else 200, form=form, token=token)


def _step(name: str) -> Callable:
    """Make a view of one step: for those who may set Truce up, with the list of steps beside it."""

    def decorate(view: Callable) -> Callable:
        @login_required
        @require_http_methods(["GET", "POST"])
        def shown(request: HttpRequest) -> HttpResponse:
            if not may(by(request), "house.set_up"):
                return forbidden(request)
            return view(request, name)

        return shown

    return decorate


@_step("start-company")
def company(request: HttpRequest, name: str) -> HttpResponse:
    house = queries.house()
    known = ("name", "zone", "currency", "locale", "country")
    initial = {key: getattr(house, key) for key in known} if house else {"currency": "EUR", "locale": "en_GB"}
    form = forms.Company(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.set_up(by=by(request), at=now(), **form.cleaned_data)
        return go(request, next_of(name))
    return _shown(request, name, form)


@_step("start-people")
def people(request: HttpRequest, name: str) -> HttpResponse:
    form = forms.People(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            for email, role in form.invited():
                actions.invite(email, role=role, base_url=base_url(), by=by(request), at=now())
                say(request, f"{email} is invited.")
        except Refused as why:
            form.add_error(None, str(why))
        else:
            return go(request, next_of(name))
    return _shown(request, name, form)


@_step("start-agreement")
def agreement(request: HttpRequest, name: str) -> HttpResponse:
    house = queries.house()
    if agreement_queries.is_there() and request.method == "POST":
        return go(request, next_of(name))
    initial = {"industry": "b2b_general", "days": ["0", "1", "2", "3", "4"], "opens": "09:00", "closes": "17:00"}
    form = forms.Agreement(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        where = {"zone": house.zone, "country": house.country} if house else {"zone": "UTC", "country": ""}
        try:
            agreements.start(form.body(**where), by=by(request), at=now())
        except Refused as why:
            form.add_error(None, str(why))
        else:
            return go(request, next_of(name))
    return _shown(request, name, form, is_there=agreement_queries.is_there())


@_step("start-data")
def data(request: HttpRequest, name: str) -> HttpResponse:
    if request.method == "POST":
        return go(request, next_of(name))
    return _shown(request, name, None, ways=ways())


@_step("start-ready")
def ready(request: HttpRequest, name: str) -> HttpResponse:
    if request.method == "POST":
        actions.finish_set_up(by=by(request), at=now())
        return go(request, "/")
    return _shown(request, name, None)


def _shown(request: HttpRequest, name: str, form, **more) -> HttpResponse:
    status = 422 if form is not None and form.errors else 200
    here = name.removeprefix("start-")
    return page(request, "start", here, status=status, form=form, steps=steps(name), **more)
