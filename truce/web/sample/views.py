"""The sample company, for operations and the revenue lead."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from truce.base.clock import now
from truce.ingest.demo import actions, queries
from truce.jobs.queries import latest
from truce.web.guard import admins, does
from truce.web.posting import by
from truce.web.render import go, page, say
from truce.web.sample import forms


@require_safe
@admins
def sample(request: HttpRequest) -> HttpResponse:
    """What is made up here, and how does it go away?"""
    return _sample(request)


@does("demo.load")
def load(request: HttpRequest) -> HttpResponse:
    form = forms.Wanted(request.POST)
    if not form.is_valid():
        return _sample(request, form=form, status=422)
    actions.ask_to_load(by=by(request), at=now(), **form.cleaned_data)
    say(request, "The sample company is being made up. You can go on meanwhile.")
    return go(request, reverse("sample"))


@does("demo.remove")
def remove(request: HttpRequest) -> HttpResponse:
    actions.ask_to_remove(by=by(request), at=now())
    say(request, "The sample company is being removed. Real records stay.")
    return go(request, reverse("sample"))


def _sample(request: HttpRequest, *, form: forms.Wanted | None = None, status: int = 200) -> HttpResponse:
    is_there = queries.is_there()
    return page(
        request,
        "sample",
        "sample",
        status=status,
        is_there=is_there,
        is_busy=queries.job() is not None,
        job=latest(key="demo", at=now()),
        people=queries.users() if is_there else [],
        form=form or forms.Wanted(),
    )
