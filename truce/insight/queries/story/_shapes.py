"""What the page of a lead is made of."""

from dataclasses import dataclass
from datetime import date, datetime

from truce.insight.queries.clocks import Clock
from truce.insight.queries.fields import FieldValue
from truce.insight.queries.journeys import Journey
from truce.insight.queries.story._beside import Origin, Other, PastHandOff, Reach
from truce.insight.queries.story._score import ScoreCard
from truce.journey.rules import Turn


@dataclass(frozen=True)
class Elsewhere:
    """The lead was merged: its story goes on in another one."""

    lead_id: int


@dataclass(frozen=True)
class Holder:
    """Who must act next: a user or a queue, and which side that is."""

    name: str
    side: str
    user_id: int | None
    is_me: bool


@dataclass(frozen=True)
class Why:
    """Why somebody has the turn: what is due, which promise that keeps, and how the lead came to them.

    Takes   minutes, days: what the agreement promised, working minutes or days; 0 where it is one's own word;
            how: the routing of the hand-off, "" where none led here.
    """

    turn: str
    since: datetime
    minutes: int
    days: int
    version: int
    is_agreed: bool
    how: str = ""
    sent_by: str = ""


@dataclass(frozen=True)
class NextStep:
    """What was promised for when: a plain date, or an instant."""

    kind: str
    text: str
    on: date
    due_at: datetime
    is_day: bool
    by: str

    @property
    def words(self) -> str:
        return f"{self.kind}: {self.text}" if self.text else self.kind


@dataclass(frozen=True)
class Ended:
    """How a closed lead ended."""

    at: datetime
    reason: str
    is_won: bool


@dataclass(frozen=True)
class Place:
    """A colleague who could take a lead."""

    id: int
    name: str
    side: str

    @property
    def pair(self) -> tuple[int, str]:
        return self.id, self.name


@dataclass(frozen=True)
class Choice:
    """One agreed reason to return or close a lead; needs: "", "month" or "words"."""

    key: str
    label: str
    needs: str = ""
    hint: str = ""

    @property
    def pair(self) -> tuple[str, str]:
        return self.key, self.label


@dataclass(frozen=True)
class Story:
    """Everything that the page of a lead shows. `version` changes whenever something was written about the lead."""

    id: int
    name: str
    job_title: str
    person_id: int
    company_id: int | None
    company: str
    company_owner: str
    zone: str
    there: datetime | None
    side: str
    stage: str
    cycle_no: int
    touches: int
    touches_promised: int
    holder: Holder | None
    clock: Clock | None
    why: Why | None
    step: NextStep | None
    ended: Ended | None
    score: ScoreCard | None
    first: Origin | None
    last: Origin | None
    source: str
    reach: Reach
    fields: tuple[FieldValue, ...]
    company_fields: tuple[FieldValue, ...]
    people: tuple[Other, ...]
    earlier: tuple[Other, ...]
    handoffs: tuple[PastHandOff, ...]
    waiting_id: int | None
    returned: PastHandOff | None
    journey: Journey
    may: frozenset[str]
    colleagues: tuple[Place, ...]
    sellers: tuple[Place, ...]
    return_reasons: tuple[Choice, ...]
    close_reasons: tuple[Choice, ...]
    is_sample: bool

    @property
    def version(self) -> str:
        newest = self.journey.lines[0].key if self.journey.lines else ""
        score = self.score.number if self.score else ""
        due = f"{self.clock.turn}/{self.clock.due_at.timestamp():.0f}" if self.clock else ""
        return f"{newest}/{score}/{self.stage}/{self.holder.name if self.holder else ''}/{due}"

    @property
    def waits(self) -> bool:
        """Return whether the other side waits for an answer: that comes before any next step."""
        return bool(self.clock and self.clock.turn in (Turn.ANSWER, Turn.ANSWER_RETURN))

    @property
    def is_open(self) -> bool:
        return self.ended is None
