"""Two people press at once: one wins, the other is told who."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from tests.cast import NOON
from truce.handoff import actions
from truce.handoff.models import HandOff
from truce.ledger.actions import AlreadyDone
from truce.ledger.models import Event
from truce.teams.queries import automation

pytestmark = pytest.mark.django_db(transaction=True)
CLAIMERS = 6


def at_once(*verbs):
    """Run verbs at the same instant, each with a connection of its own; give what each returned or raised."""
    start = Barrier(len(verbs))

    def run(verb):
        try:
            start.wait()
            return verb()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(verbs)) as pool:
        return list(pool.map(run, verbs))


@pytest.fixture
def waiting(bring, maya):
    """A hand-off in the queue of sales, that any seller may take."""
    maya.capacity = 0
    maya.save()
    return actions.hand_over(bring("Bo Ek").pk, by=automation(), at=NOON)


def test_of_many_who_accept_at_once_one_wins_and_the_others_learn_who(waiting, maya, jo, tomas):
    sellers = [maya, jo, tomas] * (CLAIMERS // 3)

    results = at_once(*[lambda by=by: actions.accept(waiting.pk, by=by, at=NOON) for by in sellers])

    winners = [result for result in results if isinstance(result, HandOff)]
    losers = [result for result in results if isinstance(result, actions.AlreadyAnswered)]
    assert (len(winners), len(losers)) == (1, CLAIMERS - 1)
    assert all(winners[0].answered_by.name in str(loser) for loser in losers)
    assert Event.objects.filter(kind="handoff.accepted").count() == 1


def test_the_same_key_sent_at_once_does_one_thing(waiting, jo):
    results = at_once(*[lambda: actions.accept(waiting.pk, by=jo, at=NOON, key="same")] * CLAIMERS)

    assert sum(isinstance(result, HandOff) for result in results) == 1
    assert all(isinstance(result, (HandOff, AlreadyDone)) for result in results)


def test_accepting_and_running_out_at_once_gives_one_of_both(offered, maya, jo):
    late = offered.accept_due_at + timedelta(seconds=1)

    results = at_once(
        lambda: actions.accept(offered.pk, by=maya, at=late),
        lambda: actions.expire(offered.pk, by=automation(), at=late),
    )

    offered.refresh_from_db()
    assert offered.answer in ("accepted", "expired")
    assert (offered.answer == "accepted") == isinstance(results[0], HandOff)
    assert (offered.answer == "expired") == (results[1] is True)
