"""How the record reads: what happened in words, and in which order."""

from truce.insight.rules._happenings import (
    SHOWS,
    Change,
    Names,
    Told,
    hidden_kinds,
    kinds_of,
    say_changes,
    tell,
    tell_touchpoint,
)
from truce.insight.rules._manages import manages
from truce.insight.rules._near import NextBest, next_best
from truce.insight.rules._spot import Spot
from truce.insight.rules._views import ShownTo

__all__ = [
    "SHOWS",
    "Change",
    "Names",
    "NextBest",
    "ShownTo",
    "Spot",
    "Told",
    "hidden_kinds",
    "kinds_of",
    "manages",
    "next_best",
    "say_changes",
    "tell",
    "tell_touchpoint",
]
