from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from truce.base.clock import now
from truce.edge import queries
from truce.jobs import actions

pytestmark = pytest.mark.django_db


def test_whoever_is_signed_in_may_listen(seller, sign_in):
    assert queries.listener(sign_in(seller), at=now()) == seller


def test_whoever_signed_out_may_not_listen(seller, sign_in):
    ticket = sign_in(seller)
    Session.objects.all().delete()

    assert queries.listener(ticket, at=now()) is None
    assert queries.still_in({ticket}, at=now()) == set()


def test_a_session_that_ran_out_may_not_listen(seller, sign_in):
    assert queries.listener(sign_in(seller), at=now() + timedelta(days=15)) is None


def test_whoever_was_deactivated_may_not_listen(seller, sign_in):
    ticket = sign_in(seller)
    seller.is_active = False
    seller.save()

    assert queries.listener(ticket, at=now()) is None
    assert queries.still_in({ticket}, at=now()) == set()


def test_a_changed_password_ends_the_sessions_from_before(seller, sign_in):
    ticket = sign_in(seller)
    seller.set_password("another")
    seller.save()

    assert queries.listener(ticket, at=now()) is None


def test_a_ticket_is_only_good_with_the_session_of_its_user(seller, marketer, sign_in):
    theirs = sign_in(marketer)

    assert queries.listener(queries.Ticket(seller.pk, theirs.session_key), at=now()) is None


def test_new_events_come_in_order_and_late_ones_too(write):
    first, second, third = write(), write(), write()

    found = queries.lines_after(second.seq, missing=[first.seq])

    assert [line.seq for line in found] == [first.seq, third.seq]


def test_a_job_that_runs_tells_its_owner(seller, marketer):
    actions.enqueue("jobs.tidy", by=seller.pk)
    actions.enqueue("jobs.tidy", by=marketer.pk)
    at = now()
    actions.claim(at=at)

    assert [job.state for job in queries.progress({seller.pk}, since=at)] == ["running"]


def test_looking_costs_few_queries(write, django_assert_max_num_queries):
    written = write({"lead": {"7": {"due_at": "2026-03-02T12:00:00Z", "holder_queue_id": 1}}})

    with django_assert_max_num_queries(3):
        queries.turned(queries.lines_after(written.seq - 1))
