"""P4 Today: what is somebody's turn now, and why?"""

from truce.insight.queries.today._groups import Group
from truce.insight.queries.today._page import TodayPage, horizon_of, panel, today
from truce.insight.queries.today._panel import Ask, Line, Panel
from truce.insight.queries.today._team import Load

__all__ = ["Ask", "Group", "Line", "Load", "Panel", "TodayPage", "horizon_of", "panel", "today"]
