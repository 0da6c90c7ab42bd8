"""Adding a lead by hand, and seeing at once whether it is here already."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from truce.base.clock import now
from truce.ingest import actions as ingest
from truce.insight.queries import newcomer
from truce.teams.access import require
from truce.teams.queries import house
from truce.web.lead.newform import NewLeadForm, parted
from truce.web.posting import by, key
from truce.web.render import go, page, say


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add a lead: it stays with whoever added it, or waits to be sorted."""
    require(by(request), "lead.add")
    campaigns = newcomer.campaigns()
    form = NewLeadForm(request.POST or None, campaigns=campaigns, region=_region())
    if request.method == "GET" or not form.is_valid():
        return page(request, "lead", "new", form=form, here=None, status=422 if request.method == "POST" else 200)
    try:
        note = form.cleaned_data["note"]
        arrived = ingest.add_lead(form.arrival(), note=note, by=by(request), at=now(), key=key(request))
    except ingest.AlreadyThere as refusal:
        form.add_error(None, str(refusal))
        return page(request, "lead", "new", form=form, here=refusal.lead_id, status=422)
    say(request, f"{arrived.person} is here now, as a new lead.")
    return go(request, reverse("lead", args=[arrived.lead.pk]))


@require_GET
@login_required
def known(request: HttpRequest) -> HttpResponse:
    """Say who the typed addresses belong to, and what is wrong with them."""
    emails, phones = (parted(request.GET.get(name, "")[:2_000]) for name in ("emails", "phones"))
    name, company, region = request.GET.get("name", "")[:200], request.GET.get("company", "")[:200], _region()
    who = newcomer.known(emails=emails, phones=phones, name=name, region=region, user=by(request))
    there = newcomer.known_company(name=company, emails=emails)
    checked = NewLeadForm(request.GET, campaigns=[], region=region)
    wrong = [words for field in ("emails", "phones") for words in checked.errors.get(field, [])]
    return page(request, "lead", "known", who=who, there=there, wrong=wrong, status=422 if wrong else 200)


def _region() -> str:
    found = house()
    return found.country if found else ""
