"""What is measured: pages as somebody looks at them, and acts as somebody does them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape

from django.urls import NoReverseMatch, reverse

from bench.client import Browser
from truce.handoff.models import HandOff
from truce.handoff.rules import Answer
from truce.journey.models import Lead
from truce.journey.rules import Turn
from truce.people.models import Company
from truce.teams.models import User
from truce.teams.rules import QueueKind, Side

AFTER = re.compile(r'href="([^"]*[?&;]after=[^"]*)"')
DEEP = 40
AIM_MS = 7.0
AIMED = ("Today, seller", "Hand-offs, seller", "Leads, first page", "A lead")


@dataclass(frozen=True)
class Page:
    """One address, and who looks at it."""

    name: str
    who: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Act:
    """One thing to do again and again: each time another address and other fields."""

    name: str
    who: str
    seen: str
    posts: list[tuple[str, dict[str, str]]]


def pages(see: Callable[[str, str], Browser]) -> Iterator[Page]:
    """Yield the pages that there are. Takes see: who, address -> the browser of that person after it was loaded."""
    seller, marketer = User.objects.get(email="seller1@bench.test"), User.objects.get(email="marketer1@bench.test")
    for name, words in (("today", "Today"), ("handoffs", "Hand-offs")):
        for who, user in (("seller", seller), ("marketer", marketer)):
            yield from _page(f"{words}, {who}", user.email, name)
    yield from _page("Today, sales manager", "sales_manager1@bench.test", "today")
    yield from _lists(seller, see)
    mine = Lead.objects.filter(holder_user=seller).order_by("pk")
    step = mine.filter(turn=Turn.STEP).first() or mine.first()
    yield from _page("A lead", seller.email, "lead", step.pk)
    offered = mine.filter(turn=Turn.ANSWER).first()
    if offered:
        yield from _page("A lead that is offered", seller.email, "lead", offered.pk)
    company = Company.objects.filter(leads__isnull=False).order_by("pk").first()
    yield from _page("A company", seller.email, "company", company.pk)
    yield from _page("Companies", seller.email, "companies")
    yield from _page("My profile", seller.email, "me")


def _lists(seller: User, see: Callable[[str, str], Browser]) -> Iterator[Page]:
    if not (first := _address("leads")):
        return
    everybody = f"{first}?view=all"
    yield Page("Leads, my own view", seller.email, f"{first}?view=mine")
    yield Page("Leads, first page", seller.email, everybody)
    yield Page("Leads, deep page", seller.email, _follow(see(seller.email, everybody), everybody))
    yield Page("Leads, by number", seller.email, f"{everybody}&sort=-number")
    yield Page("Leads, filtered", seller.email, f"{everybody}&f=side:is:marketing;number:at_least:40")
    yield Page("Leads, as htmx asks", seller.email, everybody, {"HX-Request": "true"})
    yield from _page("Leads, how many", seller.email, "leads-count")


def _follow(browser: Browser, path: str) -> str:
    """Return the address of a page far down a list, by the links that a person would press."""
    browser.rest()
    for _ in range(DEEP):
        found = AFTER.findall(browser.get(path).text)
        if not found:
            return path
        path = unescape(found[-1])
    return path


def acts(times: int) -> Iterator[Act]:
    """Yield the acts that there are pages for."""
    seller = User.objects.get(email="seller1@bench.test")
    waiting = HandOff.objects.filter(answer=Answer.OPEN, offered_to_queue__kind=QueueKind.SALES).order_by("pk")
    offers = list(waiting.values_list("lead_id", "pk")[: 2 * times])
    if _address("lead", 1):
        seen, half = _address("lead", offers[0][0]), len(offers) // 2
        accept = [(_address("lead-acceptance", *pair), {}) for pair in offers[:half]]
        yield Act("Accept", seller.email, seen, accept)
        why = {"reason": "not_our_kind"}
        back = [(_address("lead-handoff-return", *pair), why) for pair in offers[half : 2 * half]]
        yield Act("Return", seller.email, seen, back)
        held = Lead.objects.filter(holder_user=seller, side=Side.SALES).order_by("pk").values_list("pk", flat=True)
        call = {"kind": "call", "words": "Spoke briefly, they want a second quote.", "outcome": "reached"}
        log = [(_address("lead-touches", pk), call) for pk in list(held) * times]
        yield Act("Log a call", seller.email, seen, log[:times])
    if new := _address("lead-new"):
        new_leads = [
            {"name": f"New Person {n}", "emails": f"new.{n}@arrived-{n}.example.com", "came": "added"}
            for n in range(times)
        ]
        yield Act("Add a lead", seller.email, new, [(new, fields) for fields in new_leads])


def _page(words: str, who: str, name: str, *args: int) -> Iterator[Page]:
    if address := _address(name, *args):
        yield Page(words, who, address)


def _address(name: str, *args: int) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
