"""How the record reads: what happened in words, and in which order."""

from truce.insight.rules._happenings import SHOWS, Change, Names, Told, kinds_of, say_changes, tell, tell_touchpoint
from truce.insight.rules._spot import Spot

__all__ = ["SHOWS", "Change", "Names", "Spot", "Told", "kinds_of", "say_changes", "tell", "tell_touchpoint"]
