"""Many leads at once: choose what and who, see what would happen to each, do it, take it back as one."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_htmx.http import trigger_client_event

from truce.agreement.queries import current
from truce.automation import actions, queries
from truce.automation.rules import MOST, Change, Done, Plan, Wanted
from truce.base.clock import now
from truce.base.errors import Refused
from truce.insight.queries import leads
from truce.jobs import actions as jobs
from truce.jobs.queries import JobRow, latest
from truce.teams.rules import ADMINS
from truce.web.guard import does
from truce.web.leads import address
from truce.web.posting import by, key
from truce.web.render import page, say

SHOWN = 200


@does("automation.bulk")
def bulk(request: HttpRequest) -> HttpResponse:
    """The sheet for many leads: each choice in it shows anew what would happen; its button does it."""
    wanted, ids = _wanted(request), _ids(request)
    if not ids:
        raise Refused("Choose at least one lead.")
    if "go" not in request.POST:
        return _preview(request, wanted, ids)
    try:
        done = actions.bulk(wanted, ids, seen=request.POST["go"], by=by(request), at=now(), key=key(request))
    except actions.OtherThanSeen as other:
        return _preview(request, wanted, ids, plan=other.plan, problem=str(other), status=409)
    return _progress(request, done.act_id) if done.job_id else _done(request, done)


@require_safe
@login_required
def progress(request: HttpRequest, act_id: int) -> HttpResponse:
    """How far a job of many leads is, and what it did when it is through."""
    return _progress(request, act_id)


def _progress(request: HttpRequest, act_id: int) -> HttpResponse:
    job = _job(request, act_id)
    if job.state == "done":
        counts = [(name, count) for name, count in job.result["counts"]]
        skipped = [(reason, ids) for reason, ids in job.result["skipped"]]
        return _done(request, Done(act_id, counts, skipped))
    response = page(request, "leads", "bulk_job", job=job, act_id=act_id)
    return trigger_client_event(response, "changed") if job.has_ended else response


@does("automation.bulk")
def stop(request: HttpRequest, act_id: int) -> HttpResponse:
    """Stop a job of many leads after its present chunk: what was done stays, and can be undone."""
    jobs.cancel(_job(request, act_id).id, at=now())
    return _progress(request, act_id)


def _job(request: HttpRequest, act_id: int) -> JobRow:
    job = latest(key=actions.job_key(act_id), at=now())
    if not job or (job.enqueued_by_id != by(request).pk and by(request).role not in ADMINS):
        raise Http404("There is no such job.")
    return job


def _wanted(request: HttpRequest) -> Wanted:
    post = request.POST
    try:
        change, to = Change(post.get("what", "")), tuple(int(each) for each in post.getlist("to")[:200] if number(each))
    except ValueError:
        raise Refused("Choose what to do with these leads.") from None
    return Wanted(change, to, post.get("reason", ""), post.get("note", "").replace("\0", "").strip()[:500])


def _ids(request: HttpRequest) -> list[int]:
    """Return the leads that are meant: those ticked, or all that the filter of the list finds."""
    post = request.POST
    if "all" in post:
        _, f, _, _ = leads.holding(address.asked(post), by(request))
        found = leads.matching(f, by(request), at=now()).order_by("pk").values_list("pk", flat=True)
        return list(found[: MOST + 1])
    given = [*post.getlist("id"), *post.get("ids", "").split(",")]
    return sorted({int(each) for each in given if number(each)})


def number(text: str) -> bool:
    """Return whether a text is the number of a record."""
    return text.isdecimal() and len(text) <= 18


def _preview(
    request: HttpRequest, wanted: Wanted, ids: list[int], *, plan: Plan | None = None, problem: str = "", status=200
) -> HttpResponse:
    is_close = wanted.change == Change.CLOSE
    reasons = [(why.key, why.label) for why in current().body.close_reasons] if is_close else []
    people = [] if is_close else queries.people_for(wanted.change)
    is_chosen = wanted.to or wanted.reason or wanted.change == Change.HAND_OVER
    if is_chosen and not plan and len(ids) <= MOST:
        plan = queries.plan(wanted, ids, by=by(request))
    if len(ids) > MOST:
        problem = f"More than {MOST:,} leads match. Narrow the filter: at most {MOST:,} can be changed at once."
    told = {"wanted": wanted, "ids": ids, "people": people, "reasons": reasons, "plan": plan, "problem": problem}
    return page(request, "leads", "bulk", status=status, back=reverse("leads"), few=few, **told)


def _done(request: HttpRequest, done: Done) -> HttpResponse:
    left = sum(len(ids) for _, ids in done.skipped)
    words = f"Changed {done.number:,} {'lead' if done.number == 1 else 'leads'}."
    say(request, words + (f" {left:,} left as they were." if left else ""), act=done.act_id)
    response = page(request, "leads", "bulk_done", done=done, back=reverse("leads"), few=few)
    return trigger_client_event(response, "changed") if request.htmx else response


def few(ids: list[int]) -> str:
    """Return the filter that shows these leads, the first 200 of many."""
    return f"id:one_of:{','.join(str(pk) for pk in ids[:SHOWN])}"
