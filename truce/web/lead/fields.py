"""Changing one field where it stands: compare and set, so that nobody's words are lost."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from truce.agreement import queries as agreement
from truce.base.clock import now
from truce.insight.queries import fields
from truce.ledger.queries import act_with
from truce.people import actions as people
from truce.web.guard import changes
from truce.web.posting import by, key
from truce.web.render import go, page, say
from truce.web.values import Unreadable, read


@changes("people.edit")
def edit(request: HttpRequest, lead_id: int) -> HttpResponse:
    """Change a field of the person: a cell for htmx, a small page for those without scripts."""
    return change(request, fields.person_of(lead_id, user=by(request)), reverse("lead", args=[lead_id]))


def change(request: HttpRequest, row, home: str) -> HttpResponse:
    """Show or change one field of a person or company. Takes home: the page that it stands on."""
    given = request.POST if request.method == "POST" else request.GET
    field = row and fields.field_of(row, given.get("field", ""), _body())
    if not field:
        raise Http404
    told: dict[str, Any] = {
        "field": field,
        "home": home,
        "action": request.path,
        "wrong": "",
        "clash": None,
        "mine": field.value,
    }
    if request.method == "GET":
        return page(request, "lead", "field", **told)
    try:
        return _changed(request, row, field, told)
    except (Unreadable, people.Changed) as refusal:
        theirs = fields.field_of(fields.again(row), field.key, _body())
        told |= {"field": theirs, "mine": given.get("value", "")}
        told |= {"wrong": str(refusal)} if isinstance(refusal, Unreadable) else {"clash": refusal}
        return page(request, "lead", "field", status=422, **told)


def _changed(request: HttpRequest, row, field: fields.FieldValue, told: dict) -> HttpResponse:
    given: QueryDict = request.POST
    old, new = (read(given.get(name, ""), field) for name in ("old", "value"))
    if old != new:
        people.edit(row, field.key, old=old, new=new, by=by(request), at=now(), key=key(request))
        say(request, f"{field.label} is changed.", act=act_with(key(request)))
    if not request.htmx:
        return go(request, told["home"])
    return page(request, "lead", "field", **told | {"field": fields.field_of(fields.again(row), field.key, _body())})


def _body():
    try:
        return agreement.current().body
    except agreement.NoAgreement:
        return None
