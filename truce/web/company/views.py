"""P8: what is going on at this company, across people and both sides?"""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from truce.base.clock import now
from truce.insight.queries import companies as listed
from truce.insight.queries import company as one
from truce.insight.queries import fields as known
from truce.insight.rules import SHOWS
from truce.web.guard import changes
from truce.web.lead.fields import change
from truce.web.lead.views import came_from
from truce.web.posting import by
from truce.web.render import page

SHOWN = (("", "All"), *SHOWS.items())


@require_GET
@login_required
def companies(request: HttpRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "")[:200] for name in ("q", "after")}
    return page(request, "company", "list", found=listed.companies(user=by(request), **asked))


@require_GET
@login_required
def company(request: HttpRequest, company_id: int) -> HttpResponse:
    show, before = request.GET.get("show", ""), request.GET.get("before", "")
    found = one.company(company_id, user=by(request), at=now(), show=show if show in SHOWS else "", before=before)
    if found is None:
        raise Http404
    return page(
        request,
        "company",
        "company",
        company=found,
        shows=SHOWN,
        here_url=request.get_full_path(),
        back=came_from(request, "companies"),
    )


@changes("people.edit")
def fields(request: HttpRequest, company_id: int) -> HttpResponse:
    """Change one field of a company."""
    return change(request, known.company(company_id, user=by(request)), reverse("company", args=[company_id]))
