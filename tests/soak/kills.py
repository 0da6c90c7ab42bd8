"""Killing everything in the middle of everything, and counting what is there afterwards."""

import random
import signal
import time
from collections import Counter
from dataclasses import dataclass

from tests.jobs.counting_worker import STEPS
from tests.processes import start, stop, until
from truce.jobs import actions as jobs
from truce.jobs.models import Job, OutgoingMail
from truce.journey.models import Lead
from truce.ledger import queries as ledger
from truce.ledger.models import Act, Event


@dataclass(frozen=True)
class Found:
    """What is there after the kills, beside what was acknowledged."""

    acknowledged: int
    lost: set[str]
    doubled: list[str]
    halves: int
    touches_off: int
    counted: int
    steps: Counter
    is_whole: bool
    unfinished: int


def kill_again_and_again(*, rounds: int, user, lead: Lead, seed: int = 7) -> Found:
    """Let somebody work and a worker count, kill both at any instant, start both again; and so on."""
    moment = random.Random(seed)
    acknowledged: set[str] = set()
    jobs.enqueue("count mails", key="count")
    for number in range(rounds):
        people = start("-m", "tests.soak.loader", str(user.pk), str(lead.pk), str(number))
        worker = start("-m", "tests.jobs.counting_worker")
        try:
            first = people.stdout.readline()
            assert first.startswith(f"{max(0, number - 1)}."), first + people.stdout.read()
            time.sleep(moment.uniform(0.05, 1.0))
            for process in moment.sample([people, worker], 2):
                process.send_signal(signal.SIGKILL)
            acknowledged |= set((first + people.stdout.read()).split())
        finally:
            stop(people)
            stop(worker)
        if Job.objects.filter(key="count", state="done").exists():
            jobs.enqueue("count mails", key="count")
    return _count(acknowledged, lead)


def _count(acknowledged: set[str], lead: Lead) -> Found:
    worker = start("-m", "tests.jobs.counting_worker")
    try:
        until(lambda: not Job.objects.filter(state__in=("waiting", "running")).exists(), seconds=60)
    finally:
        stop(worker)
    keys = Counter(Act.objects.exclude(idempotency_key=None).values_list("idempotency_key", flat=True))
    calls = Event.objects.filter(act__operation="outreach.log").values_list("act_id", flat=True)
    mails = OutgoingMail.objects.filter(to__endswith="@steps.example")
    lead.refresh_from_db()
    return Found(
        acknowledged=len(acknowledged),
        lost=acknowledged - keys.keys(),
        doubled=[key for key, count in keys.items() if count > 1],
        halves=sum(1 for count in Counter(calls).values() if count != 1),
        touches_off=lead.touches - len(set(calls)),
        counted=Job.objects.filter(key="count", state="done").count(),
        steps=Counter(mails.values_list("act_id", flat=True)),
        is_whole=ledger.verify().is_whole,
        unfinished=Job.objects.filter(state="failed").count(),
    )


def wrongs(found: Found) -> dict[str, object]:
    """Return what was lost, doubled or left half; each counting must have counted each step once."""
    steps = Counter(dict.fromkeys(range(STEPS), found.counted))
    suspects = {
        "lost": found.lost,
        "doubled": found.doubled,
        "acts without their one event": found.halves,
        "touches that the lead does not have": found.touches_off,
        "steps too few": steps - found.steps,
        "steps too many": found.steps - steps,
        "jobs that failed": found.unfinished,
        "ledger": "" if found.is_whole else "the tables are not the sum of their events",
    }
    return {name: wrong for name, wrong in suspects.items() if wrong}
