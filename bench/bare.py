"""The floors over HTTP: the framework with an empty page, and 50 rows of leads as plainly as can be.

Served under `bench.bare_settings`: without any middleware; `BENCH_MIDDLEWARE=1` gives it Truce's own, with the session
and the user read.
"""

from __future__ import annotations

from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path
from jinja2 import Environment

ROWS = Environment(autoescape=True).from_string(
    """<!doctype html><title>Leads</title><table>
{% for lead in leads %}<tr id="lead-{{ lead.pk }}"><td><a href="/l/{{ lead.pk }}">{{ lead.person.name }}</a></td>
<td>{{ lead.company.name }}</td><td>{{ lead.stage }}</td><td>{{ lead.number }}</td><td>{{ lead.turn }}</td>
<td><time datetime="{{ lead.due_at.isoformat() }}">{{ lead.due_at.strftime("%d %b %H:%M") }}</time></td></tr>
{% endfor %}</table>"""
)


def healthy(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def constant(request: HttpRequest) -> HttpResponse:
    if hasattr(request, "user"):
        assert request.user.is_authenticated
    return HttpResponse("ok")


def rows(request: HttpRequest) -> HttpResponse:
    from truce.journey.models import Lead

    leads = Lead.objects.open().filter(side="marketing").select_related("person", "company").order_by("due_at", "pk")
    return HttpResponse(ROWS.render(leads=leads[:50]))


urlpatterns = [path("healthz", healthy), path("constant", constant), path("rows", rows)]
application = get_wsgi_application()
