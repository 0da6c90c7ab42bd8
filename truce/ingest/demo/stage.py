"""The ways in which a lead that is placed by hand comes to stand where it stands on the last day.

A scene is a generator: it yields the next instant and goes on when the story has come there.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from truce.agreement.rules import CellAction, Strategy
from truce.campaigns.models import Campaign
from truce.campaigns.rules import Channel as TouchChannel
from truce.campaigns.rules import TouchKind
from truce.handoff.rules import ReturnAnswer
from truce.ingest.demo import arrivals, handing, marketing, newcomers, plan, touching
from truce.ingest.demo.cast import ZONE
from truce.ingest.demo.world import Someone, World
from truce.journey.rules import StepKind
from truce.outreach.rules import Channel, Outcome

Scene = Iterator[datetime]
COOL = "Guide: switching to CO₂"


@dataclass(frozen=True)
class Part:
    """One person of a scene."""

    name: str
    company: str
    industry: str
    employees: int
    country: str = "DE"
    title: tuple[str, str, str] = ("Head of Operations", "head", "operations")
    came_by: str = COOL
    fits: bool = True


@dataclass(frozen=True)
class Stage:
    """Where scenes are played: the ways in which a placed lead can come to stand where it stands now."""

    world: World
    campaigns: dict[str, Campaign]

    def waiting(self, seller: str, part: Part, cell: CellAction, left: int) -> Scene:
        """A hand-off that waits for a yes or no, with so many working minutes left."""
        minutes = self.world.terms.body.promises.answer_minutes[cell]
        yield from self._ready(seller, part, cell, minutes - left)

    def accepted(self, seller: str, part: Part, *, ago: int, cell: CellAction = CellAction.SALES_4H) -> Scene:
        """A lead accepted so many working minutes ago that nobody reached out to yet."""
        world = self.world
        who = yield from self._ready(seller, part, cell, ago + 35)
        yield world.minutes_ago(ago)
        handing.accept(world, who, who.open_offer, by=world.user(seller))

    def promised(self, seller: str, part: Part, kind: StepKind, text: str, days_ago: int = 0) -> Scene:
        """A lead in talks, with a step promised for today, or for a working day that has passed."""
        world = self.world
        who = yield from self._ready(seller, part, CellAction.SALES_4H, 2600)
        by = world.user(seller)
        yield world.minutes_ago(2560)
        handing.accept(world, who, who.open_offer, by=by)
        yield world.minutes_ago(2500)
        touching.log(
            world, who, Channel.CALL, by=by, outcome=Outcome.NO_ANSWER, text="No answer, tried the mobile too."
        )
        yield world.minutes_ago(1500)
        touching.log(
            world,
            who,
            Channel.CALL,
            by=by,
            outcome=Outcome.REACHED,
            seconds=540,
            text="Plans a second line, needs cooling by autumn. Sends the floor plan.",
        )
        yield world.minutes_ago(1490)
        touching.promise(world, who, kind, self._workday(days_ago), by=by, text=text)

    def quiet(self, seller: str, part: Part) -> Scene:
        """A lead that was tried three times and says nothing: the next try is due today."""
        world = self.world
        who = yield from self._ready(seller, part, CellAction.SALES_WEEK, 4700)
        by = world.user(seller)
        yield world.minutes_ago(4500)
        handing.accept(world, who, who.open_offer, by=by)
        for ago, channel, text in (
            (4300, Channel.CALL, "Rang out."),
            (3100, Channel.EMAIL, "Sent two references of the same size."),
        ):
            yield world.minutes_ago(ago)
            outcome = Outcome.NO_ANSWER if channel == Channel.CALL else None
            touching.log(world, who, channel, by=by, outcome=outcome, text=text)
        yield self._so_that_due_today()
        touching.log(world, who, Channel.CALL, by=by, outcome=Outcome.NO_ANSWER, text="Voicemail, left my number.")

    def returned(self, seller: str, part: Part, reason: str, note: str, left: int) -> Scene:
        """A lead that sales gave back: marketing has so many working minutes left to answer."""
        world = self.world
        back = world.terms.body.promises.return_answer_minutes - left
        who = yield from self._ready(seller, part, CellAction.SALES_4H, back + 90)
        yield world.minutes_ago(back)
        self._give_back(who, seller, reason, note)

    def came_back(self, seller: str, part: Part, reason: str, said: ReturnAnswer, note: str) -> Scene:
        """A lead that was returned, with the answer of marketing; a mended one is in sales' hands again."""
        world = self.world
        who = yield from self._ready(seller, part, CellAction.SALES_4H, 1500)
        handoff = who.open_offer
        yield world.minutes_ago(1400)
        self._give_back(who, seller, reason, None)
        yield world.minutes_ago(700)
        marketing.answer(world, who, handoff, said, note)
        if who.open_offer:
            yield world.minutes_ago(660)
            handing.accept(world, who, who.open_offer, by=world.user(seller))
            yield world.minutes_ago(560)
            touching.log(
                world,
                who,
                Channel.CALL,
                by=world.user(seller),
                outcome=Outcome.REACHED,
                seconds=420,
                text="The plant manager: two rooms to replace this year.",
            )

    def passed_on(self, seller: str, part: Part) -> Scene:
        """A hand-off that nobody answered in time, until it came to rest in sales' queue."""
        world = self.world
        hour = world.terms.body.promises.answer_minutes[CellAction.SALES_1H]
        who = yield from self._ready(seller, part, CellAction.SALES_1H, 3 * hour + 110)
        while who.open_offer and who.open_offer.offered_to_user_id:
            yield who.open_offer.accept_due_at + timedelta(seconds=4)
            handing.expire(world, who, who.open_offer)

    def to_check(self, part: Part, ago: int) -> Scene:
        """Somebody who does much and fits little: marketing looks before sales is asked."""
        world = self.world
        yield world.minutes_ago(ago + 900)
        who = self._appear(part)
        yield world.minutes_ago(ago)
        for kind in (TouchKind.WEBINAR_ATTENDED, TouchKind.DOWNLOAD, TouchKind.DOWNLOAD):
            self._does(who, kind)
        self._asks(who)
        marketing.reconsider(world, who)

    def unsorted(self, part: Part, ago: int) -> Scene:
        """A lead that just came and was not looked at yet."""
        yield self.world.minutes_ago(ago)
        self._appear(part, is_sorted=False)

    def _ready(self, seller: str, part: Part, cell: CellAction, ago: int) -> Generator[datetime, None, Someone]:
        """Have somebody come, and become ready so many working minutes before the end; return them."""
        world = self.world
        yield world.minutes_ago(ago + 1900)
        who = self._appear(part, seller)
        yield world.minutes_ago(ago)
        if cell == CellAction.SALES_WEEK:
            self._does(who, TouchKind.FORM, "/contact")
        elif cell == CellAction.SALES_4H:
            self._does(who, TouchKind.WEBINAR_ATTENDED)
            self._does(who, TouchKind.FORM, "/contact")
        else:
            self._asks(who)
        marketing.reconsider(world, who)
        self._make_sure(who, seller)
        return who

    def _asks(self, who: Someone) -> None:
        for page in ("/pricing", "/references", "/pricing"):
            self._does(who, TouchKind.VISIT, page)
        self._does(who, TouchKind.FORM, "/contact")
        self._does(who, TouchKind.DEMO_REQUEST, "/demo")

    def _make_sure(self, who: Someone, seller: str) -> None:
        """Hand over by hand what another agreement would not have handed over, or to somebody else."""
        offer, wanted = who.open_offer, self.world.user(seller)
        if offer is None:
            handing.offer(
                self.world,
                who,
                self.world.score(who),
                by=handing.sender(self.world, who),
                to=wanted,
                note="Please have a look at this one.",
            )

    def _appear(self, part: Part, seller: str = "", is_sorted: bool = True) -> Someone:
        world = self.world
        owner = world.user(seller) if seller and Strategy.COMPANY_OWNER in world.terms.body.routing.strategies else None
        firm = newcomers.found(world, part.company, part.industry, part.employees, part.country, owner=owner)
        title, seniority, department = part.title
        facts = {
            "job_title": title,
            "seniority": seniority,
            "department": department,
            "country": part.country,
            "need": "Cold room, about 300 m²",
            **({"decides": True, "budget": 90_000, "timeframe": "6_months"} if part.fits else {}),
        }
        who = newcomers.meet(world, plan.USUAL, name=part.name, firm=firm, facts=facts)
        who.is_placed = True
        planned = next((each for each in plan.CAMPAIGNS if each.name == part.came_by), None)
        who.came_by, who.campaign = planned, self.campaigns.get(part.came_by)
        if planned:
            arrivals.come_in(world, who, planned.channel, TouchKind.DOWNLOAD, planned.source)
        else:
            arrivals.come_in(world, who, TouchChannel.PHONE, TouchKind.ADDED, "phone")
        if is_sorted:
            marketing.reconsider(world, who)
        else:
            marketing.rescore(world, who)
        return who

    def _does(self, who: Someone, kind: TouchKind, detail: str = "") -> None:
        self.world.touch(
            who,
            kind,
            channel=TouchChannel.DIRECT.value,
            source="website",
            is_direct=True,
            detail=detail,
            url=f"https://nordlicht.example{detail}" if detail else "",
        )

    def _give_back(self, who: Someone, seller: str, reason: str, note: str | None) -> None:
        handing.give_back(self.world, who, who.open_offer, reason, by=self.world.user(seller), note=note)

    def _workday(self, days_ago: int = 0) -> date:
        """Return today if enough of the working day is left, else the next working day; or one that has passed."""
        local = self.world.until.astimezone(ZoneInfo(ZONE))
        day = local.date()
        if days_ago:
            for _ in range(days_ago):
                day = self._before(day)
            return day
        if local.time() > time(16, 15):
            day += timedelta(days=1)
        while not self.world.terms.hours.is_working_day(day):
            day += timedelta(days=1)
        return day

    def _before(self, day: date) -> date:
        day -= timedelta(days=1)
        while not self.world.terms.hours.is_working_day(day):
            day -= timedelta(days=1)
        return day

    def _so_that_due_today(self) -> datetime:
        """Return an instant from which the agreed gap between two touches ends today."""
        day = self._workday()
        for _ in range(self.world.terms.body.promises.touch_gap_days):
            day = self._before(day)
        return datetime.combine(day, time(11, 20), ZoneInfo(ZONE)).astimezone(self.world.until.tzinfo)
