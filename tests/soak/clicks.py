"""Somebody clicks without a pause while the server is killed under them."""

import http.client
import os
import random
import signal
import statistics
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse

from tests.processes import Served, sign_in, stop, until
from truce.journey.models import Lead
from truce.ledger import queries as ledger
from truce.ledger.models import Act, Event

CSRF = "a" * 32
FAULTS = ("web", "worker", "edge", "everything")


@dataclass
class Clicker:
    """A person who logs calls on one lead over HTTP, and sends each again, with its key, until it is answered."""

    port: int
    session: str
    path: str
    acknowledged: list[str] = field(default_factory=list)
    answers: Counter = field(default_factory=Counter)
    is_done: bool = False

    def run(self) -> None:
        number = 0
        while not self.is_done:
            if self._send(f"click.{number}"):
                self.acknowledged.append(f"click.{number}")
                number += 1

    def _send(self, key: str) -> bool:
        form = {
            "csrfmiddlewaretoken": CSRF,
            "act_key": key,
            "kind": "call",
            "words": "No answer.",
            "outcome": "no_answer",
        }
        headers = {
            "Cookie": f"truce_session={self.session}; truce_csrf={CSRF}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            link.request("POST", self.path, urlencode(form), headers)
            answer = link.getresponse()
            where = answer.headers.get("Location", "")
            self.answers[answer.status] += 1
            return answer.status < 400 and not where.startswith("/in")
        except (OSError, http.client.HTTPException):
            self.answers["no answer"] += 1
            time.sleep(0.05)
            return False
        finally:
            link.close()


@dataclass(frozen=True)
class Outcome:
    """What there is after the faults, beside what was acknowledged."""

    acknowledged: int
    answers: Counter
    up_again_s: list[float]
    wrongs: dict[str, object]

    def __str__(self) -> str:
        median, most = statistics.median(self.up_again_s), max(self.up_again_s)
        up_again = f"up again in {median:.1f} s (at most {most:.1f})"
        return f"{self.acknowledged} acknowledged, {up_again}, answers {dict(self.answers)}"


def kill_under_clicks(*, faults: int, user, lead: Lead, seed: int = 7) -> Outcome:
    """Serve, click, kill a part or everything, wait until pages come again; and so on."""
    moment = random.Random(seed)
    served = Served()
    clicker = Clicker(served.port, sign_in(user), reverse("lead-touches", args=[lead.pk]))
    hand = threading.Thread(target=clicker.run, daemon=True)
    up_again = []
    try:
        until(served.is_up, seconds=30)
        hand.start()
        for number in range(faults):
            had = len(clicker.acknowledged)
            until(lambda had=had: len(clicker.acknowledged) > had + 3, seconds=30)
            time.sleep(moment.uniform(0, 0.5))
            served = _kill(served, FAULTS[number % len(FAULTS)])
            began, had = time.monotonic(), len(clicker.acknowledged)
            until(lambda had=had: len(clicker.acknowledged) > had + 1, seconds=30)
            up_again.append(time.monotonic() - began)
            until(served.is_complete, seconds=30)
        clicker.is_done = True
        hand.join()
        served.process.terminate()
        served.process.wait(20)
    finally:
        clicker.is_done = True
        stop(served.process)
        until(lambda: not served.left())
    return Outcome(len(clicker.acknowledged), clicker.answers, up_again, _wrongs(clicker, lead))


def _kill(served: Served, fault: str) -> Served:
    """Kill one part, or the supervisor and all its parts at once; then somebody starts it again."""
    if fault != "everything":
        os.kill(served.parts()[fault], signal.SIGKILL)
        return served
    for pid in served.left():
        os.kill(pid, signal.SIGKILL)
    stop(served.process)
    until(lambda: not served.left())
    return Served(served.port)


def _wrongs(clicker: Clicker, lead: Lead) -> dict[str, object]:
    keys = Counter(Act.objects.filter(idempotency_key__startswith="click.").values_list("idempotency_key", flat=True))
    events = Counter(Event.objects.filter(act__idempotency_key__in=keys).values_list("act_id", flat=True))
    lead.refresh_from_db()
    suspects = {
        "lost": set(clicker.acknowledged) - keys.keys(),
        "doubled": [key for key, count in keys.items() if count > 1],
        "acts without their one event": [act for act, count in events.items() if count != 1],
        "touches that the lead does not have": len(events) - lead.touches,
        "server errors": {
            status: n for status, n in clicker.answers.items() if isinstance(status, int) and status >= 500
        },
        "ledger": not ledger.verify().is_whole,
    }
    return {name: wrong for name, wrong in suspects.items() if wrong}
