"""The outbox, for operations and the revenue lead."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from truce.automation import actions
from truce.base.clock import now
from truce.jobs import queries
from truce.jobs.queries import MailRow
from truce.jobs.rules import MailState
from truce.web.guard import admins, does
from truce.web.posting import by
from truce.web.render import go, page, say

ADDRESS = re.compile(r"(https?://[^\s<>\"']+)")


@dataclass(frozen=True)
class Piece:
    """Some of a mail's text; a piece with an address of ours is a link."""

    text: str
    href: str = ""


@require_GET
@admins
def outbox(request: HttpRequest) -> HttpResponse:
    """P38: what does Truce write, and has it left?"""
    state, after = request.GET.get("state", ""), request.GET.get("after", "")
    wanted = state if state in MailState.values else ""
    found = queries.mails(state=wanted, after=int(after) if after.isdecimal() and len(after) < 18 else None)
    return page(request, "outbox", "outbox", mails=found, state=wanted, has_server=bool(settings.SMTP))


@require_GET
@admins
def mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    """One mail with its words, unless they let somebody in and have left to the one they are for."""
    found = queries.mail(mail_id)
    is_hidden = found.is_secret and bool(settings.SMTP)
    return page(request, "outbox", "mail", mail=found, pieces=() if is_hidden else _pieces(found), is_hidden=is_hidden)


@does("mail.cancel")
def cancel(request: HttpRequest, mail_id: int) -> HttpResponse:
    actions.cancel_mail(mail_id, by=by(request), at=now())
    say(request, "The mail does not leave.")
    return go(request, reverse("mail", args=[mail_id]))


@does("mail.retry")
def retry(request: HttpRequest, mail_id: int) -> HttpResponse:
    actions.retry_mail(mail_id, by=by(request), at=now())
    say(request, "The mail is on its way again." if settings.SMTP else "There is still no mail server: it stays here.")
    return go(request, reverse("mail", args=[mail_id]))


def _pieces(mail: MailRow) -> tuple[Piece, ...]:
    ours = f"{settings.BASE_URL}/"
    parts = ADDRESS.split(mail.text)
    return tuple(Piece(part, part if part.startswith(ours) else "") for part in parts if part)
