from datetime import timedelta

from django.db import connection

from tests.cast import NOON
from truce.handoff import actions as handoff
from truce.journey.models import Lead
from truce.ledger import actions, queries
from truce.ledger.models import Seal


def test_the_tables_are_the_sum_of_their_events(accepted, maya):
    handoff.give_back(accepted.pk, reason="1", by=maya, at=NOON + timedelta(hours=1))

    verified = queries.verify()

    assert verified.is_whole and verified.rows["lead"] == 1 and verified.rows["handoff"] == 1


def test_a_change_past_the_ledger_is_found(priya):
    Lead.objects.filter(pk=priya.pk).update(returns=7)

    [difference] = queries.verify().differences

    assert (difference.subject, difference.column, difference.in_table, difference.in_ledger) == (
        "lead",
        "returns",
        7,
        0,
    )


def test_the_digest_is_of_the_state(priya):
    first = queries.verify().digest

    assert queries.verify().digest == first
    Lead.objects.filter(pk=priya.pk).update(returns=7)
    assert queries.verify().digest != first


def test_seals_chain_over_what_is_settled(accepted):
    future = NOON + timedelta(days=3650)
    assert actions.seal(before=future, at=future, most=5) == 5
    assert actions.seal(before=future, at=future) > 0

    assert queries.verify().seals == 2 and not queries.verify().broken_seals


def test_a_changed_event_breaks_its_seal(accepted):
    future = NOON + timedelta(days=3650)
    actions.seal(before=future, at=future)
    _forge()

    [broken] = queries.verify().broken_seals
    assert broken == f"events 1 to {Seal.objects.get().to_seq} are not what was sealed"


def _forge() -> None:
    """Change an event behind the trigger's back, as somebody with the database's password could."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("set constraints all immediate")
            cursor.execute("alter table ledger_event disable trigger ledger_event_no_update")
        else:
            cursor.execute("drop trigger ledger_event_no_update")
        cursor.execute("update ledger_event set actor_id = 999 where kind = 'handoff.accepted'")
