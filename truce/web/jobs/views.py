"""Jobs: everybody sees and stops their own, operations and the revenue lead all."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from truce.automation import actions
from truce.base.clock import now
from truce.insight.queries import work
from truce.web.guard import admins, does
from truce.web.posting import by
from truce.web.render import page, say


@require_GET
@login_required
def jobs(request: HttpRequest) -> HttpResponse:
    """P38: what is running?"""
    return _jobs(request)


@require_GET
@admins
def regular(request: HttpRequest) -> HttpResponse:
    """P38: what does Truce do by the clock?"""
    return page(request, "jobs", "regular", regular=work.regular())


@does("job.cancel")
def cancel(request: HttpRequest, job_id: int) -> HttpResponse:
    actions.cancel_job(job_id, by=by(request), at=now())
    say(request, "It stops after the part it is in; what it has done stays.")
    return _jobs(request)


@does("job.retry")
def retry(request: HttpRequest, job_id: int) -> HttpResponse:
    actions.retry_job(job_id, by=by(request), at=now())
    say(request, "It goes on from where it stopped.")
    return _jobs(request)


def _jobs(request: HttpRequest) -> HttpResponse:
    get = request.GET
    after = get.get("after", "")
    state, whole = get.get("state", ""), "all" in get
    found = work.work(by(request), at=now(), state=state, whole=whole, after=_number(after))
    return page(request, "jobs", "jobs", found=found, state=state, whole=whole, here_url=reverse("jobs"))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else 0
