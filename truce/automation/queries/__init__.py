"""What a change of many leads would do, and what is new for somebody."""

from truce.automation.queries._bulk import GONE, IN_ONE, ROUTED, NobodyChosen, Somebody, people_for, plan, targets
from truce.automation.queries._news import (
    RECENT,
    Line,
    NewsPage,
    acted,
    happened,
    holders,
    names_of,
    news,
    notice,
    numbers,
    ran_out,
    there_are,
    unread,
)

__all__ = [
    "GONE",
    "IN_ONE",
    "RECENT",
    "ROUTED",
    "Line",
    "NewsPage",
    "NobodyChosen",
    "Somebody",
    "acted",
    "happened",
    "holders",
    "names_of",
    "news",
    "notice",
    "numbers",
    "people_for",
    "plan",
    "ran_out",
    "targets",
    "there_are",
    "unread",
]
