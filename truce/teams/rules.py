"""Who we are: roles, the side each answers for, and what may be asked of whom."""

from dataclasses import dataclass, field

from truce.base.words import Word


class Side(Word):
    MARKETING = "marketing", "Marketing"
    SALES = "sales", "Sales"
    BOTH = "both", "Both sides"
    SYSTEM = "system", "Truce"


class Role(Word):
    SELLER = "seller", "Seller"
    SALES_MANAGER = "sales_manager", "Sales manager"
    MARKETER = "marketer", "Marketer"
    MARKETING_MANAGER = "marketing_manager", "Marketing manager"
    REVENUE_LEAD = "revenue_lead", "Revenue lead"
    OPERATIONS = "operations", "Operations"
    VIEWER = "viewer", "Viewer"
    SYSTEM = "system", "Truce itself"


class QueueKind(Word):
    TRIAGE = "triage", "To sort out"
    NURTURE = "nurture", "Nurture"
    CHECK = "check", "Check by hand"
    RETURNS = "returns", "Returned, to answer"
    SALES = "sales", "Nobody free in sales"


SIDE_OF = {
    Role.SELLER: Side.SALES,
    Role.SALES_MANAGER: Side.SALES,
    Role.MARKETER: Side.MARKETING,
    Role.MARKETING_MANAGER: Side.MARKETING,
    Role.REVENUE_LEAD: Side.BOTH,
    Role.OPERATIONS: Side.BOTH,
    Role.VIEWER: Side.BOTH,
    Role.SYSTEM: Side.SYSTEM,
}
QUEUE_SIDE = {
    QueueKind.TRIAGE: Side.MARKETING,
    QueueKind.NURTURE: Side.MARKETING,
    QueueKind.CHECK: Side.MARKETING,
    QueueKind.RETURNS: Side.MARKETING,
    QueueKind.SALES: Side.SALES,
}

PEOPLE = frozenset(Role) - {Role.SYSTEM}
EDITORS = PEOPLE - {Role.VIEWER}
SALES = frozenset({Role.SELLER, Role.SALES_MANAGER})
MARKETING = frozenset({Role.MARKETER, Role.MARKETING_MANAGER})
MANAGERS = frozenset({Role.SALES_MANAGER, Role.MARKETING_MANAGER, Role.REVENUE_LEAD, Role.OPERATIONS})
ADMINS = frozenset({Role.OPERATIONS, Role.REVENUE_LEAD})


class Theme(Word):
    SYSTEM = "system", "As the device"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"


class Density(Word):
    COMFORTABLE = "comfortable", "Comfortable"
    COMPACT = "compact", "Compact"


class Notice(Word):
    TURN = "turn", "A lead becomes my turn"
    LATE = "late", "One of my promises is past its time"
    ANSWER = "answer", "My return or my feedback was answered"


@dataclass(frozen=True)
class Profile:
    """How Truce behaves for one person. notify: the notices that also come by mail."""

    name: str
    zone: str
    locale: str
    theme: str = Theme.SYSTEM
    density: str = Density.COMFORTABLE
    single_keys: bool = True
    notify: dict[str, bool] = field(default_factory=dict)
