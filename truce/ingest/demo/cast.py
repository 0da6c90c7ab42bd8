"""Who works at the sample company."""

from dataclasses import dataclass

from truce.teams.rules import Role, Side

HOUSE = "Nordlicht Kühltechnik"
DOMAIN = "nordlicht.example"
ZONE, COUNTRY, CURRENCY = "Europe/Berlin", "DE", "EUR"
NORTH, SOUTH, BRAND = "Sales north", "Sales south", "Marketing"
TEAMS = ((NORTH, Side.SALES), (SOUTH, Side.SALES), (BRAND, Side.MARKETING))


@dataclass(frozen=True)
class Member:
    """One sample user. Sellers' habits: `pace` multiplies how long they take, `skill` is in log odds of a win,
    `again` is how often they call again on day 3, `keeps` how often they keep up the agreed number of touches."""

    key: str
    name: str
    role: Role
    team: str = ""
    zone: str = ZONE
    pace: float = 1.0
    skill: float = 0.0
    again: float = 0.41
    keeps: float = 0.66

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"


CAST = (
    Member("olu", "Olu Adeyemi", Role.OPERATIONS),
    Member("ana", "Ana Costa", Role.REVENUE_LEAD, zone="Europe/Lisbon"),
    Member("tomas", "Tomas Berger", Role.SALES_MANAGER, NORTH),
    Member("birgit", "Birgit Hahn", Role.SALES_MANAGER, SOUTH),
    Member("ravi", "Ravi Menon", Role.MARKETING_MANAGER, BRAND),
    Member("lena", "Lena Fischer", Role.MARKETER, BRAND),
    Member("nils", "Nils Brandt", Role.MARKETER, BRAND),
    Member("maya", "Maya Okafor", Role.SELLER, NORTH, pace=0.9, again=0.42),
    Member("ines", "Ines Roy", Role.SELLER, NORTH, pace=0.95, skill=0.05, again=0.41, keeps=0.7),
    Member("jo", "Jo Keller", Role.SELLER, NORTH, pace=1.25, again=0.36, keeps=0.6),
    Member("dana", "Dana Weiss", Role.SELLER, SOUTH, again=0.82, keeps=0.68),
    Member("emre", "Emre Aydin", Role.SELLER, SOUTH, pace=1.1, skill=-0.05, again=0.4),
    Member("sofia", "Sofia Lindqvist", Role.SELLER, SOUTH, pace=1.0, skill=-0.1, again=0.42),
    Member("vera", "Vera Lang", Role.VIEWER, zone="Europe/Vienna"),
)
AWAY = "sofia"
