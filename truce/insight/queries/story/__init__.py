"""One lead's whole story: who has it, why, what happened, what it is worth and what is missing."""

from truce.insight.queries.story._page import Elsewhere, Story, story

__all__ = ["Elsewhere", "Story", "story"]
