"""Two people who listen, and events to listen to."""

import pytest

from tests import processes
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
    return lambda user: Ticket(user.pk, processes.sign_in(user))


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
