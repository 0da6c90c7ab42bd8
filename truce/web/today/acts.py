"""What is done about a turn from the list itself: log, promise, put off, pass on, hand over."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from truce.agreement.queries import current
from truce.base.clock import now
from truce.base.errors import Refused
from truce.handoff import actions as handoff
from truce.insight.queries import turns
from truce.ledger.queries import act_with
from truce.outreach import actions as outreach
from truce.teams.queries import colleague
from truce.web.formats import day_name, today
from truce.web.lead import forms
from truce.web.lead.views import act
from truce.web.posting import by, key
from truce.web.refusals import back
from truce.web.render import done, page, say
from truce.web.today import views


class NotFilledIn(Refused):
    """What was typed cannot be read; the sentence says what is missing."""


@act("outreach.log")
def log(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Log a touch; then ask what comes next, unless it was a note among us."""
    form = _read(forms.TouchForm(request.POST))
    event = outreach.log(lead_id, **form.told(), **_who(request))
    kind = form.cleaned_data["kind"]
    say(request, f"Logged {'an e-mail' if kind == 'mail' else f'a {kind}'}.", act=event.act_id)
    return _after(request, ask=lead_id if kind != "note" else 0)


@act("outreach.promise")
def promise(request: HttpRequest, lead_id: int) -> HttpResponse:
    form = _read(forms.StepForm(request.POST))
    event = outreach.promise(lead_id, **form.told(), **_who(request))
    say(request, "The next step is promised.", act=event.act_id)
    return _after(request)


@act("outreach.keep")
def keep(request: HttpRequest, lead_id: int) -> HttpResponse:
    event = outreach.keep(lead_id, **_who(request))
    say(request, "The step is done.", act=event.act_id)
    return _after(request, ask=lead_id)


@act("outreach.later")
def later(request: HttpRequest, lead_id: int) -> HttpResponse:
    form = _read(forms.LaterForm(request.POST))
    event = outreach.later(lead_id, **form.cleaned_data, **_who(request))
    say(request, "Put off; it comes back to you that day.", act=event.act_id)
    return _after(request)


@login_required
@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Say who could take a lead over, then give it to them."""
    if request.method == "POST":
        return _assigned(request, lead_id)
    return page(request, "today", "takers", takers=turns.takers(lead_id), lead_id=lead_id)


@act("lead.assign")
def _assigned(request: HttpRequest, lead_id: int) -> HttpResponse:
    to = colleague(request.POST.get("to", ""))
    if to is None:
        raise NotFilledIn("Choose who is to have it.")
    event = outreach.assign(lead_id, to=to, **_who(request))
    say(request, f"{to} has the turn now.", act=event.act_id)
    return _after(request)


@act("outreach.later")
def sort(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Sort a lead out: to sales now, to nurture, or into one's own hands."""
    how, words = request.POST.get("how", ""), request.POST.get("words", "")[:2_000].strip()
    if how == "sales":
        offered = handoff.hand_over(lead_id, note=words, **_who(request))
        say(request, f"Handed to {offered.offered_to_user or 'sales'}.", act=act_with(key(request)))
    elif how == "nurture":
        until = today() + timedelta(days=current().body.promises.nurture_days)
        event = outreach.later(lead_id, until=until, why=words or "Nurture", **_who(request))
        say(request, f"Nurtured; looked at again {day_name(until)}.", act=event.act_id)
    elif how == "mine":
        event = outreach.assign(lead_id, to=by(request), **_who(request))
        say(request, "You have the turn now.", act=event.act_id)
    else:
        raise NotFilledIn("Choose what is to happen with it.")
    return _after(request)


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": by(request), "at": now(), "key": key(request)}


def _read(form: Any) -> Any:
    if not form.is_valid():
        raise NotFilledIn(next(iter(forms.wrongs(form).values())))
    return form


def _after(request: HttpRequest, *, ask: int = 0) -> HttpResponse:
    return views.after(request, ask=ask) or done(request, back(request))
