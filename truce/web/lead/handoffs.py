"""Passing a lead between the sides, from its own page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from truce.base.clock import now
from truce.handoff import actions as handoff
from truce.handoff.rules import ReturnAnswer
from truce.ledger.queries import act_with
from truce.teams.queries import colleague
from truce.web.lead import forms
from truce.web.lead.views import act, after, shown
from truce.web.posting import by, key
from truce.web.render import say

REPLIED = {
    ReturnAnswer.AGREED: "Agreed: it is nurtured.",
    ReturnAnswer.FIXED: "Mended; sales sees what changed.",
    ReturnAnswer.LOOK_AGAIN: "Sales is asked to look again.",
}


@act("handoff.offer")
def hand_over(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Hand over by hand, to a seller or to whoever the agreed routing finds."""
    to, words = colleague(request.POST.get("to", "")), request.POST.get("words", "")[:2_000].strip()
    done = handoff.hand_over(lead_id, to=to, note=words, by=by(request), at=now(), key=key(request))
    say(request, f"Handed to {done.offered_to_user or 'sales: nobody was free, it waits there'}.", act=_act(request))
    return after(request, lead_id)


@act("handoff.accept")
def accept(request: HttpRequest, lead_id: int, handoff_id: int) -> HttpResponse:
    handoff.accept(handoff_id, by=by(request), at=now(), key=key(request))
    say(request, "Accepted: it is yours, and the first touch is due next.", act=_act(request))
    return after(request, lead_id)


@login_required
@require_http_methods(["GET", "POST"])
def return_(request: HttpRequest, lead_id: int, handoff_id: int) -> HttpResponse:
    """Return an offered lead; the page for it is for those without scripts."""
    if request.method == "GET":
        return shown(request, lead_id, name="return")
    return _returned(request, lead_id, handoff.return_, handoff_id)


@login_required
@require_http_methods(["GET", "POST"])
def give_back(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Return a lead that was accepted before."""
    if request.method == "GET":
        return shown(request, lead_id, name="return")
    return _returned(request, lead_id, handoff.give_back, lead_id)


@act("handoff.return")
def _returned(request: HttpRequest, lead_id: int, verb, subject_id: int) -> HttpResponse:
    form = forms.ReturnForm(request.POST)
    form.is_valid()
    said = form.cleaned_data
    why = {"reason": said.get("reason", ""), "note": said.get("words", ""), "again_on": said.get("month")}
    try:
        verb(subject_id, **why, by=by(request), at=now(), key=key(request))
    except handoff.ReasonMissing as refusal:
        if request.htmx:
            raise
        return shown(request, lead_id, status=422, name="return", wrong={"return": str(refusal)}, typed=why)
    say(request, "Returned to marketing, which owes an answer now.", act=_act(request))
    return after(request, lead_id)


@act("handoff.answer_return")
def reply(request: HttpRequest, lead_id: int, handoff_id: int) -> HttpResponse:
    """Answer a return: agree, say what was mended, or ask to look again."""
    form = forms.ReplyForm(request.POST)
    if not form.is_valid():
        return shown(request, lead_id, status=422, wrong={"reply": "Choose one of the three answers."})
    answer, words = form.cleaned_data["answer"], form.cleaned_data["words"]
    try:
        handoff.answer_return(handoff_id, answer=answer, note=words, by=by(request), at=now(), key=key(request))
    except handoff.ReasonMissing as refusal:
        return shown(request, lead_id, status=422, wrong={"reply": str(refusal)}, typed={"reply": request.POST})
    say(request, REPLIED[answer], act=_act(request))
    return after(request, lead_id)


def _act(request: HttpRequest) -> int | None:
    """Return the act that this request made, so that it can be undone."""
    return act_with(key(request))
