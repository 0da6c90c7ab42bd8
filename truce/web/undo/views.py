"""P28: what was changed, and can I have it back?"""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from truce.automation import actions
from truce.base.clock import now
from truce.insight.queries.undo import undo_log
from truce.jobs.queries import job as job_of
from truce.web.posting import by
from truce.web.refusals import back
from truce.web.render import done, page, say


@require_GET
@login_required
def log(request: HttpRequest) -> HttpResponse:
    """What was done within 30 days, the newest first: one's own, for operations everybody's."""
    before = request.GET.get("before", "")
    found = undo_log(by(request), at=now(), before=int(before) if before.isdecimal() and len(before) <= 18 else 0)
    return page(request, "undo", "log", log=found)


@require_POST
@login_required
def undo(request: HttpRequest, act_id: int) -> HttpResponse:
    """Take one act back; operations may take back what others did. A large one goes on in the worker."""
    try:
        undoing = actions.undo(act_id, by=by(request), at=now())
    except ObjectDoesNotExist:
        raise Http404 from None
    if undoing.job_id and request.htmx:
        return _running(request, undoing.job_id, undoing.act.pk)
    say(request, undoing.act.label, act=None if undoing.job_id else undoing.act.pk)
    return done(request, back(request))


@require_GET
@login_required
def going(request: HttpRequest, job_id: int, act_id: int) -> HttpResponse:
    """How far the undoing of a large act is: a toast that asks again each second, and says when all is back."""
    return _running(request, job_id, act_id)


def _running(request: HttpRequest, job_id: int, act_id: int) -> HttpResponse:
    job = job_of(job_id, at=now(), of=request.user.pk)
    response = page(request, "undo", "going", job=job, act_id=act_id)
    if "HX-Target" not in request.headers or not request.headers.get("HX-Target", "").startswith("undoing-"):
        response["HX-Retarget"], response["HX-Reswap"] = "#toasts", "beforeend"
    return trigger_client_event(response, "changed") if job.has_ended else response
