"""The campaigns of the sample company: when they ran, what they cost and what kind of leads they bring."""

from __future__ import annotations

from dataclasses import dataclass

from truce.campaigns.rules import Channel, TouchKind
from truce.ingest.demo import truths

# How likely a lead comes on a weekday, Monday first, and in an hour of the day.
WEEKDAYS = (1.15, 1.25, 1.2, 1.1, 0.9, 0.25, 0.2)
HOURS = (1, 1, 1, 1, 1, 2, 4, 9, 16, 18, 18, 16, 12, 14, 16, 15, 13, 9, 7, 6, 6, 5, 3, 2)


@dataclass(frozen=True)
class Brings:
    """What kind of leads a campaign brings; all numbers are shares, `again` is how often people come back.

    Takes   ours: company of an industry that we serve; large: with 200 people or more; runs: the person runs
            operations; budget, soon, decides: told when they came; odds: of being won, in log odds, beside all that.
    """

    ours: float = 0.80
    large: float = 0.52
    runs: float = 0.66
    budget: float = 0.40
    soon: float = 0.42
    decides: float = 0.50
    need: float = 0.75
    again: float = 1.5
    odds: float = 0.0


USUAL = Brings()
KEEN = Brings(ours=0.88, large=0.6, runs=0.74, budget=0.5, soon=0.55, decides=0.62, again=1.3, odds=0.15)
LOOSE = Brings(ours=0.66, large=0.4, runs=0.5, budget=0.28, soon=0.3, decides=0.38, need=0.55, again=1.2, odds=-0.1)
POOR = Brings(
    ours=0.42,
    large=0.26,
    runs=0.28,
    budget=0.12,
    soon=0.14,
    decides=0.2,
    need=0.3,
    again=0.9,
    odds=truths.POOR_CAMPAIGN.effect,
)
GREAT = Brings(
    ours=0.96,
    large=0.72,
    runs=0.86,
    budget=0.75,
    soon=0.7,
    decides=0.8,
    need=0.95,
    again=1.2,
    odds=truths.GREAT_CAMPAIGN.effect,
)
# They do much and fit little, so that more of those who are handed over are not what was hoped for.
CURIOUS = Brings(
    ours=0.62,
    large=0.30,
    runs=0.34,
    budget=0.22,
    soon=0.22,
    decides=0.28,
    need=0.45,
    again=4.2,
    odds=-0.35,
)
SCANNED = Brings(
    ours=0.86,
    large=0.58,
    runs=0.7,
    budget=0.0,
    soon=0.35,
    decides=0.55,
    need=0.12,
    again=1.8,
    odds=0.1,
)


@dataclass(frozen=True)
class Planned:
    """One campaign. Takes first, last: days before the end (negative: still to come); leads: of every 5,000 people;
    cost: euros; entry: how its people come in; edition: a newsletter that goes to people who are here already."""

    name: str
    channel: Channel
    first: int
    last: int
    leads: int
    cost: int
    owner: str
    entry: TouchKind = TouchKind.FORM
    brings: Brings = USUAL
    utm: str = ""
    source: str = ""
    medium: str = ""
    edition: bool = False
    scanned: float = 0.12


def _search(name: str, utm: str, leads: int, cost: int, first: int = 560, last: int = -60, **more) -> Planned:
    return Planned(
        name, Channel.SEARCH, first, last, leads, cost, "nils", utm=utm, source="google", medium="cpc", **more
    )


def _social(name: str, utm: str, leads: int, cost: int, first: int, last: int, **more) -> Planned:
    return Planned(
        name, Channel.SOCIAL, first, last, leads, cost, "lena", utm=utm, source="linkedin", medium="paid_social", **more
    )


def _webinar(name: str, day: int, leads: int, **more) -> Planned:
    return Planned(
        name,
        Channel.WEBINAR,
        day + 24,
        day - 6,
        leads,
        2400,
        "lena",
        TouchKind.WEBINAR_ATTENDED,
        utm="webinar",
        source="webinar",
        medium="event",
        **more,
    )


def _fair(name: str, day: int, leads: int, cost: int, **more) -> Planned:
    return Planned(name, Channel.EVENT, day + 2, day - 4, leads, cost, "lena", TouchKind.EVENT_ATTENDED, **more)


def _newsletter(name: str, day: int, **more) -> Planned:
    return Planned(
        name,
        Channel.EMAIL,
        day + 1,
        day - 20,
        6,
        600,
        "lena",
        TouchKind.FORM,
        utm="newsletter",
        source="newsletter",
        medium="email",
        edition=True,
        **more,
    )


CAMPAIGNS = (
    _search("Search: cold rooms", "cold-rooms", 640, 61_000, brings=KEEN),
    _search("Search: heat recovery", "heat-recovery", 430, 44_000, last=16, brings=KEEN),
    _search("Search: F-gas deadline", "f-gas", 300, 27_500, first=420, last=-11, entry=TouchKind.DEMO_REQUEST),
    _social("LinkedIn: the power bill", "power-bill", 330, 38_000, 540, 60, brings=LOOSE),
    _social("LinkedIn: plant managers", "plant-managers", 260, 31_000, 300, -19),
    _webinar("Webinar: the F-gas deadline", 470, 130),
    _webinar("Webinar: heat from cold rooms", 372, 140),
    _webinar("Webinar: CO₂ in practice", 290, 120),
    _webinar("Webinar: audits without fear", 178, 125, brings=LOOSE),
    _webinar("Webinar: cold rooms that pay", 64, 110),
    _fair("Fruit Logistica, stand", 410, 150, 48_000),
    _fair("Chillventa, stand", 200, 150, 66_000),
    _fair("Chillventa, badge scans", 198, 170, 9_000, brings=SCANNED),
    _fair("Bakery days Stuttgart, stand", 120, 90, 21_000, brings=LOOSE),
    Planned(
        truths.POOR_CAMPAIGN.campaign,
        Channel.EMAIL,
        505,
        470,
        660,
        19_500,
        "nils",
        TouchKind.DOWNLOAD,
        POOR,
        utm="atlas",
        source="coldchainatlas",
        medium="email",
        scanned=0.3,
    ),
    Planned(truths.GREAT_CAMPAIGN.campaign, Channel.REFERRAL, 500, -40, 105, 6_800, "lena", TouchKind.REFERRED, GREAT),
    Planned("Partner: Bavarian installers", Channel.PARTNER, 430, -90, 95, 12_000, "lena", TouchKind.REFERRED, KEEN),
    Planned(
        "White paper: 12 ways to save power",
        Channel.CONTENT,
        548,
        200,
        260,
        9_500,
        "lena",
        TouchKind.DOWNLOAD,
        LOOSE,
        utm="white-paper",
        source="blog",
        medium="content",
    ),
    Planned(
        "Guide: switching to CO₂",
        Channel.CONTENT,
        200,
        -30,
        170,
        7_200,
        "lena",
        TouchKind.DOWNLOAD,
        utm="co2-guide",
        source="blog",
        medium="content",
    ),
    Planned(
        "Calculator: what does your cold cost?",
        Channel.CONTENT,
        400,
        -120,
        240,
        14_000,
        "lena",
        TouchKind.FORM,
        utm="calculator",
        source="blog",
        medium="content",
    ),
    Planned(
        "Retargeting display",
        Channel.DISPLAY,
        500,
        30,
        120,
        16_500,
        "nils",
        TouchKind.FORM,
        LOOSE,
        utm="retargeting",
        source="display",
        medium="banner",
    ),
    Planned("Advert in Kühlhaus heute", Channel.PRINT, 350, 260, 45, 8_900, "nils", TouchKind.CALL_IN),
    Planned(
        "Postcard to bakeries",
        Channel.PRINT,
        150,
        105,
        110,
        5_400,
        "nils",
        TouchKind.FORM,
        POOR,
        utm="postcard",
        source="print",
        medium="postcard",
    ),
    Planned("Open door at the Bremen plant", Channel.EVENT, 84, 80, 48, 7_500, "lena", TouchKind.EVENT_ATTENDED, KEEN),
    Planned(
        "Social: quick quiz on cooling",
        Channel.SOCIAL,
        158,
        100,
        230,
        7_900,
        "nils",
        TouchKind.FORM,
        POOR,
        utm="quiz",
        source="facebook",
        medium="paid_social",
    ),
    _newsletter("Newsletter, winter edition", 520),
    _newsletter(truths.SCANNER.campaign, 440, scanned=truths.SCANNER.effect),
    _newsletter("Newsletter, summer edition", 352),
    _newsletter("Newsletter, autumn edition", 261),
    _newsletter("Newsletter, deep cold edition", 170),
    _newsletter("Newsletter, audit edition", 88),
    _newsletter("Newsletter, service edition", 25),
)

# Without a campaign: (channel, entry, source, leads of every 5,000 people).
BY_THEMSELVES = (
    (Channel.DIRECT, TouchKind.FORM, "website", 260),
    (Channel.SEARCH, TouchKind.FORM, "google", 190),
    (Channel.PHONE, TouchKind.CALL_IN, "phone", 120),
    (Channel.OTHER, TouchKind.ADDED, "by_hand", 150),
)
