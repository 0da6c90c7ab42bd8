"""P5 Hand-offs: do we take this lead, yes, or no because?"""

from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from truce.base.clock import now
from truce.handoff.rules import Answer, ReturnAnswer
from truce.insight.queries import handoffs as queries
from truce.insight.queries.handoffs import Asked, HandOffsPage, Offer
from truce.teams.access import User
from truce.teams.rules import MARKETING, SALES, Side
from truce.web import formats
from truce.web.lead.views import months
from truce.web.posting import by
from truce.web.render import page, wants_fragment
from truce.web.today import views as today

TABS = {
    Side.SALES: {"me": "To me", "team": "My team", "returned": "Returned", "done": "Done"},
    Side.MARKETING: {"returned": "Returned", "team": "With sales", "done": "Done"},
    Side.BOTH: {"team": "With sales", "returned": "Returned", "done": "Done"},
}

LEADS = {
    "me": "Nothing here is nobody’s. Until you answer, these leads belong to marketing and the clock is yours.",
    "team": "Each has a seller and a clock. When it runs out, the lead moves on by itself.",
    "my_returns": "What marketing said to each, and where it is now.",
    "returned": "Agree, say what you mended, or ask sales to look again. Whoever returned it sees the answer.",
}


@require_GET
@login_required
def handoffs(request: HttpRequest) -> HttpResponse:
    return shown(request, request.GET.dict())


def shown(request: HttpRequest, given: dict[str, str]) -> HttpResponse:
    """Answer with one tab of the hand-offs, its fragment for htmx."""
    reader = by(request)
    found = queries.handoffs(reader, asked(given), at=now())
    title, lead = headline(found)
    return page(
        request, "handoffs", "handoffs", found=found, title=title, lead=lead, **told(request, found, reader, given)
    )


def after(request: HttpRequest) -> HttpResponse | None:
    """Answer an act with the region it was done in, None where that is none of ours."""
    if request.htmx and request.htmx.target == "handoffs":
        parts = urlsplit(request.htmx.current_url or "")
        return shown(request, {key: values[0] for key, values in parse_qs(parts.query).items()})
    return today.after(request)


def told(request: HttpRequest, found: HandOffsPage, reader: User, given: dict[str, str]) -> dict[str, Any]:
    names = TABS[Side(reader.side)]
    return {
        **today.words(reader),
        "is_fragment": wants_fragment(request),
        "where": f"{reverse('handoffs')}?{urlencode(given)}",
        "lacks": lacks,
        "agreed": found.terms,
        "tabs": [(_tab(names[key], found.counts.get(key)), f"?to={key}", key == found.tab) for key in found.tabs],
        "months": months(),
        "ANSWERS": {word.value: str(word.label) for word in Answer},
        "REPLIES": {word.value: str(word.label) for word in ReturnAnswer},
        "PROMISES": today.PROMISES,
        "may_choose": reader.role in SALES and found.tab in ("me", "team"),
    }


def asked(given: dict[str, str]) -> Asked:
    """Return what an address asks for; what cannot be read is left out."""
    who = given.get("by", "")
    return Asked(
        to=given.get("to", ""),
        after=given.get("after", ""),
        by=int(who) if who.isdecimal() and len(who) < 12 else 0,
        answer=given.get("answer", ""),
        sent=given.get("sent", ""),
        promise=given.get("promise", ""),
        week=_day(given.get("week", "")),
        kept=given.get("kept", ""),
        now=given.get("now", ""),
    )


def headline(found: HandOffsPage) -> tuple[str, str]:
    """Return the title of a tab, and the sentence under it."""
    count = formats.number(found.counts.get(found.tab, 0))
    if found.tab == "returned" and found.user.role in SALES:
        return f"Hand-offs: {len(found.shown_returns)} you returned", LEADS["my_returns"]
    whose = "your answer" if found.user.role in MARKETING else "marketing’s answer"
    titles = {
        "me": f"{count} {'waits' if count == '1' else 'wait'} for your yes or no" if count != "0" else "all answered",
        "team": f"{count} with sales",
        "returned": f"{count} {'waits' if count == '1' else 'wait'} for {whose}" if count != "0" else "no return waits",
        "done": "done",
    }
    return f"Hand-offs: {titles[found.tab]}", LEADS.get(found.tab) or _done(found)


def lacks(offer: Offer) -> str:
    """Return which agreed fields are not known."""
    if not offer.lacks:
        return "All agreed fields are known."
    return f"Not known yet: {', '.join(label[:1].lower() + label[1:] for label in offer.lacks)}."


def _done(found: HandOffsPage) -> str:
    if found.asked.promise in today.PROMISES:
        how = {"1": ", kept", "0": ", past the time"}.get(found.asked.kept, "")
        whose = f" of {found.about}" if found.about else ""
        return f"{today.PROMISES[found.asked.promise]}{whose}{how}: the hand-offs that were counted."
    if found.asked.sent == "me":
        return "What sales said within seven days to the leads that you sent."
    return "What was answered, the newest first."


def _tab(words: str, count: int | None) -> str:
    return words if count is None else f"{words}, {formats.number(count)}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
