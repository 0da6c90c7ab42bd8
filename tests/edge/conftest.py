"""Two people who listen, and events to listen to."""

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from truce.base.clock import now
from truce.ledger.models import Event
from truce.teams.live import Ticket


@pytest.fixture
def seller(maya):
    return maya


@pytest.fixture
def marketer(lena):
    return lena


@pytest.fixture
def sign_in():
    """Sign a user in and return the ticket of their session."""

    def sign_in(user):
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        return Ticket(user.pk, session.session_key)

    return sign_in


@pytest.fixture
def write():
    """Write an event of lead 7."""

    def write(changes=None, before=None, **more):
        at = now()
        return Event.objects.create(
            **{"kind": "test", "subject_kind": "lead", "subject_id": 7, "happened_at": at, "known_at": at}
            | {"changes": changes or {}, "before": before or {}}
            | more
        )

    return write
