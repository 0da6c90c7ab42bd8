"""What is done with a lead that one has: log, promise, put off, pass on, qualify, win, close."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse

from truce.base.clock import now
from truce.insight.queries import fields
from truce.outreach import actions as outreach
from truce.people import actions as people
from truce.teams.queries import colleague
from truce.web.lead import forms
from truce.web.lead.views import act, after, shown
from truce.web.posting import by, key
from truce.web.render import say

LOGGED = {"call": "The call is", "mail": "The mail is", "meeting": "The meeting is", "note": "The note is"}


@act("outreach.log")
def log(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Log a touch; what comes next is asked for at once, unless it is promised already."""
    form = forms.TouchForm(request.POST)
    if not form.is_valid():
        return shown(request, lead_id, status=422, wrong={"log": _first(form)}, typed={"log": request.POST})
    done = outreach.log(lead_id, **form.told(), **_who(request))
    say(request, f"{LOGGED[form.cleaned_data['kind']]} logged.", act=done.act_id)
    return after(request, lead_id, ask="" if form.cleaned_data["kind"] == "note" else "step")


@act("outreach.promise")
def promise(request: HttpRequest, lead_id: int) -> HttpResponse:
    form = forms.StepForm(request.POST)
    if not form.is_valid():
        return shown(request, lead_id, status=422, wrong={"step": _first(form)}, typed={"step": request.POST})
    done = outreach.promise(lead_id, **form.told(), **_who(request))
    say(request, "The next step is promised.", act=done.act_id)
    return after(request, lead_id)


@act("outreach.keep")
def keep(request: HttpRequest, lead_id: int) -> HttpResponse:
    is_dropped = request.POST.get("how") == "dropped"
    done = outreach.keep(lead_id, dropped=is_dropped, **_who(request))
    say(request, "The step is dropped." if is_dropped else "The step is done.", act=done.act_id)
    return after(request, lead_id, ask="step")


@act("outreach.later")
def later(request: HttpRequest, lead_id: int) -> HttpResponse:
    form = forms.LaterForm(request.POST)
    if not form.is_valid():
        return shown(request, lead_id, status=422, wrong={"later": _first(form)}, typed={"later": request.POST})
    done = outreach.later(lead_id, **form.cleaned_data, **_who(request))
    say(request, "It will come back to you that day.", act=done.act_id)
    return after(request, lead_id)


@act("lead.assign")
def assign(request: HttpRequest, lead_id: int) -> HttpResponse:
    to = colleague(request.POST.get("to", ""))
    if to is None:
        return shown(request, lead_id, status=422, wrong={"assign": "Choose who is to have it."})
    done = outreach.assign(lead_id, to=to, **_who(request))
    say(request, f"{to} has the turn now.", act=done.act_id)
    return after(request, lead_id)


@act("lead.close")
def stage(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Qualify, win or close, as the pressed button says."""
    to, words = request.POST.get("to", ""), request.POST.get("words", "")[:2_000]
    if to == "sql":
        done, said = outreach.qualify(lead_id, **_who(request)), "Qualified: an SQL now."
    elif to == "won":
        done, said = outreach.win(lead_id, note=words, **_who(request)), "Won: a customer now."
    else:
        reason = request.POST.get("reason", "")
        if not reason:
            return shown(request, lead_id, status=422, wrong={"stage": "Choose why it ends."})
        done, said = outreach.close(lead_id, reason=reason, note=words, **_who(request)), "The lead is closed."
    say(request, said, act=done.act_id)
    return after(request, lead_id)


@act("people.consent")
def consent(request: HttpRequest, lead_id: int) -> HttpResponse:
    form = forms.ConsentForm(request.POST)
    person = fields.person_of(lead_id, user=by(request))
    if person and form.is_valid():
        people.consent(person, **form.cleaned_data, by=by(request), at=now())
        say(request, "The consent is written down.")
    return after(request, lead_id)


def _who(request: HttpRequest) -> dict:
    at: datetime = now()
    return {"by": by(request), "at": at, "key": key(request)}


def _first(form: forms.forms.Form) -> str:
    return next(iter(forms.wrongs(form).values()), "")
