"""After the storm: is everything that was acknowledged there, once, and nothing else?"""

import time
from collections import Counter

from django.db.models import Count, Q

from tests.reliability.people import Truth
from truce.handoff.models import HandOff
from truce.jobs.models import Job
from truce.journey.models import Lead
from truce.ledger import queries as ledger
from truce.ledger.models import Act, Event
from truce.people.models import EmailAddress

PATIENCE_S = 60
# The one event that each kind of act must have left, and that only it leaves.
NOTE = "touch.note"
LEAVES = {"accept": "handoff.accepted", "return": "handoff.returned", "log": "touch.call", "add": "lead.created"}


def wrongs(truth: Truth) -> dict[str, object]:
    """Return what was lost, doubled, invented or left half; nothing where all is well."""
    acts = dict(Act.objects.exclude(idempotency_key=None).values_list("idempotency_key", "pk"))
    events = Counter(Event.objects.exclude(act=None).values_list("act_id", "kind"))
    suspects = {
        "lost": truth.done.keys() - acts.keys(),
        "invented": acts.keys() - truth.sent.keys(),
        "notes lost": [
            key for key, deed in truth.done.items() if "note" in deed.form and events[acts.get(key), NOTE] != 1
        ],
        "refused for no reason": [truth.refused[key][-500:] for key in truth.refused if truth.sent[key].kind == "add"],
        "refused, yet done": truth.refused.keys() & acts.keys(),
        "done, but not what was asked": [
            key for key, deed in truth.done.items() if key in acts and events[acts[key], LEAVES[deed.kind]] != 1
        ],
        "answers that were not theirs": _answers(truth),
        "people there twice or not at all": _added(truth),
        "server errors": {status: n for status, n in truth.answers.items() if status != "lost" and status >= 500},
        "open leads without one holder and one clock": _adrift(),
        "ledger": "" if ledger.verify().is_whole else "the tables are not the sum of their events",
        "jobs that failed": list(Job.objects.filter(state="failed").values_list("name", "error")),
    }
    return {name: wrong for name, wrong in suspects.items() if wrong}


def _answers(truth: Truth) -> list[str]:
    """Return the hand-offs whose answer is not that of the one act which was told yes."""
    answered = {
        str(pk): (answer, by) for pk, answer, by in HandOff.objects.values_list("pk", "answer", "answered_by__name")
    }
    words = {"accept": "accepted", "return": "returned"}
    told = [(deed.about, words[deed.kind], truth.by[key]) for key, deed in truth.done.items() if deed.kind in words]
    twice = [about for about, count in Counter(about for about, _, _ in told).items() if count > 1]
    return twice + [about for about, answer, by in told if answered[about] != (answer, by)]


def _added(truth: Truth) -> list[str]:
    """Return the new people who are not there once, with one lead."""
    found = dict(
        EmailAddress.objects.filter(key__startswith="new.")
        .annotate(leads=Count("person__leads"))
        .values_list("key", "leads")
    )
    wanted = {deed.about for deed in truth.done.values() if deed.kind == "add"}
    sent = {deed.about for deed in truth.sent.values() if deed.kind == "add"}
    return [key for key in wanted if found.get(key) != 1] + [key for key in found if key not in sent]


def _adrift() -> list[int]:
    is_held = Q(holder_user__isnull=False) ^ Q(holder_queue__isnull=False)
    return list(Lead.objects.open().exclude(is_held & Q(due_at__isnull=False)).values_list("pk", flat=True))


def unfinished() -> list[tuple]:
    """Return the jobs that do not end, though a worker is there and has time to."""
    limit = time.monotonic() + PATIENCE_S
    left = Job.objects.filter(state__in=("waiting", "running")).values_list("name", "state", "args", "error")
    while (found := list(left.all())) and time.monotonic() < limit:
        time.sleep(0.2)
    return found
