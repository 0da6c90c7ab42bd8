"""What a person sees when a rule says no, or when the same form arrives twice."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRefresh

from truce.agreement.queries import NoAgreement
from truce.base.errors import Refused
from truce.ledger.actions import AlreadyDone
from truce.teams.access import NotAllowed


class Refusals:
    """A refusal is one sentence with status 422; an act that was done already counts as done."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, refusal: Exception) -> HttpResponse | None:
        if isinstance(refusal, AlreadyDone):
            return HttpResponseClientRefresh() if request.htmx else HttpResponseRedirect(back(request), status=303)
        if isinstance(refusal, NoAgreement) and request.method == "GET":
            return HttpResponseRedirect(reverse("start-company"))
        if isinstance(refusal, Refused):
            return refuse(request, refusal)
        return None


def refuse(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Return the one sentence: beside the page where htmx asked, else a page with the way back."""
    status = 403 if isinstance(refusal, NotAllowed) else 422
    context = {"words": str(refusal), "back": back(request)}
    response = render(
        request, "errors/_refused.html" if request.htmx else "errors/refused.html", context, status=status
    )
    if request.htmx:
        response.status_code = 422
        response["HX-Retarget"] = "#toasts"
        response["HX-Reswap"] = "beforeend"
    return response


def back(request: HttpRequest) -> str:
    """Return the page of ours the person came from, else the start."""
    before = request.headers.get("Referer", "")
    ours = f"{request.scheme}://{request.get_host()}/"
    return before if before.startswith(ours) else "/"
