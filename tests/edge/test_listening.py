from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from truce.base.clock import now
from truce.jobs import actions
from truce.jobs.queries import progress
from truce.ledger.queries import lines_after
from truce.teams import live

pytestmark = pytest.mark.django_db


def test_whoever_is_signed_in_may_listen(seller, sign_in):
    assert live.listener(sign_in(seller), at=now()) == seller


def test_whoever_signed_out_may_not_listen(seller, sign_in):
    ticket = sign_in(seller)
    Session.objects.all().delete()

    assert live.listener(ticket, at=now()) is None
    assert live.still_in({ticket}, at=now()) == set()


def test_a_session_that_ran_out_may_not_listen(seller, sign_in):
    assert live.listener(sign_in(seller), at=now() + timedelta(days=15)) is None


def test_whoever_was_deactivated_may_not_listen(seller, sign_in):
    ticket = sign_in(seller)
    seller.is_active = False
    seller.save()

    assert live.listener(ticket, at=now()) is None
    assert live.still_in({ticket}, at=now()) == set()


def test_a_changed_password_ends_the_sessions_from_before(seller, sign_in):
    ticket = sign_in(seller)
    seller.set_password("another")
    seller.save()

    assert live.listener(ticket, at=now()) is None


def test_a_ticket_is_only_good_with_the_session_of_its_user(seller, marketer, sign_in):
    theirs = sign_in(marketer)

    assert live.listener(live.Ticket(seller.pk, theirs.session_key), at=now()) is None


def test_new_events_come_in_order_and_late_ones_too(write):
    first, second, third = write(), write(), write()

    found = lines_after(second.seq, missing=[first.seq])

    assert [line.seq for line in found] == [first.seq, third.seq]


def test_a_job_that_runs_tells_its_owner(seller, marketer):
    actions.enqueue("jobs.tidy", by=seller.pk)
    actions.enqueue("jobs.tidy", by=marketer.pk)
    at = now()
    actions.claim(at=at)

    assert [job.state for job in progress({seller.pk}, since=at)] == ["running"]
