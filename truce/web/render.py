"""How a view answers: a page, its fragment, or the way on, each with what is to be said about it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event


def page(request: HttpRequest, area: str, name: str, /, *, status: int = 200, **context: Any) -> HttpResponse:
    """Return the page `<area>/<name>.html`, or only its fragment `_<name>.html` where htmx asks for it.

    What was said with `say` goes along: the page shows it, a fragment brings it beside itself.
    """
    is_fragment = wants_fragment(request)
    # A page without a fragment of its own is given whole, whoever asks.
    templates = [f"{area}/_{name}.html"] * is_fragment + [f"{area}/{name}.html"]
    response = render(request, templates, context, status=status)
    if is_fragment:
        response.write(render_to_string("_toasts.html", {"oob": True}, request))
    patch_vary_headers(response, ["HX-Request"])
    return response


def say(request: HttpRequest, words: str, *, act: int | None = None) -> None:
    """Tell the person in one sentence what was done, with Undo for 10 s where `act` can be undone."""
    messages.success(request, words, extra_tags=str(act or ""))


def go(request: HttpRequest, to: str) -> HttpResponse:
    """Send the person to another page, after a plain form and after htmx alike."""
    return HttpResponseClientRedirect(to) if request.htmx else HttpResponseRedirect(to, status=303)


def done(request: HttpRequest, back: str) -> HttpResponse:
    """Answer a change that has no fragment of its own: htmx hears that something changed, a plain form goes back."""
    if not request.htmx:
        return HttpResponseRedirect(back, status=303)
    response = HttpResponse(render_to_string("_toasts.html", {"oob": True}, request))
    response["HX-Reswap"] = "none"
    return trigger_client_event(response, "changed")


def wants_fragment(request: HttpRequest) -> bool:
    return bool(request.htmx) and not request.htmx.boosted and not request.htmx.history_restore_request
