"""The clock of the story, who is in it, and what the agreement says of them at each moment."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

from truce.agreement.queries import Scored, Terms
from truce.agreement.rules import Candidate, Occurrence, score
from truce.campaigns.models import Campaign
from truce.campaigns.rules import TouchKind
from truce.criteria import truth
from truce.handoff.models import HandOff
from truce.ingest.demo.book import Book
from truce.ingest.demo.cast import AWAY, CAST, Member
from truce.ingest.demo.plan import Brings, Planned
from truce.journey.models import Lead
from truce.people.models import Company, Person
from truce.teams.models import Queue, User
from truce.teams.rules import Role

# So near the end everybody keeps their time: what is late today is placed by hand.
CALM = timedelta(days=14)


@dataclass
class Work:
    """How one accepted lead will be worked, and what comes of it if nobody interferes."""

    handoff: HandOff
    first_minutes: float
    tries: int
    again_on_day_3: bool
    answers_at: int
    is_sql: bool
    is_won: bool
    rounds: int
    knew_budget: bool
    tried: int = 0


@dataclass
class Firm:
    """A company of the story."""

    company: Company
    is_ours: bool
    domain: str
    country: str
    scans: bool = False
    customers: int = 0
    people: list[Someone] = field(default_factory=list)


@dataclass
class Someone:
    """A person of the story, with what the scorecard may know of them."""

    person: Person
    firm: Firm
    brings: Brings
    came_by: Planned | None = None
    campaign: Campaign | None = None
    occurrences: list[Occurrence] = field(default_factory=list)
    first_seq: int = 0
    last_human_at: datetime | None = None
    last_fact_at: datetime | None = None
    lead: Lead | None = None
    opted_out: bool = False
    bounced: bool = False
    is_placed: bool = False
    returned_by: set[int] = field(default_factory=set)
    open_offer: HandOff | None = None
    asked: set[int] = field(default_factory=set)
    attempts: int = 0
    plan: Work | None = None


def _nothing(world: World, who: Someone, handoff: HandOff) -> None:
    """Let nothing follow."""


@dataclass
class World:
    """The story while it is told: nothing here happens after `until`.

    Takes   offered, accepted, returned: what people do when a lead was.
    """

    book: Book
    terms: Terms
    until: datetime
    rng: Random
    queues: dict[str, Queue]
    automation: User
    scale: float = 1.0
    now: datetime = datetime.min.replace(tzinfo=UTC)
    agenda: list = field(default_factory=list)
    firms: list[Firm] = field(default_factory=list)
    everybody: list[Someone] = field(default_factory=list)
    held: dict[int, int] = field(default_factory=dict)
    last_offer: dict[int, int] = field(default_factory=dict)
    counting: dict[tuple, bool] = field(default_factory=dict)
    slugs: dict[str, int] = field(default_factory=dict)
    dealt: dict[tuple, float] = field(default_factory=dict)
    told: int = 0
    offered: Callable = _nothing
    accepted: Callable = _nothing
    returned: Callable = _nothing

    def at(self, when: datetime, what: Callable, *args) -> None:
        """Put something on the agenda; what lies after the end never happens."""
        if when <= self.until:
            self.told += 1
            heapq.heappush(self.agenda, (when, self.told, what, args))

    def run(self, until: datetime) -> None:
        """Let happen what is due up to an instant, in the order of time."""
        while self.agenda and self.agenda[0][0] <= until:
            self.now, _, what, args = heapq.heappop(self.agenda)
            what(self, *args)
        self.now = until

    @property
    def is_calm(self) -> bool:
        return self.now > self.until - CALM

    @property
    def is_last_day(self) -> bool:
        return self.now > self.until - timedelta(days=1)

    def user(self, key: str) -> User:
        return self.book.users[key]

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def evenly(self, key: tuple, share: float) -> bool:
        """Return yes in this share of the times that a key comes up, spread evenly: no truth is left to luck."""
        total = self.dealt.get(key, self.rng.random()) + share
        self.dealt[key] = total % 1
        return total >= 1

    def open_at(self, minutes: float, start: datetime | None = None) -> datetime:
        """Return the instant so many working minutes from now, with seconds of its own."""
        when = self.terms.hours.due(start or self.now, max(minutes, 0.5) * 60)
        return when + timedelta(seconds=self.rng.randrange(50), microseconds=self.rng.randrange(10**6))

    def minutes_ago(self, minutes: float) -> datetime:
        """Return the instant from which so many working minutes passed until the end."""
        start = self.until - timedelta(days=21 + minutes / 60)
        open_s = self.terms.hours.elapsed(start, self.until)
        return self.terms.hours.due(start, open_s - minutes * 60)

    def facts(self, who: Someone) -> dict:
        """Return what `agreement.queries.facts_of` would: facts, and what follows from the records."""
        return {
            **who.firm.company.known,
            **who.person.known,
            "is_free_mail": False,
            "is_customer": who.firm.customers > 0,
            "has_opted_out": who.opted_out,
            "has_bounced": who.bounced,
        }

    def score(self, who: Someone) -> Scored:
        """Score somebody now, by the agreement's own function."""
        facts = self.facts(who)
        occurrences = tuple(each for each in who.occurrences if self._counts(each))
        return Scored(score(self.terms.body, facts, occurrences, self.now), facts, occurrences)

    def _counts(self, each: Occurrence) -> bool:
        """Return whether any rule asks for such an occurrence; leaving out the others changes no score."""
        key = (each.kind, each.channel, each.campaign_id, each.detail)
        known = self.counting.get(key)
        if known is None:
            values = dict(zip(("kind", "channel", "campaign_id", "detail"), key, strict=True))
            known = any(truth(rule.when, values) is True for rule in self.terms.body.engagement)
            self.counting[key] = known
        return known and each.is_human

    def candidates(self) -> list[Candidate]:
        """Return the sellers as `handoff.queries.sellers` would see them now."""
        today = self.now.date()
        return [self._candidate(member, today) for member in CAST if member.role == Role.SELLER]

    def _candidate(self, member: Member, today: date) -> Candidate:
        user = self.user(member.key)
        return Candidate(
            user_id=user.pk,
            open_count=self.held.get(user.pk, 0),
            capacity=user.capacity,
            is_absent=user.is_away_on(today) if member.key == AWAY else False,
            last_offered_at=user.last_offered_at,
            last_offer=self.last_offer.get(user.pk, 0),
        )

    def member(self, user_id: int) -> Member:
        return next(member for member in CAST if self.user(member.key).pk == user_id)

    def member_user(self, user_id: int) -> User:
        return self.user(self.member(user_id).key)

    def touch(self, who: Someone, kind: TouchKind, *, by: User | None = None, is_human: bool = True, **details):
        """Keep a touchpoint of somebody."""
        seen = self.book.touch(
            by=by or self.automation,
            at=self.now,
            person_id=who.person.pk,
            kind=kind.value,
            is_human=is_human,
            **details,
        )
        who.occurrences.append(seen)
        who.first_seq = who.first_seq or seen.seq
        if is_human:
            who.last_human_at = self.now
        return seen

    def move(self, lead: Lead, kind, *, set: dict, by: User | None = None, at: datetime | None = None, **how) -> None:
        """Move a lead and keep count of who holds how many."""
        before = lead.holder_user_id
        self.book.move(lead, kind, by=by or self.automation, at=at or self.now, set=set, **how)
        if lead.holder_user_id != before:
            for user_id, by_one in ((before, -1), (lead.holder_user_id, 1)):
                if user_id:
                    self.held[user_id] = self.held.get(user_id, 0) + by_one
