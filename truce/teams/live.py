"""The ticket by which a page listens to the live stream, which is another server and sees no cookie."""

import base64
import hashlib
import json
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from truce.base.clock import now

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


def _seal() -> Fernet:
    key = hashlib.sha256(b"truce.live:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
