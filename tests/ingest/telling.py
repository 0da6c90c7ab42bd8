"""The story of the sample company without a database, and questions to it."""

from collections.abc import Callable
from datetime import datetime

from tests.cast import NOON
from truce.agreement.queries import Terms
from truce.agreement.rules import Industry, business_time, template
from truce.agreement.words import AgreementState
from truce.ingest.demo import story
from truce.ingest.demo.book import NUMBERED, Book
from truce.journey.models import Lead
from truce.teams.models import Queue, User
from truce.teams.rules import QUEUE_SIDE, QueueKind

TRUCE = User(pk=1, email="automation@truce.invalid", name="Truce", role="system", side="system")
QUEUES = {kind: Queue(pk=number, kind=kind, side=QUEUE_SIDE[kind]) for number, kind in enumerate(QueueKind, start=1)}


def terms(industry: str = Industry.INDUSTRIAL, **where) -> Terms:
    body = template(industry, **({"zone": "Europe/Berlin", "country": "DE"} | where))
    return Terms(1, AgreementState.PROVISIONAL, body, business_time(body.calendar))


def tell(people: int = 150, *, seed: int = 7, until: datetime = NOON, by: Terms | None = None, first: int = 1) -> Book:
    """Tell the story; ids begin at `first`."""
    return story.tell(
        people=people,
        seed=seed,
        until=until,
        terms=by or terms(),
        first=dict.fromkeys(NUMBERED, first),
        queues=QUEUES,
        automation=TRUCE,
        taken={"campaigns": set(), "teams": set()},
    )


def open_leads(book: Book, user: str, which: Callable[[Lead], bool] = lambda lead: True) -> list[Lead]:
    """Return the open leads that a member of the cast holds."""
    holder = book.users[user].pk
    return [lead for lead in book.leads if lead.holder_user_id == holder and which(lead)]
