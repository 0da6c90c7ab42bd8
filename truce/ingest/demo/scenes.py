"""The leads that are placed by hand, so that everybody has a turn on the day on which the story ends.

Each scene is told as a generator: it yields the next instant and goes on when the story has come there. Instants are
counted back from the end in working minutes, so a scene holds at night and at weekends too.
"""

from __future__ import annotations

from collections.abc import Iterator

from truce.agreement.rules import CellAction
from truce.campaigns.models import Campaign
from truce.handoff.rules import ReturnAnswer
from truce.ingest.demo.stage import Part, Scene, Stage
from truce.ingest.demo.world import World
from truce.journey.rules import StepKind


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
