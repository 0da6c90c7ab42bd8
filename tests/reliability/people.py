"""People who work without a pause over HTTP, and send each act again, with its key, until they are answered."""

import http.client
import itertools
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

CSRF = "a" * 32
PATIENCE_S = 60


@dataclass(frozen=True)
class Deed:
    """One act that somebody asks for: its kind, the lead or the new address it is about, its page and its form."""

    kind: str
    about: str
    path: str
    form: dict[str, str]


@dataclass
class Truth:
    """What the outside knows. done: keys that were answered with yes; refused: with a sentence; sent: all keys.

    lost_at: when those requests were sent that never got an answer.
    """

    done: dict[str, Deed] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    sent: dict[str, Deed] = field(default_factory=dict)
    by: dict[str, str] = field(default_factory=dict)
    answers: Counter = field(default_factory=Counter)
    lost_at: list[float] = field(default_factory=list)

    def to_json(self) -> dict:
        deeds = {name: {key: vars(deed) for key, deed in getattr(self, name).items()} for name in ("done", "sent")}
        return vars(self) | deeds | {"answers": dict(self.answers)}


@dataclass
class Somebody:
    """One person at one screen. Takes name: whose session it is; port: changes when Truce is started again."""

    name: str
    session: str
    port: int
    truth: Truth
    seed: int
    is_leaving: threading.Event
    link: http.client.HTTPConnection | None = None
    gives_up: bool = False

    def work(self, offers: list[tuple[int, int]]) -> None:
        moment, leads = random.Random(self.seed), [lead for lead, _ in offers]
        mine = iter(moment.sample(offers, len(offers)))
        for number in itertools.count():
            if self.is_leaving.is_set():
                return
            deed = self._next(number, moment, mine, leads)
            self._until_answered(f"{self.seed}.{number}", deed)

    def _next(self, number: int, moment: random.Random, mine, leads: list[int]) -> Deed:
        kind = ("answer", "log", "add", "log")[number % 4]
        if kind == "answer" and (offer := next(mine, None)):
            lead, handoff = offer
            if moment.random() < 0.6:
                return Deed("accept", str(handoff), f"/l/{lead}/handoffs/{handoff}/acceptance", {})
            why = {"reason": "not_our_kind"}
            return Deed("return", str(handoff), f"/l/{lead}/handoffs/{handoff}/return", why)
        if kind == "add":
            address = f"new.{self.seed}.{number}@added-{self.seed}-{number}.example.com"
            form = {"name": f"New {self.seed} {number}", "emails": address, "came": "added", "note": "Met at the fair."}
            return Deed("add", address, "/leads/new", form)
        lead = moment.choice(leads)
        return Deed("log", str(lead), f"/l/{lead}/touches", {"kind": "call", "words": "No answer."})

    def _until_answered(self, key: str, deed: Deed) -> None:
        self.truth.sent[key] = deed
        self.truth.by[key] = self.name
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE_S:
            answer = self._post(deed.path, {"csrfmiddlewaretoken": CSRF, "act_key": key} | deed.form)
            if answer is None and self.gives_up:
                return
            if answer is None:
                time.sleep(0.05)
                continue
            status, where, words = answer
            if status in (200, 302, 303) and not where.startswith("/in"):
                self.truth.done[key] = deed
                return
            if status == 422:
                self.truth.refused[key] = words
                return
            time.sleep(0.05)
        raise AssertionError(f"{deed} was not answered in {PATIENCE_S} s: {self.truth.answers}")

    def _post(self, path: str, form: dict[str, str]) -> tuple[int, str, str] | None:
        """Post over a kept connection. Gives None where the answer was lost: nobody knows whether it was done."""
        headers = {
            "Cookie": f"truce_session={self.session}; truce_csrf={CSRF}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        sent_at = time.monotonic()
        try:
            if self.link is None:
                self.link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            self.link.request("POST", path, urlencode(form), headers)
            answer = self.link.getresponse()
            words = answer.read().decode()
            self.truth.answers[answer.status] += 1
            return answer.status, answer.headers.get("Location", ""), words
        except (OSError, http.client.HTTPException):
            self.truth.answers["lost"] += 1
            self.truth.lost_at.append(sent_at)
            self._leave()
            return None

    def _leave(self) -> None:
        if self.link is not None:
            self.link.close()
        self.link = None


class Crowd:
    """Several people at once; each seller works at two screens."""

    def __init__(self, port: int, sessions: dict[str, str], offers: list[tuple[int, int]], *, screens: int = 2):
        self.truth, self.is_leaving, self.offers = Truth(), threading.Event(), offers
        names = [name for name in sessions for _ in range(screens)]
        self.people = [
            Somebody(name, sessions[name], port, self.truth, seed, self.is_leaving) for seed, name in enumerate(names)
        ]
        self.wrongs: list[str] = []

    def __enter__(self) -> "Crowd":
        self.threads = [threading.Thread(target=self._run, args=(person,), daemon=True) for person in self.people]
        for thread in self.threads:
            thread.start()
        return self

    def _run(self, person: Somebody) -> None:
        try:
            person.work(self.offers)
        except AssertionError as wrong:
            self.wrongs.append(str(wrong))

    def __exit__(self, *_: object) -> None:
        self.is_leaving.set()
        for thread in self.threads:
            thread.join(PATIENCE_S)

    def until_done(self, more: int, *, seconds: float = 60) -> None:
        """Wait until so many more acts were told yes."""
        wanted, limit = len(self.truth.done) + more, time.monotonic() + seconds
        while len(self.truth.done) < wanted:
            if time.monotonic() > limit or self.wrongs:
                raise AssertionError(f"not {more} more acts in {seconds} s: {self.truth.answers}, {self.wrongs}")
            time.sleep(0.02)
