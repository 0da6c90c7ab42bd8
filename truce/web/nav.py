"""The shell around every page: where one can go, what waits there, and under which agreement all this runs."""

from dataclasses import dataclass, replace
from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from truce.agreement import queries as agreement
from truce.agreement.queries import Terms
from truce.automation.queries import unread
from truce.base.clock import now
from truce.insight.queries import turns
from truce.insight.queries.today import horizon_of
from truce.insight.queries.turns import Counts
from truce.teams import live
from truce.teams import queries as teams
from truce.teams.rules import ADMINS, PEOPLE, Role


@dataclass(frozen=True)
class Link:
    """One place in the navigation. hot: the count asks for an answer."""

    key: str
    label: str
    icon: str
    roles: frozenset[Role] = PEOPLE
    href: str = ""
    count: int = 0
    hot: bool = False


@dataclass(frozen=True)
class Shell:
    """Everything that base.html needs besides the page. agreement: (its words, whether both have signed) or None."""

    main: list[Link]
    settings: list[Link]
    add_href: str
    news: Link | None
    stream: str
    agreement: tuple[str, bool] | None = None
    is_sample: bool = False


MAIN = (
    Link("today", "Today", "home"),
    Link("handoffs", "Hand-offs", "arrows-exchange", hot=True),
    Link("leads", "Leads", "users"),
    Link("companies", "Companies", "building"),
)
SETTINGS = (
    Link("users", "Users and teams", "users-group"),
    Link("imports", "Imports", "file-import"),
    Link("undo", "Undo", "history"),
    Link("jobs", "Jobs", "list-check"),
    Link("outbox", "Outbox", "send", ADMINS),
    Link("sample", "Sample data", "database", ADMINS),
    Link("status", "Status", "shield", ADMINS),
)
NEWS = Link("news", "News", "bell")


def shell(request: HttpRequest, counted: Counts | None = None, agreed: Terms | None = None) -> Shell:
    """Return the shell for the person who looks; a page that does not exist is left out, never shown dead.

    Takes   counted, agreed: what waits for them and the agreement, where the page has asked for it already.
    """
    waits = counts(request.user, counted)
    return Shell(
        agreement=_agreement(agreed),
        is_sample=teams.has_sample(),
        main=[replace(link, count=waits.get(link.key, 0)) for link in map(_placed, MAIN) if link],
        settings=[link for link in map(_placed, SETTINGS) if link and request.user.role in link.roles],
        add_href=address("lead-new"),
        news=replace(bell, count=waits["news"]) if (bell := _placed(NEWS)) else None,
        stream=stream(request),
    )


def stream(request: HttpRequest) -> str:
    """Return where this page hears what changes, with its ticket; nothing where no edge runs."""
    if not settings.EDGE_URL or not request.session.session_key:
        return ""
    return f"{settings.EDGE_URL}/live?token={live.issue(request.user.pk, request.session.session_key)}"


def counts(user, counted: Counts | None = None) -> dict[str, int]:
    """Return what waits for the person, by the key of the link.

    Cost    two queries, over the indexes of a user's turns and of unread notices.
    """
    found = counted or turns.counts(user, horizon=horizon_of(now(), user.zone))
    return {"today": found.now, "handoffs": found.answers + found.returns, "news": unread(user)}


@cache
def address(name: str) -> str:
    """Return where a page is, or nothing where there is none."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _agreement(agreed: Terms | None) -> tuple[str, bool] | None:
    """Return the tag of the top bar, None before the first-run wizard."""
    try:
        terms = agreed or agreement.current()
    except agreement.NoAgreement:
        return None
    return f"Agreement {terms.version}, {'signed by both' if terms.is_agreed else 'not yet agreed'}", terms.is_agreed


def _placed(link: Link) -> Link | None:
    href = address(link.key)
    return replace(link, href=href) if href else None
