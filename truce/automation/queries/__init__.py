"""What a change of many leads would do, and what is new for somebody."""

from truce.automation.queries._bulk import GONE, IN_ONE, ROUTED, NobodyChosen, Somebody, people_for, plan, targets

__all__ = ["GONE", "IN_ONE", "ROUTED", "NobodyChosen", "Somebody", "people_for", "plan", "targets"]
