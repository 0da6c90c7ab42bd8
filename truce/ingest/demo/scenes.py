"""The leads that are placed by hand, so that everybody has a turn on the day on which the story ends.

Each scene is told as a generator: it yields the next instant and goes on when the story has come there. Instants are
counted back from the end in working minutes, so a scene holds at night and at weekends too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from truce.agreement.rules import CellAction, Strategy
from truce.campaigns.models import Campaign
from truce.campaigns.rules import Channel as TouchChannel
from truce.campaigns.rules import TouchKind
from truce.handoff.rules import ReturnAnswer
from truce.ingest.demo import arrivals, marketing, plan, sales
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


def rehearse(world: World, campaigns: dict[str, Campaign]) -> None:
    """Put every scene on the agenda."""
    for scene in _scenes(world, campaigns):
        _go_on(world, scene)


def _go_on(world: World, scene: Scene) -> None:
    when = next(scene, None)
    if when is not None:
        world.at(when, _go_on, scene)


def _scenes(world: World, campaigns: dict[str, Campaign]) -> Iterator[Scene]:
    on_stage = Stage(world, campaigns)
    yield from _for_maya(on_stage)
    yield from _for_tomas(on_stage)
    yield from _for_lena(on_stage)
    yield from _for_nobody(on_stage)


def _for_maya(on: Stage) -> Iterator[Scene]:
    yield on.waiting("maya", Part("Priya Nair", "Halden Foods", "food", 420, "GB"), CellAction.SALES_1H, left=42)
    yield on.waiting("maya", Part("Joris de Wit", "Corvan Logistics", "logistics", 610, "NL"), CellAction.SALES_4H, 170)
    yield on.accepted("maya", Part("Karin Bergström", "Bergström Wood", "wood", 240, "SE"), ago=575)
    yield on.accepted("maya", Part("Tom Aldridge", "Aldermoor Dairy", "food", 350, "GB"), ago=60)
    yield on.accepted("maya", Part("Lucía Rivera", "Rivera Packaging", "manufacturing", 280, "ES"), ago=150)
    yield on.accepted("maya", Part("Ian Kestrel", "Kestrel Freight", "logistics", 510, "GB"), ago=300)
    yield on.promised(
        "maya", Part("Urs Amstad", "Oberland Käse", "food", 230, "CH"), StepKind.CALL, "Call on the offer"
    )
    yield on.promised(
        "maya", Part("Chiara Lepori", "Tessin Pharma", "chemicals", 720, "CH"), StepKind.EMAIL, "Send the calculation"
    )
    yield on.promised(
        "maya", Part("Hauke Petersen", "Petersen Fischmarkt", "food", 260), StepKind.MEETING, "Walk through the plant"
    )
    yield on.quiet("maya", Part("Gerda Vollmer", "Vollmer Backwaren", "food", 310))
    yield on.quiet("maya", Part("Milan Dvorak", "Elbkai Umschlag", "logistics", 290))
    yield on.quiet("maya", Part("Silke Osterkamp", "Osterkamp Molkerei", "food", 220))
    yield on.came_back(
        "maya",
        Part("Ben Harms", "Harms Kühlhaus", "logistics", 205, came_by="LinkedIn: plant managers"),
        "wrong_person",
        ReturnAnswer.FIXED,
        "Found the plant manager, number is in the record.",
    )
    yield on.came_back(
        "maya",
        Part("Nadja Roth", "Roth Tiefkühlkost", "food", 330),
        "too_early",
        ReturnAnswer.AGREED,
        "",
    )


def _for_tomas(on: Stage) -> Iterator[Scene]:
    yield on.waiting("jo", Part("Merle Claasen", "Claasen Fracht", "logistics", 380), CellAction.SALES_1H, left=25)
    yield on.waiting(
        "ines", Part("Rainer Adler", "Adler Kunststoff", "manufacturing", 450), CellAction.SALES_4H, left=55
    )
    yield on.accepted("ines", Part("Paula Winter", "Winter Gemüse", "food", 215), ago=445)
    yield on.accepted("jo", Part("Sven Dahl", "Dahl Maschinenbau", "machinery", 520), ago=520)
    yield on.promised(
        "ines",
        Part("Tilda Graf", "Graf Großmarkt", "retail", 640),
        StepKind.CALL,
        "Call after their board meeting",
        days_ago=1,
    )
    yield on.waiting("dana", Part("Yusuf Kaya", "Kaya Feinkost", "food", 250), CellAction.SALES_4H, left=120)
    yield on.accepted("emre", Part("Elena Moser", "Moser Anlagenbau", "machinery", 300, "AT"), ago=200)
    yield on.promised("dana", Part("Finn Hansen", "Hansen Brauerei", "food", 270), StepKind.MEETING, "Visit the plant")


def _for_lena(on: Stage) -> Iterator[Scene]:
    staff = ("Marketing manager", "manager", "marketing")
    yield on.returned(
        "maya",
        Part("Oskar Jahn", "Jahn Wurstwaren", "food", 300, title=staff),
        "wrong_person",
        "Right company, but he is in marketing.",
        left=70,
    )
    yield on.returned(
        "ines",
        Part("Ida Brenner", "Brenner Logistik", "logistics", 410),
        "too_early",
        "Contract runs until next summer.",
        left=300,
    )
    yield on.returned(
        "jo",
        Part("Kilian Noll", "Noll Verpackung", "manufacturing", 205),
        "not_our_kind",
        "They closed the cold store last year.",
        left=540,
    )
    yield on.returned(
        "dana",
        Part("Vanessa Thiel", "Thiel Märkte", "retail", 260),
        "wrong_data",
        "Number is a fax.",
        left=840,
    )


def _for_nobody(on: Stage) -> Iterator[Scene]:
    yield on.passed_on("jo", Part("Anders Holm", "Holm Kühltransport", "logistics", 480, "DK"))
    yield on.passed_on("emre", Part("Greta Lindner", "Lindner Chemie", "chemicals", 560))
    yield on.returned(
        "emre",
        Part("Stefan Urban", "Urban Metallbau", "manufacturing", 225, came_by=""),
        "already_open",
        "Their sister company is our customer.",
        left=620,
    )
    for ago, (name, company) in zip((90, 260, 500), SMALL, strict=True):
        title = ("Working student", "staff", "marketing")
        yield on.to_check(Part(name, company, "services", 9, title=title, fits=False), ago)
    for ago, (name, company, industry) in zip((15, 46, 77, 108, 139), NEW, strict=True):
        yield on.unsorted(Part(name, company, industry, 120, came_by="Calculator: what does your cold cost?"), ago)


SMALL = (("Theo Falk", "Falk Beratung"), ("Nele Busch", "Busch Agentur"), ("Rana Yildiz", "Yildiz Software"))
NEW = (
    ("Ole Witt", "Witt Obsthof", "food"),
    ("Marta Zander", "Zander Spedition", "logistics"),
    ("Luca Funke", "Funke Fleischwaren", "food"),
    ("Svenja Abel", "Abel Labor", "health"),
    ("Jens Rieger", "Rieger Holzwerke", "wood"),
)


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
        sales.accept(world, who, who.open_offer, by=world.user(seller))

    def promised(self, seller: str, part: Part, kind: StepKind, text: str, days_ago: int = 0) -> Scene:
        """A lead in talks, with a step promised for today, or for a working day that has passed."""
        world = self.world
        who = yield from self._ready(seller, part, CellAction.SALES_4H, 2600)
        by = world.user(seller)
        yield world.minutes_ago(2560)
        sales.accept(world, who, who.open_offer, by=by)
        yield world.minutes_ago(2500)
        sales.log(world, who, Channel.CALL, by=by, outcome=Outcome.NO_ANSWER, text="No answer, tried the mobile too.")
        yield world.minutes_ago(1500)
        sales.log(
            world,
            who,
            Channel.CALL,
            by=by,
            outcome=Outcome.REACHED,
            seconds=540,
            text="Plans a second line, needs cooling by autumn. Sends the floor plan.",
        )
        yield world.minutes_ago(1490)
        sales.promise_on(world, who, kind, self._workday(days_ago), by=by, text=text)

    def quiet(self, seller: str, part: Part) -> Scene:
        """A lead that was tried three times and says nothing: the next try is due today."""
        world = self.world
        who = yield from self._ready(seller, part, CellAction.SALES_WEEK, 4700)
        by = world.user(seller)
        yield world.minutes_ago(4500)
        sales.accept(world, who, who.open_offer, by=by)
        for ago, channel, text in (
            (4300, Channel.CALL, "Rang out."),
            (3100, Channel.EMAIL, "Sent two references of the same size."),
        ):
            yield world.minutes_ago(ago)
            outcome = Outcome.NO_ANSWER if channel == Channel.CALL else None
            sales.log(world, who, channel, by=by, outcome=outcome, text=text)
        yield self._so_that_due_today()
        sales.log(world, who, Channel.CALL, by=by, outcome=Outcome.NO_ANSWER, text="Voicemail, left my number.")

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
            sales.accept(world, who, who.open_offer, by=world.user(seller))
            yield world.minutes_ago(560)
            sales.log(
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
            sales.expire(world, who, who.open_offer)

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

    def _ready(self, seller: str, part: Part, cell: CellAction, ago: int) -> Iterator[datetime]:
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
            marketing.offer(
                self.world,
                who,
                self.world.score(who),
                by=marketing.sender(self.world, who),
                to=wanted,
                note="Please have a look at this one.",
            )

    def _appear(self, part: Part, seller: str = "", is_sorted: bool = True) -> Someone:
        world = self.world
        owner = world.user(seller) if seller and Strategy.COMPANY_OWNER in world.terms.body.routing.strategies else None
        firm = arrivals.found(world, part.company, part.industry, part.employees, part.country, owner=owner)
        title, seniority, department = part.title
        facts = {
            "job_title": title,
            "seniority": seniority,
            "department": department,
            "country": part.country,
            "need": "Cold room, about 300 m²",
            **({"decides": True, "budget": 90_000, "timeframe": "6_months"} if part.fits else {}),
        }
        who = arrivals.meet(world, plan.USUAL, name=part.name, firm=firm, facts=facts)
        who.is_placed = True
        planned = next((each for each in plan.CAMPAIGNS if each.name == part.came_by), None)
        who.came_by, who.campaign = planned, self.campaigns.get(part.came_by)
        if planned:
            arrivals.come_in(world, who, planned.channel, TouchKind.DOWNLOAD, planned.source)
        else:
            arrivals.come_in(world, who, TouchChannel.PHONE, TouchKind.ADDED, "phone")
        if is_sorted:
            marketing.reconsider(world, who)
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
        known = [each.key for each in self.world.terms.body.return_reasons]
        by = self.world.user(seller)
        sales.give_back(self.world, who, who.open_offer, reason if reason in known else known[0], by=by, note=note)

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
