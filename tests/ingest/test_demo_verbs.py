"""What the sample story does in memory leaves the same lead behind as the verbs that people use."""

from datetime import timedelta

import pytest

from tests.cast import NOON
from tests.ingest.telling import TRUCE
from truce.agreement.queries import score_of
from truce.handoff import actions as handoff
from truce.handoff.models import HandOff
from truce.handoff.rules import ReturnAnswer
from truce.ingest.demo import handing, marketing, plan, touching
from truce.ingest.demo.book import NUMBERED, Book, Numbers
from truce.ingest.demo.cast import CAST
from truce.ingest.demo.world import Firm, Someone, World
from truce.journey.models import Lead
from truce.journey.rules import LEAD_COLUMNS, StepKind
from truce.ledger.rules import FOLDED
from truce.outreach import actions as outreach
from truce.outreach.rules import Channel, Direction, Outcome
from truce.teams.queries import queues

APART = {"created_at", "candidates", "route_prob", "routing"}  # other sellers stand by in the story

SCORE = {"fit", "engagement", "number", "line", "grade", "level", "cell", "is_ready", "reasons", "next_change_on"}


class Twin:
    """Each step is done to a real lead by the verbs, and to its copy in memory by the story."""

    def __init__(self, lead, users, terms):
        book = Book(Numbers(dict.fromkeys(NUMBERED, 1)), undo_from=NOON)
        book.users = {member.key: users.get(member.key) or users["jo"] for member in CAST}
        self.world = World(book, terms, NOON + timedelta(days=90), rng=None, queues=queues(), automation=TRUCE)
        self.real, self.copy, self.users = lead.pk, Lead.objects.get(pk=lead.pk), users
        self.who = Someone(lead.person, Firm(lead.company, True, "x.example", "DE"), plan.USUAL, lead=self.copy)
        scored = score_of(Lead.objects.get(pk=lead.pk), terms, at=NOON)
        self.who.occurrences = list(scored.occurrences)

    def at(self, minutes: int):
        self.world.now = NOON + timedelta(minutes=minutes)
        return self.world.now

    def last(self) -> HandOff:
        return HandOff.objects.filter(lead=self.real).latest("pk")

    def same(self) -> None:
        lead, mine = Lead.objects.get(pk=self.real), self.world.book.handoffs[self.real]
        for name in set(LEAD_COLUMNS) - APART - SCORE:
            assert getattr(self.copy, name) == getattr(lead, name), name
        for real, copy in zip(HandOff.objects.filter(lead=lead).order_by("pk"), mine, strict=True):
            for name in set(FOLDED["handoff"].columns) - APART:
                assert getattr(copy, name) == getattr(real, name), name


@pytest.fixture
def twin(priya, maya, jo, lena, ravi, tomas, terms):
    found = Twin(priya, {"maya": maya, "jo": jo, "lena": lena, "ravi": ravi, "tomas": tomas}, terms)
    handoff.hand_over(priya.pk, by=lena, at=found.at(0), to=maya)
    handing.offer(found.world, found.who, found.world.score(found.who), by=lena, to=maya)
    return found


def test_accepted_called_promised_met_and_qualified(twin, maya):
    handoff.accept(twin.last().pk, by=maya, at=twin.at(5))
    handing.accept(twin.world, twin.who, twin.who.open_offer, by=maya)
    twin.same()
    for minutes, channel, outcome in ((20, Channel.CALL, Outcome.NO_ANSWER), (90, Channel.EMAIL, None)):
        outreach.log(twin.real, channel=channel, outcome=outcome, by=maya, at=twin.at(minutes))
        touching.log(twin.world, twin.who, channel, outcome=outcome, by=maya)
        twin.same()
    day = (NOON + timedelta(days=3)).date()
    outreach.promise(twin.real, kind=StepKind.MEETING, on=day, by=maya, at=twin.at(95))
    touching.promise(twin.world, twin.who, StepKind.MEETING, day, by=maya, text="")
    twin.same()
    outreach.log(twin.real, channel=Channel.MEETING, outcome=Outcome.HELD, by=maya, at=twin.at(4000))
    touching.log(twin.world, twin.who, Channel.MEETING, outcome=Outcome.HELD, by=maya)
    outreach.qualify(twin.real, by=maya, at=twin.at(4001))
    touching.qualify(twin.world, twin.who, by=maya)
    twin.same()


def test_a_step_kept_and_a_mail_that_came_in(twin, maya):
    handoff.accept(twin.last().pk, by=maya, at=twin.at(5))
    handing.accept(twin.world, twin.who, twin.who.open_offer, by=maya)
    outreach.log(twin.real, channel=Channel.EMAIL, direction=Direction.IN, by=maya, at=twin.at(30))
    touching.log(twin.world, twin.who, Channel.EMAIL, direction=Direction.IN, by=maya)
    twin.same()
    day = (NOON + timedelta(days=1)).date()
    outreach.promise(twin.real, kind=StepKind.OTHER, on=day, by=maya, at=twin.at(40))
    touching.promise(twin.world, twin.who, StepKind.OTHER, day, by=maya, text="")
    outreach.keep(twin.real, by=maya, at=twin.at(50))
    touching.keep_step(twin.world, twin.who, maya)
    twin.same()


@pytest.mark.parametrize("said", [ReturnAnswer.AGREED, ReturnAnswer.LOOK_AGAIN])
def test_returned_and_answered(twin, said, maya, lena):
    mine = twin.who.open_offer
    handoff.return_(twin.last().pk, reason="wrong_person", by=maya, at=twin.at(30), note="no")
    handing.give_back(twin.world, twin.who, mine, "wrong_person", by=maya, note="no")
    twin.same()
    handoff.answer_return(twin.last().pk, answer=said, note="see today", by=lena, at=twin.at(60))
    marketing.answer(twin.world, twin.who, mine, said, "see today")
    twin.same()


def test_given_back_after_it_was_accepted(twin, maya):
    mine = twin.who.open_offer
    handoff.accept(twin.last().pk, by=maya, at=twin.at(5))
    handing.accept(twin.world, twin.who, mine, by=maya)
    handoff.give_back(twin.real, reason="not_our_kind", by=maya, at=twin.at(300))
    handing.give_back(twin.world, twin.who, mine, "not_our_kind", by=maya, note="")
    twin.same()


def test_closed_while_its_return_waits(twin, maya, lena):
    mine = twin.who.open_offer
    handoff.return_(twin.last().pk, reason="wrong_person", by=maya, at=twin.at(30))
    handing.give_back(twin.world, twin.who, mine, "wrong_person", by=maya, note="")
    outreach.close(twin.real, reason="never_fits", by=lena, at=twin.at(40))
    handing.close(twin.world, twin.who, "never_fits", by=lena)
    twin.same()
