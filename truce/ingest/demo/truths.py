"""What is planted in the sample company, as data: an analysis that is worth its name finds these.

Days are counted back from the day of loading (`until`): 180 means 180 days before it, a negative number lies ahead.
Effects are in log odds where nothing else is said; leads drawn by the same agreement as everybody's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

HISTORY_DAYS = 548


@dataclass(frozen=True)
class Window:
    """A stretch of the history, in days before the end: `first` is the earlier one."""

    first: int
    last: int

    def holds(self, at: datetime, until: datetime) -> bool:
        return until - timedelta(days=self.first) <= at < until - timedelta(days=self.last)

    def between(self, until: datetime) -> tuple[datetime, datetime]:
        return until - timedelta(days=self.first), until - timedelta(days=self.last)


@dataclass(frozen=True)
class Truth:
    """One thing that is so in the sample company, where to look for it, and what planted it."""

    key: str
    says: str
    find: str
    window: Window | None = None
    campaign: str = ""
    user: str = ""
    effect: float = 0.0


POOR_CAMPAIGN = Truth(
    "poor_campaign",
    "Bought addresses brought the most leads of all campaigns, few that fit, and hardly a customer.",
    "leads, grades, returns and customers per campaign",
    window=Window(505, 470),
    campaign="Cold Chain Atlas, bought addresses",
    effect=-0.6,
)
GREAT_CAMPAIGN = Truth(
    "great_campaign",
    "A small circle of installers who refer their clients won more often than anything else.",
    "share of accepted leads that became customers, per campaign; few leads, so a wide range",
    window=Window(500, 0),
    campaign="Installers refer their clients",
    effect=1.1,
)
SPEED = Truth(
    "speed",
    "A lead that was reached out to within one working hour of being accepted qualifies more often than a later one.",
    "SQL by working minutes from accepted to first touch, among leads of the same grade",
    effect=1.0,
)
FOLLOW_UP_DROPPED = Truth(
    "follow_up_dropped",
    "For two months most accepted leads had one touch and no more, while the leads were as good as before.",
    "touches per accepted lead, and SQL, by the week of acceptance; grades did not change",
    window=Window(275, 215),
    effect=-1.3,
)
QUALITY_FELL = Truth(
    "quality_fell",
    "For two months the leads fitted less, while sales followed up as always.",
    "grades at the hand-off and returns by week; touches and minutes did not change",
    window=Window(160, 100),
    effect=-0.25,
)
DATA_GAP = Truth(
    "data_gap",
    "Where the budget was not known at the hand-off, qualified leads were lost late, for want of a budget.",
    "customers of SQLs by whether a budget was known at the hand-off; the reason “no budget”",
    campaign="Chillventa, badge scans",
    effect=-1.6,
)
AGAIN_ON_DAY_3 = Truth(
    "again_on_day_3",
    "Dana calls again on the third working day after a first try without an answer, twice as often as the others, "
    "and wins more of leads that are no better than theirs.",
    "days between the first and second touch by seller; customers of accepted leads, by seller",
    user="dana",
    effect=1.6,
)
SEASON = Truth(
    "season",
    "A year ago the coming six weeks brought not half as many leads as usual.",
    "new leads by week, compared with the year before",
    window=Window(365 - 10, 365 - 52),
    effect=0.42,
)
SUPPLY = Truth(
    "supply",
    "New ready leads have been falling for six weeks, and two campaigns that bring them end soon with none to follow.",
    "ready leads by week; campaigns by their last day",
    window=Window(42, 0),
    effect=0.62,
)
SCANNER = Truth(
    "scanner",
    "Most opens and clicks of one newsletter were made by mail scanners within seconds: none of them is a person's.",
    "touchpoints of the campaign that are not human; seconds between sent and clicked",
    campaign="Newsletter, spring energy edition",
    effect=0.7,
)
TRUTHS = (
    POOR_CAMPAIGN,
    GREAT_CAMPAIGN,
    SPEED,
    FOLLOW_UP_DROPPED,
    QUALITY_FELL,
    DATA_GAP,
    AGAIN_ON_DAY_3,
    SEASON,
    SUPPLY,
    SCANNER,
)

# Two months without anything planted, to compare the others with.
USUAL = Window(430, 358)
