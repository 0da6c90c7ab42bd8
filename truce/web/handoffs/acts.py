"""The answers: accept one or several, return with a reason, and marketing's word to a return."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from truce.base.clock import now
from truce.handoff import actions as handoff
from truce.insight.queries import handoffs as queries
from truce.ledger.queries import act_with
from truce.web.formats import plural
from truce.web.guard import does
from truce.web.handoffs import views
from truce.web.lead import forms
from truce.web.lead.views import months
from truce.web.posting import by, key
from truce.web.refusals import back
from truce.web.render import done, page, say

MOST = 50
REPLIED = {
    "agreed": "Agreed: it is nurtured.",
    "fixed": "Answered: sales sees what you mended.",
    "look_again": "Sales is asked to look again.",
}


@does("handoff.accept")
def accept(request: HttpRequest, handoff_id: int) -> HttpResponse:
    answered = handoff.accept(handoff_id, by=by(request), at=now(), key=key(request))
    say(request, f"Accepted {answered.lead.person}. The first touch is due next.", act=act_with(key(request)))
    return _after(request)


@login_required
@require_http_methods(["GET", "POST"])
def accept_many(request: HttpRequest) -> HttpResponse:
    """Show what accepting the chosen hand-offs would do, then do it as one act."""
    given = request.GET if request.method == "GET" else request.POST
    ids = [int(pk) for pk in given.getlist("id") if pk.isdecimal()][:MOST]
    if request.method == "GET":
        offers, due = queries.chosen(ids, by(request), at=now())
        return page(request, "handoffs", "chosen", offers=offers, due=due, left=len(set(ids)) - len(offers))
    accepted = handoff.accept_many(ids, by=by(request), at=now(), key=key(request))
    left = f" {plural(len(accepted.left), 'was', 'were')} not: {accepted.left[0]}" if accepted.left else ""
    say(request, f"Accepted {plural(len(accepted.taken), 'lead')}.{left}", act=accepted.act.pk)
    return _after(request)


@login_required
@require_http_methods(["GET", "POST"])
def return_(request: HttpRequest, handoff_id: int) -> HttpResponse:
    """Return a lead to marketing; the page for it is for those without scripts."""
    if request.method == "POST":
        return _returned(request, handoff_id)
    return _return_page(request, handoff_id)


@does("handoff.return")
def _returned(request: HttpRequest, handoff_id: int) -> HttpResponse:
    form = forms.ReturnForm(request.POST)
    form.is_valid()
    said = form.cleaned_data
    why = {"reason": said.get("reason", ""), "note": said.get("words", ""), "again_on": said.get("month")}
    try:
        answered = handoff.return_(handoff_id, **why, by=by(request), at=now(), key=key(request))
    except handoff.ReasonMissing as refusal:
        if request.htmx:
            raise
        return _return_page(
            request, handoff_id, status=422, wrong=str(refusal), chosen=why["reason"], words=why["note"]
        )
    reason = next((each.label for each in queries.reasons() if each.key == answered.reason), "")
    words = f"Returned {answered.lead.person} to marketing: {reason[:1].lower()}{reason[1:]}."
    say(request, words, act=act_with(key(request)))
    return _after(request)


@does("handoff.answer_return")
def answer(request: HttpRequest, handoff_id: int) -> HttpResponse:
    """Answer a return: agree, say what was mended, or ask to look again."""
    form = forms.ReplyForm(request.POST)
    if not form.is_valid():
        raise handoff.ReasonMissing("Choose one of the three answers.")
    said, words = form.cleaned_data["answer"], form.cleaned_data["words"]
    handoff.answer_return(handoff_id, answer=said, note=words, by=by(request), at=now(), key=key(request))
    say(request, REPLIED[said.value], act=act_with(key(request)))
    return _after(request)


def _return_page(request: HttpRequest, handoff_id: int, *, status: int = 200, **typed: str) -> HttpResponse:
    lead = queries.lead_of(handoff_id)
    if lead is None:
        raise Http404
    told = {"reasons": queries.reasons(), "months": months(), "wrong": "", "chosen": "", "words": "", **typed}
    return page(
        request, "handoffs", "return", status=status, handoff_id=handoff_id, lead_id=lead[0], name=lead[1], **told
    )


def _after(request: HttpRequest) -> HttpResponse:
    return views.after(request) or done(request, _back(request))


def _back(request: HttpRequest) -> str:
    before = back(request)
    return reverse("handoffs") if "/return" in before or before.endswith("/accept") else before
