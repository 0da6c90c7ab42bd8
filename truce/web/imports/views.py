"""P25 Import: will this file come in right?"""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from truce.base.clock import now
from truce.ingest import actions, queries
from truce.ingest.rules import Fate, RunState
from truce.teams.access import may, require
from truce.web.guard import does
from truce.web.imports import forms, words
from truce.web.posting import by
from truce.web.render import go, page, say


@require_GET
@login_required
def imports(request: HttpRequest) -> HttpResponse:
    """Which files came in?"""
    found = queries.runs(user=by(request), at=now(), after=_after(request))
    return page(request, "imports", "imports", found=found, may_import=_may(request), **words.WORDS)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Drop a file: it is kept block by block and looked at."""
    require(by(request), actions.OPERATION)
    if request.method == "GET":
        return page(request, "imports", "new", form=forms.Upload(initial=request.GET.dict()), **words.WORDS)
    form = forms.Upload(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, "imports", "new", status=422, form=form, **words.WORDS)
    file = form.cleaned_data["file"]
    stored = actions.store(file.name, file.chunks())
    run = actions.bring(stored, by=by(request), at=now(), **form.told())
    return go(request, reverse("import", args=[run.pk]))


@require_GET
@login_required
def one(request: HttpRequest, run_id: int) -> HttpResponse:
    """Where is this file: asking, ready, running, or in?"""
    run = queries.run(run_id, user=by(request), at=now())
    if run.has_started or run.state in (RunState.READING, RunState.UNREADABLE):
        return page(request, "imports", "run", run=run, may_import=_may(request), **words.WORDS)
    draft = queries.draft(run_id, user=by(request), at=now())
    told = {"draft": draft, "run": draft.run, "may_import": _may(request), **words.WORDS, **words.choices(draft)}
    return page(request, "imports", "draft", **told)


@does(actions.OPERATION)
def answers(request: HttpRequest, run_id: int) -> HttpResponse:
    draft = queries.draft(run_id, user=by(request), at=now())
    actions.choose(run_id, forms.choices(request.POST, draft), by=by(request), at=now())
    return _back(request, run_id)


@does(actions.OPERATION)
def start(request: HttpRequest, run_id: int) -> HttpResponse:
    actions.start(run_id, by=by(request), at=now())
    say(request, "The import has started. You can go on meanwhile.")
    return _back(request, run_id)


@does(actions.OPERATION)
def cancel(request: HttpRequest, run_id: int) -> HttpResponse:
    actions.cancel(run_id, by=by(request), at=now())
    say(request, "It stops after the rows it has in hand. What is in stays in.")
    return _back(request, run_id)


@does(actions.OPERATION)
def go_on(request: HttpRequest, run_id: int) -> HttpResponse:
    actions.go_on(run_id, by=by(request), at=now())
    say(request, "The import goes on with the row at which it stopped.")
    return _back(request, run_id)


@does(actions.OPERATION)
def discard(request: HttpRequest, run_id: int) -> HttpResponse:
    actions.forget(run_id, by=by(request))
    say(request, "The file is gone; nothing of it came in.")
    return go(request, reverse("imports"))


@require_GET
@login_required
def rows(request: HttpRequest, run_id: int, fate: str) -> HttpResponse:
    """Which rows had this fate, and why?"""
    if fate not in (*Fate.values, queries.EVERY):
        raise Http404("There is no such fate.")
    run = queries.run(run_id, user=by(request), at=now())
    code = request.GET.get("why", "")
    found = queries.rows_of(run_id, fate=fate, after=_after(request), code=code, user=by(request))
    told: dict[str, Any] = {
        "run": run,
        "found": found,
        "fate": None if fate == queries.EVERY else Fate(fate),
        "code": code,
        "may_import": _may(request),
    }
    return page(request, "imports", "rows", **told, **words.WORDS)


@require_GET
@login_required
def refused(request: HttpRequest, run_id: int) -> StreamingHttpResponse:
    """Hand out the refused rows with their reasons, to be mended in a spreadsheet."""
    run = queries.run(run_id, user=by(request), at=now())
    response = StreamingHttpResponse(queries.refused_csv(run.id), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="refused-{run.id}.csv"'
    return response


@login_required
@require_http_methods(["GET", "POST"])
def row(request: HttpRequest, row_id: int) -> HttpResponse:
    """Mend one refused row and send it again."""
    run, found = queries.refused_row(row_id, user=by(request))
    if request.method == "GET":
        return page(request, "imports", "row", run=run, row=found, may_import=_may(request), **words.WORDS)
    cells = [request.POST.get(f"cell-{place}", "") for place in range(len(run.header))]
    mended = actions.mend(row_id, cells, by=by(request), at=now())
    if mended.fate == Fate.REFUSED:
        run, found = queries.refused_row(row_id, user=by(request))
        told = {"run": run, "row": found, "may_import": True, **words.WORDS}
        return page(request, "imports", "row", status=422, **told)
    say(request, f"Line {mended.line} is in: {str(Fate(mended.fate).label).lower()}.")
    return go(request, reverse("import-rows", args=[run.id, Fate.REFUSED.value]))


def _after(request: HttpRequest) -> int:
    """Return the key of the page that is asked for, 0 for the first one and for nonsense."""
    text = request.GET.get("after", "")
    return int(text) if text.isdecimal() and len(text) < 18 else 0


def _back(request: HttpRequest, run_id: int) -> HttpResponse:
    return go(request, reverse("import", args=[run_id]))


def _may(request: HttpRequest) -> bool:
    return may(by(request), actions.OPERATION)
