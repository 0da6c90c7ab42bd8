"""Users, teams and roles: everybody may look, operations and the revenue lead act."""

from django import forms as django_forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from truce.base.clock import now
from truce.base.errors import Refused
from truce.handoff import actions as handoff
from truce.insight.queries import users as queries
from truce.jobs import queries as jobs
from truce.teams import actions
from truce.teams.access import NotAllowed, may
from truce.teams.rules import MANAGERS
from truce.web.formats import plural
from truce.web.guard import does
from truce.web.posting import by, key
from truce.web.render import go, page, say
from truce.web.users import forms


@require_GET
@login_required
def users(request: HttpRequest) -> HttpResponse:
    """P32: who works here, and what does each hold?"""
    return _users(request)


@require_GET
@login_required
def teams(request: HttpRequest) -> HttpResponse:
    return _teams(request)


@require_GET
@login_required
def roles(request: HttpRequest) -> HttpResponse:
    """P32: who may do what?"""
    return page(request, "users", "roles", matrix=queries.matrix())


@does("user.invite")
def invite(request: HttpRequest) -> HttpResponse:
    form = forms.Invitation(request.POST)
    if form.is_valid() and (email := form.cleaned_data["email"]) and _done(form, _invite, request, **form.told()):
        say(request, f"{email} is invited; the link works for a week.")
        return go(request, reverse("users"))
    return _users(request, form=form, status=422)


@does("user.invite")
def invite_again(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Send a new link; the old one stops working."""
    old = queries.invitation(invitation_id)
    _invite(request, email=old.email, role=old.role, team=old.team)
    say(request, f"{old.email} gets a new link; the old one does not work any more.")
    return go(request, reverse("users"))


@does("user.withdraw_invitation")
def withdraw(request: HttpRequest, invitation_id: int) -> HttpResponse:
    old = queries.invitation(invitation_id)
    actions.withdraw_invitation(old.pk, by=by(request), at=now())
    say(request, f"The invitation of {old.email} is withdrawn.")
    return go(request, reverse("users"))


@require_GET
@login_required
def user(request: HttpRequest, user_id: int) -> HttpResponse:
    """P32: one colleague: role, team, capacity, territories, absence, and the way out."""
    return _user(request, user_id)


@does("user.change")
def change(request: HttpRequest, user_id: int) -> HttpResponse:
    person = queries.colleague(user_id, at=now())
    form = forms.Place(request.POST)
    if form.is_valid() and _done(form, actions.change, user_id, by=by(request), at=now(), **form.told()):
        say(request, f"{person.name} is changed; it counts from their next click.")
        return go(request, reverse("user", args=[user_id]))
    return _user(request, user_id, place=form, status=422)


@does("user.absence")
def absence(request: HttpRequest, user_id: int) -> HttpResponse:
    person = queries.colleague(user_id, at=now())
    others = queries.colleagues(but=user_id)
    form = forms.Absence(request.POST, others=others)
    if form.is_valid():
        given = dict(form.cleaned_data)
        stand_in = next(iter(queries.takers([given.pop("stand_in") or 0])), None)
        if _done(form, actions.be_away, user_id, by=by(request), at=now(), stand_in=stand_in, **given):
            say(request, f"{person.name} gets no hand-off while away." if given["start"] else f"{person.name} is here.")
            return go(request, reverse("user", args=[user_id]))
    return _user(request, user_id, away=form, status=422)


@require_GET
@login_required
def leaving(request: HttpRequest, user_id: int) -> HttpResponse:
    """Who takes what a colleague holds, asked before they are deactivated."""
    found = queries.leaving(user_id, at=now())
    if not may(by(request), "user.deactivate") or not found.person.is_active:
        return go(request, reverse("user", args=[user_id]))
    return page(request, "users", "leaving", leaving=found)


@does("user.deactivate")
def leave(request: HttpRequest, user_id: int) -> HttpResponse:
    person = queries.colleague(user_id, at=now())
    takers = queries.takers([int(pk) for pk in request.POST.getlist("to") if pk.isdecimal()][:200])
    left = handoff.leave(user_id, to=takers, by=by(request), at=now(), key=key(request))
    if left.job:
        say(request, f"{plural(left.leads, 'lead')} of {person.name} are being given away; then they are deactivated.")
    else:
        given = f"{plural(left.leads, 'lead')} went to {plural(len(takers), 'colleague')}. " if left.leads else ""
        say(request, f"{person.name} is deactivated. {given}Leads without a holder: {queries.orphans()}.")
    return go(request, reverse("user", args=[user_id]))


@does("user.reactivate")
def come_back(request: HttpRequest, user_id: int) -> HttpResponse:
    person = queries.colleague(user_id, at=now())
    actions.reactivate(user_id, by=by(request), at=now())
    say(request, f"{person.name} can sign in again.")
    return go(request, reverse("user", args=[user_id]))


@does("team.add")
def add_team(request: HttpRequest) -> HttpResponse:
    form = forms.NewTeam(request.POST)
    if form.is_valid() and _done(form, actions.add_team, by=by(request), at=now(), **form.cleaned_data):
        say(request, f"{form.cleaned_data['name']} is there.")
        return go(request, reverse("users-teams"))
    return _teams(request, form=form, status=422)


@does("team.rename")
def rename_team(request: HttpRequest, team_id: int) -> HttpResponse:
    queries.team(team_id)
    renamed = actions.rename_team(team_id, name=request.POST.get("name", ""), by=by(request), at=now())
    say(request, f"The team is called {renamed.name} now.")
    return go(request, reverse("users-teams"))


def _users(request: HttpRequest, *, form: django_forms.Form | None = None, status: int = 200) -> HttpResponse:
    asked = {name: _number(request.GET.get(name, "")) for name in ("team", "after")}
    found = queries.everybody(at=now(), gone=request.GET.get("show") == "gone", **asked)
    may_invite = may(by(request), "user.invite")
    return page(
        request,
        "users",
        "users",
        status=status,
        found=found,
        team=asked["team"],
        gone=request.GET.get("show") == "gone",
        may_invite=may_invite,
        invitations=queries.invitations(at=now()) if may_invite else (),
        form=(form or forms.Invitation()) if may_invite else None,
    )


def _teams(request: HttpRequest, *, form: django_forms.Form | None = None, status: int = 200) -> HttpResponse:
    may_add = may(by(request), "team.add")
    context = {"teams": queries.teams(), "form": (form or forms.NewTeam()) if may_add else None}
    return page(request, "users", "teams", status=status, **context)


def _user(request: HttpRequest, user_id: int, *, status: int = 200, place=None, away=None) -> HttpResponse:
    person, me = queries.colleague(user_id, at=now()), by(request)
    of_place = {"role": person.role.value, "team": person.team_id, "capacity": person.capacity}
    of_place["territories"] = ", ".join(person.territories)
    of_absence = {"start": person.away_from, "end": person.away_until, "stand_in": person.stand_in_id}
    may_place = may(me, "user.change") and person.is_active
    may_absence = may(me, "user.absence") and person.is_active and (user_id == me.pk or me.role in MANAGERS)
    others = queries.colleagues(but=user_id) if may_absence else []
    return page(
        request,
        "users",
        "user",
        status=status,
        colleague=person,
        place=(place or forms.Place(initial=of_place)) if may_place else None,
        away=(away or forms.Absence(initial=of_absence, others=others)) if may_absence else None,
        may_deactivate=may(me, "user.deactivate"),
        leaving=jobs.latest(key=f"leave:{user_id}", at=now()),
        orphans=None if person.is_active else queries.orphans(),
    )


def _invite(request: HttpRequest, **told) -> object:
    return actions.invite(told.pop("email"), base_url=settings.BASE_URL, by=by(request), at=now(), **told)


def _done(form: django_forms.Form, verb, *args, **named) -> bool:
    """Do what the form asks; where a rule says no, the form says why."""
    try:
        verb(*args, **named)
    except NotAllowed:
        raise
    except Refused as why:
        form.add_error(None, str(why))
        return False
    return True


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else 0
