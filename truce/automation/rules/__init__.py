"""Changing many leads at once, and which events are news for whom."""

from truce.automation.rules._bulk import AT_ONCE, MOST, Change, Done, Fate, Plan, Wanted, by_reason, share_out

__all__ = ["AT_ONCE", "MOST", "Change", "Done", "Fate", "Plan", "Wanted", "by_reason", "share_out"]
