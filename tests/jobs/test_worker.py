import signal
import threading
from collections import Counter

import pytest
from django.db import connection, transaction

from tests.cast import NOON
from tests.jobs.counting_worker import STEPS
from tests.processes import start, stop, until
from truce.base.clock import now
from truce.jobs import actions
from truce.jobs.models import Job, OutgoingMail

pytestmark = pytest.mark.django_db(transaction=True)


def in_threads(count, work):
    def work_and_close():
        try:
            work()
        finally:
            actions.close_connections()

    threads = [threading.Thread(target=work_and_close) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_four_workers_do_each_job_once(ran):
    actions.enqueue_many(actions.Wanted("note", args={"x": n}) for n in range(60))

    def work():
        while job := actions.claim(at=NOON):
            actions.run(job, clock=now)

    in_threads(4, work)

    assert Counter(ran) == Counter(range(60))


def test_four_who_ask_for_the_same_work_at_once_get_one_job():
    in_threads(4, lambda: actions.enqueue("note", key="note:7"))

    assert Job.objects.count() == 1


@pytest.mark.skipif(connection.vendor == "sqlite", reason="on SQLite nobody else writes meanwhile")
def test_waiting_work_does_not_start_before_the_change_that_asked_for_it_again_is_committed():
    actions.enqueue("note", key="note:7")
    claimed = []

    with transaction.atomic():
        actions.enqueue("note", key="note:7")
        in_threads(1, lambda: claimed.append(actions.claim(at=NOON)))

    assert claimed == [None]
    assert actions.claim(at=NOON) is not None


def test_a_job_whose_worker_is_killed_goes_on_and_does_each_step_once():
    actions.enqueue("count mails")
    for kills in range(3):
        worker = start("-m", "tests.jobs.counting_worker")
        try:
            until(lambda kills=kills: OutgoingMail.objects.count() > kills * 50)
            worker.send_signal(signal.SIGKILL)
        finally:
            stop(worker)

    _finish()

    assert Counter(OutgoingMail.objects.values_list("act_id", flat=True)) == Counter(range(STEPS))


def test_a_worker_that_is_told_to_stop_gives_its_job_back_at_once():
    actions.enqueue("count mails")
    worker = start("-m", "tests.jobs.counting_worker")
    try:
        until(OutgoingMail.objects.exists)
        worker.terminate()

        assert worker.wait(5) == 0
        assert Job.objects.values_list("state", "attempts").get(name="count mails") == ("waiting", 0)
    finally:
        stop(worker)


def _finish():
    worker = start("-m", "tests.jobs.counting_worker")
    try:
        until(lambda: Job.objects.filter(name="count mails", state="done").exists())
    finally:
        stop(worker)
