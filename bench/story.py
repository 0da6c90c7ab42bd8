"""One lead's story, told from its end: how it stands today decides what happened before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from bench.house import FIRST, LAST, NOW, Cast, Firm, learned
from bench.rows import Rows
from truce.agreement.actions import columns_of
from truce.agreement.queries import Scored
from truce.agreement.rules import Occurrence, score
from truce.base.words import Word
from truce.campaigns.models import Touchpoint
from truce.campaigns.rules import TouchKind
from truce.handoff.models import HandOff
from truce.handoff.rules import ACCEPTED, HANDED, RETURN_ANSWERED, RETURNED, Answer, ReturnAnswer
from truce.journey import actions as journey
from truce.journey.models import Lead
from truce.journey.rules import (
    LEAD_ASSIGNED,
    LEAD_CLOSED,
    LEAD_CREATED,
    LEAD_MOVED,
    LEAD_SCORED,
    LEAD_SORTED,
    NOTHING_DUE,
    Stage,
    StepKind,
)
from truce.outreach.rules import LOGGED, STEP_PROMISED, Channel, Direction, Outcome
from truce.people.models import EmailAddress, Person, Phone
from truce.people.queries import name_key
from truce.people.rules import PERSON_ADDED, PERSON_CHANGED
from truce.teams.models import User
from truce.teams.rules import QueueKind, Side

ENTRIES = ("form", "download", "webinar_attended", "event_attended", "demo_request", "referred", "call_in")
WARM = ("visit", "visit", "click", "mail_opened", "mail_clicked", "download", "webinar_attended", "reply")
TITLES = ("Head of Operations", "Plant manager", "Director of IT", "Buyer", "Technician", "Owner", "Intern", "Engineer")
SAID = (
    "No answer, left a message.",
    "Spoke for ten minutes: they compare three suppliers and decide after the summer.",
    "Sent the two case studies and asked for the floor plan.",
    "Asked to call back next week, budget is being agreed.",
)


class End(Word):
    """How a lead stands when it is measured."""

    TRIAGE = "triage", "In the queue to be sorted"
    NURTURE = "nurture", "In the nurture queue"
    CHECK = "check", "In the queue to be checked by hand"
    RETURN_QUEUE = "return_queue", "Returned, nobody has it yet"
    SALES_QUEUE = "sales_queue", "Offered, nobody free in sales"
    OFFERED = "offered", "Offered to a seller"
    FIRST_TOUCH = "first_touch", "Accepted, not touched yet"
    FOLLOW_UP = "follow_up", "Touched by a seller"
    STEP = "step", "A next step promised by a seller"
    KEPT = "kept", "Held by a marketer"
    RETURNED = "returned", "Returned to a marketer"
    CUSTOMER = "customer", "Won"
    LOST = "lost", "Lost"
    DISQUALIFIED = "disqualified", "Disqualified"


OF_A_SELLER = {End.OFFERED: 8, End.FIRST_TOUCH: 10, End.FOLLOW_UP: 22, End.STEP: 20}
OF_A_MARKETER = {End.KEPT: 45, End.RETURNED: 15}
OF_A_THOUSAND = {End.TRIAGE: 20, End.NURTURE: 150, End.CHECK: 12, End.RETURN_QUEUE: 2, End.SALES_QUEUE: 3}


def ends(number: int, cast: Cast, rng: Random) -> list[tuple[End, User | None]]:
    """Return how each of so many leads stands, and with whom; the open ones are spread over all."""
    held = [(end, user) for user in cast.sellers for end, count in OF_A_SELLER.items() for _ in range(count)]
    held += [(end, user) for user in cast.marketers for end, count in OF_A_MARKETER.items() for _ in range(count)]
    held += [(end, None) for end, count in OF_A_THOUSAND.items() for _ in range(count * number // 1000)]
    closed = rng.choices((End.CUSTOMER, End.LOST, End.DISQUALIFIED), (12, 45, 43), k=max(0, number - len(held)))
    found = [*held, *((end, None) for end in closed)][:number]
    rng.shuffle(found)
    return found


@dataclass
class Story:
    """A lead while it is told."""

    rows: Rows
    cast: Cast
    rng: Random
    firm: Firm
    end: End
    holder: User | None
    number: int

    def tell(self) -> None:
        is_open = self.end not in (End.CUSTOMER, End.LOST, End.DISQUALIFIED)
        days = self.rng.uniform(3, 60) if is_open else self.rng.uniform(40, 1000)
        self.at = NOW - timedelta(days=days)
        self.until = NOW if is_open else self.at + timedelta(days=self.rng.uniform(10, 39))
        self.marketer = self.rng.choice(self.cast.marketers)
        if self.end in (End.KEPT, End.RETURNED):
            self.marketer = self.holder
        self.seller = self.holder or self.rng.choice(self.cast.sellers)
        self._person()
        self._arrive()
        getattr(self, f"_{self.end.value}")()

    def _later(self, hours: float) -> datetime:
        """Let at most so many hours pass, never beyond the end."""
        left = (self.until - self.at) * 0.3
        self.at += min(timedelta(hours=self.rng.uniform(hours / 10, hours)), left)
        return self.at

    def _person(self) -> None:
        name = f"{FIRST[self.number % len(FIRST)]} {LAST[self.number // len(FIRST) % len(LAST)]}"
        address = f"{name.lower().replace(' ', '.')}.{self.number}@{self.firm.domain}"
        title = self.rng.choice(TITLES)
        known = {"name": name, "job_title": title, "decides": self.rng.random() < 0.5}
        if self.rng.random() < 0.3:
            known["budget"] = 50_000
        person = self.rows.new(
            Person,
            name=name,
            name_key=name_key(name),
            job_title=title,
            company_id=self.firm.row.pk,
            known=known,
            created_at=self.at,
            recorded_at=self.at,
        )
        self.rows.add(EmailAddress, person_id=person.pk, address=address, key=address)
        number = f"+4930{9_000_000 + self.number}"
        self.rows.add(Phone, person_id=person.pk, number=number, key=number)
        by = self.cast.automation
        self.rows.created(PERSON_ADDED, person, by=by, at=self.at)
        learned(self.rows, known, PERSON_CHANGED, person, by=by, at=self.at, person_id=person.pk)
        self.person = person

    def _arrive(self) -> None:
        campaign = self.rng.choice(self.cast.campaigns)
        entry = self.rng.choice(ENTRIES)
        first = self._touchpoint(entry, self.at, campaign.channel, campaign.pk, "/cold-rooms")
        self.touches = [first, *self._warm_up()]
        self.lead = self.rows.new(
            Lead,
            person_id=self.person.pk,
            company_id=self.firm.row.pk,
            side=Side.MARKETING.value,
            stage=Stage.LEAD.value,
            holder_queue_id=self.cast.queues[QueueKind.TRIAGE].pk,
            triage_due_at=self.cast.terms.due(self.at, 480),
            created_at=self.at,
            recorded_at=self.at,
            source="website",
            first_touch_seq=first.seq,
            last_touch_seq=first.seq,
            first_campaign_id=campaign.pk,
            first_channel=campaign.channel,
        )
        for name, value in journey.with_clock(self.lead, {}, self.at).items():
            setattr(self.lead, name, value)
        self.rows.created(LEAD_CREATED, self.lead, by=self.cast.automation, at=self.at, data={"source": "website"})
        self._score()

    def _warm_up(self) -> Iterator[Occurrence]:
        last = self.until if self.end == End.NURTURE else self.at + (self.until - self.at) / 2
        for _ in range(self.rng.randrange(0, 5)):
            at = self.at + (last - self.at) * self.rng.random()
            yield self._touchpoint(self.rng.choice(WARM), at, "email", None, "/pricing")

    def _touchpoint(self, kind: str, at: datetime, channel: str, campaign: int | None, url: str) -> Occurrence:
        row = self.rows.new(
            Touchpoint,
            person_id=self.person.pk,
            kind=TouchKind(kind).value,
            channel=channel,
            campaign_id=campaign,
            url=url,
            detail=url,
            happened_at=at,
            known_at=at,
            recorded_at=at,
            actor_id=self.cast.automation.pk,
            actor_side=self.cast.automation.side,
        )
        return Occurrence(row.pk, kind, channel, campaign, at, True, url)

    def _score(self) -> None:
        facts = self.firm.row.known | self.person.known
        facts |= {
            "is_free_mail": False,
            "is_customer": self.firm.is_customer,
            "has_opted_out": False,
            "has_bounced": False,
        }
        occurrences = tuple(self.touches)
        self.scored = Scored(score(self.cast.terms.body, facts, occurrences, self.until), facts, occurrences)
        self.version = self.cast.terms.version
        columns = columns_of(self.scored, self.version)
        self._move(LEAD_SCORED, self.cast.automation, columns, self.at + timedelta(minutes=1))

    def _move(
        self, kind, by: User, set: dict, at: datetime | None = None, *, act: str = "", operation: str = "", **how
    ):
        at = at or self.at
        if act:
            how["act"] = self.rows.act(f"{act} {self.person.name}", by=by, at=at, operation=operation)
        self.rows.move(self.lead, kind, by=by, at=at, set=set, agreement_version=self.version, **how)

    def _triage(self) -> None:
        """Nothing has happened since it came."""

    def _sort_to(self, kind: QueueKind, due: dict) -> None:
        self._later(1)
        columns = {**NOTHING_DUE, **journey.to_queue(self.cast.queues[kind]), **due}
        self._move(LEAD_SORTED, self.cast.automation, columns, data={"cell": self.lead.cell})

    def _nurture(self) -> None:
        self._sort_to(QueueKind.NURTURE, {"wake_at": NOW + timedelta(days=self.rng.uniform(1, 30))})

    def _check(self) -> None:
        self._sort_to(QueueKind.CHECK, {"check_due_at": NOW + timedelta(hours=self.rng.uniform(-8, 40))})

    def _kept(self) -> None:
        self._later(8)
        holder = journey.to_user(self.marketer)
        self._move(LEAD_ASSIGNED, self.marketer, holder, data={"why": "by_hand"}, act="Took", operation="lead.assign")
        self._promise(self.marketer)

    def _offer(self, to: User | None, due: datetime | None = None) -> HandOff:
        self._later(20)
        due = due or self.at + timedelta(hours=4)
        holder = journey.to_user(to) if to else journey.to_queue(self.cast.queues[QueueKind.SALES])
        found = self.scored.score
        handoff = self.rows.new(
            HandOff,
            lead_id=self.lead.pk,
            cycle_no=self.lead.cycle_no,
            offered_at=self.at,
            offered_by=self.marketer,
            offered_to_user_id=to.pk if to else None,
            offered_to_queue_id=holder["holder_queue_id"],
            routing="round_robin",
            route_prob=1.0,
            candidates=[user.pk for user in self.cast.sellers[:5]],
            calendar_version=self.version,
            promise="sales_4h",
            accept_due_at=due,
            fit=found.fit,
            engagement=found.engagement,
            number=found.number,
            grade=found.grade.value,
            level=found.level,
            cell=found.cell.value,
            missing_n=found.missing_n,
            agreement_version=self.version,
        )
        handoff.attempt_no = 1
        columns = {**NOTHING_DUE, **holder, "answer_due_at": due, "sent_by_id": self.marketer.pk}
        columns["stage"] = Stage.MARKETING_QUALIFIED.value
        act = self.rows.act(
            f"Handed {self.person.name} to sales", by=self.marketer, at=self.at, operation="handoff.offer"
        )
        told = {"handoff": handoff.pk, "routing": "round_robin", "cell": found.cell.value, "attempt": 1}
        self.rows.offered(
            handoff,
            self.lead,
            HANDED,
            by=self.marketer,
            at=self.at,
            set=columns,
            act=act,
            agreement_version=1,
            data=told,
        )
        return handoff

    def _soon(self) -> datetime:
        return NOW + timedelta(hours=self.rng.uniform(-3, 30))

    def _offered(self) -> None:
        self._offer(self.seller, self._soon())

    def _sales_queue(self) -> None:
        self._offer(None, self._soon())

    def _accept(self, due: datetime | None = None) -> None:
        handoff = self._offer(self.seller)
        self._later(4)
        columns = {
            **NOTHING_DUE,
            **journey.to_user(self.seller),
            "first_touch_due_at": due or self.at + timedelta(hours=8),
            "side": Side.SALES.value,
            "stage": Stage.SALES_ACCEPTED.value,
            "accepted_at": self.at,
        }
        answer = {"answer": Answer.ACCEPTED.value, "answered_at": self.at, "answered_by_id": self.seller.pk}
        told = {"handoff": handoff.pk, "minutes": 35}
        self._move(
            ACCEPTED,
            self.seller,
            columns,
            also=[(handoff, answer)],
            data=told,
            act="Accepted",
            operation="handoff.accept",
        )

    def _first_touch(self) -> None:
        self._accept(self._soon())

    def _calls(self, number: int, due: datetime | None = None) -> None:
        for left in reversed(range(number)):
            self._later(30)
            columns = {
                "touches": self.lead.touches + 1,
                "first_touched_at": self.lead.first_touched_at or self.at,
                "last_touched_at": self.at,
                "first_touch_due_at": None,
                "follow_up_due_at": due if due and not left else self.at + timedelta(days=3),
            }
            told = {
                "direction": Direction.OUT.value,
                "outcome": Outcome.NO_ANSWER.value,
                "is_human": True,
                "cycle_no": 1,
            }
            kind = LOGGED[self.rng.choice((Channel.CALL, Channel.EMAIL))]
            said = self.rng.choice(SAID)
            self._move(
                kind, self.seller, columns, data=told, note=said, act="Logged a call with", operation="outreach.log"
            )

    def _follow_up(self) -> None:
        self._accept()
        self._calls(self.rng.randrange(1, 5), self._soon())

    def _promise(self, by: User) -> None:
        self._later(10)
        due = NOW + timedelta(hours=self.rng.uniform(-5, 120))
        columns = {**NOTHING_DUE, "step_due_at": due, "step_kind": StepKind.CALL.value, "step_is_day": True}
        told = {"kind": StepKind.CALL.value, "due": due}
        said = "Call about the floor plan"
        self._move(STEP_PROMISED, by, columns, data=told, note=said, act="Promised", operation="outreach.promise")

    def _step(self) -> None:
        self._accept()
        self._calls(self.rng.randrange(1, 4))
        self._promise(self.seller)

    def _send_back(self, to: User | None, due: datetime) -> HandOff:
        handoff = self._offer(self.rng.choice(self.cast.sellers))
        seller = self.cast.sellers[handoff.offered_to_user_id - self.cast.sellers[0].pk]
        self._later(4)
        reason = self.rng.choice((("not_our_kind", "fit"), ("wrong_person", "person"), ("not_real", "not_real")))
        answer = {
            "answer": Answer.RETURNED.value,
            "answered_at": self.at,
            "answered_by_id": seller.pk,
            "reason": reason[0],
            "reason_type": reason[1],
            "return_to_id": to.pk if to else None,
            "return_due_at": due,
            "return_answer": ReturnAnswer.WAITING.value,
        }
        columns = {
            **NOTHING_DUE,
            **(journey.to_user(to) if to else journey.to_queue(self.cast.queues[QueueKind.RETURNS])),
            "return_due_at": due,
            "stage": Stage.RECYCLED.value,
            "cycle_no": 2,
            "returns": 1,
        }
        told = {"handoff": handoff.pk, "reason": reason[0], "type": reason[1], "to_user": to.pk if to else None}
        also, said = [(handoff, answer)], "They looked for a job, not for a supplier."
        self._move(
            RETURNED, seller, columns, also=also, data=told, note=said, act="Returned", operation="handoff.return"
        )
        return handoff

    def _returned(self) -> None:
        self._send_back(self.marketer, self._soon())

    def _return_queue(self) -> None:
        self._send_back(None, self._soon())

    def _close(self, stage: Stage, reason: str, by: User, operation: str) -> None:
        columns = {"stage": stage.value, "closed_at": self.until, "close_reason": reason}
        told = {"reason": reason}
        self._move(LEAD_CLOSED, by, columns, self.until, data=told, act="Closed", operation=operation)

    def _customer(self) -> None:
        self._accept()
        self._calls(self.rng.randrange(1, 5))
        self._later(8)
        columns = {"stage": Stage.SALES_QUALIFIED.value}
        self._move(LEAD_MOVED, self.seller, columns, act="Qualified", operation="lead.qualify")
        self._close(Stage.CUSTOMER, "won", self.seller, "lead.win")

    def _lost(self) -> None:
        self._accept()
        self._calls(self.rng.randrange(0, 4))
        self._close(Stage.LOST, self.rng.choice(("no_reply", "price", "no_budget")), self.seller, "lead.close")

    def _disqualified(self) -> None:
        if self.rng.random() < 0.3:
            handoff = self._send_back(self.marketer, self.at + timedelta(days=2))
            self._later(10)
            told = {"handoff": handoff.pk, "answer": ReturnAnswer.AGREED.value}
            answer = {
                "return_answer": ReturnAnswer.AGREED.value,
                "return_answered_at": self.at,
                "return_answered_by_id": self.marketer.pk,
            }
            nurture = journey.to_queue(self.cast.queues[QueueKind.NURTURE])
            columns = {**NOTHING_DUE, **nurture, "wake_at": self.at + timedelta(days=30)}
            self._move(
                RETURN_ANSWERED,
                self.marketer,
                columns,
                also=[(handoff, answer)],
                data=told,
                act="Answered the return of",
                operation="handoff.answer_return",
            )
        else:
            self._sort_to(QueueKind.NURTURE, {"wake_at": self.at + timedelta(days=30)})
        self._close(Stage.DISQUALIFIED, "never_fits", self.marketer, "lead.close")


def tell_all(rows: Rows, cast: Cast, companies: list[Firm], number: int, rng: Random) -> Iterator[int]:
    """Tell of so many leads; yields after each, so that the caller can write what is told."""
    ours = [firm for firm in companies if firm.is_customer]
    others = [firm for firm in companies if not firm.is_customer]
    for index, (end, holder) in enumerate(ends(number, cast, rng)):
        firm = rng.choice(ours if end == End.CUSTOMER else others)
        Story(rows, cast, rng, firm, end, holder, index).tell()
        yield index
