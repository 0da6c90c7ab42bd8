"""Changing many leads at once, and which events are news for whom."""

from truce.automation.rules._bulk import AT_ONCE, MOST, Change, Done, Fate, Plan, Wanted, by_reason, share_out
from truce.automation.rules._news import (
    KINDS,
    OVERDUE,
    RETURN_ANSWERED,
    STALE,
    TURNS,
    Happened,
    News,
    gathered,
    news_of,
    notice_of,
    overdue,
    sentence,
)

__all__ = [
    "AT_ONCE",
    "KINDS",
    "MOST",
    "OVERDUE",
    "RETURN_ANSWERED",
    "STALE",
    "TURNS",
    "Change",
    "Done",
    "Fate",
    "Happened",
    "News",
    "Plan",
    "Wanted",
    "by_reason",
    "gathered",
    "news_of",
    "notice_of",
    "overdue",
    "sentence",
    "share_out",
]
