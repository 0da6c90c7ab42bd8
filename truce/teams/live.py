"""The ticket by which a page listens to the live stream, which is another server and sees no cookie."""

import base64
import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils.crypto import constant_time_compare

from truce.base.clock import now
from truce.teams.models import User

LASTS_S = 600


@dataclass(frozen=True)
class Ticket:
    """Who listens, and the session that must still be there for it."""

    user_id: int
    session_key: str


def issue(user_id: int, session_key: str) -> str:
    """Return a token for the address of the stream, good for ten minutes of connecting.

    It is sealed, not only signed, because addresses get logged and it names the session: signing out, or
    being deactivated, ends the stream too.
    """
    words = json.dumps([user_id, session_key]).encode()
    return _seal().encrypt_at_time(words, int(now().timestamp())).decode()


def read(token: str) -> Ticket | None:
    """Return what a token says, or None when it is not ours or too old."""
    try:
        words = _seal().decrypt_at_time(token.encode(), LASTS_S, int(now().timestamp()))
    except (InvalidToken, UnicodeEncodeError):
        return None
    return Ticket(*json.loads(words))


def listener(ticket: Ticket, *, at: datetime) -> User | None:
    """Return the user of a ticket, if the session that it names is still theirs and they may work here.

    Cost    two queries.
    """
    session = Session.objects.filter(session_key=ticket.session_key, expire_date__gt=at).first()
    user = User.objects.filter(pk=ticket.user_id, is_active=True).first()
    if session is None or user is None:
        return None
    kept = session.get_decoded()
    is_theirs = kept.get(SESSION_KEY) == str(user.pk)
    is_current = constant_time_compare(kept.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
    return user if is_theirs and is_current else None


def still_in(tickets: Collection[Ticket], *, at: datetime) -> set[Ticket]:
    """Return the tickets whose session and user are still in.

    Cost    two queries.
    """
    keys = {ticket.session_key for ticket in tickets}
    known = set(Session.objects.filter(session_key__in=keys, expire_date__gt=at).values_list("session_key", flat=True))
    users = set(
        User.objects.filter(pk__in={ticket.user_id for ticket in tickets}, is_active=True).values_list("pk", flat=True)
    )
    return {ticket for ticket in tickets if ticket.session_key in known and ticket.user_id in users}


def _seal() -> Fernet:
    key = hashlib.sha256(b"truce.live:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
