"""The arithmetic of the agreement: its document, the score, the path to ready, business time, routing."""

from truce.agreement.rules._body import (
    LEVELS,
    Body,
    Cuts,
    EngagementRule,
    FitRule,
    Learn,
    Limits,
    Veto,
)
from truce.agreement.rules._calendar import Calendar, Closure, supported_countries
from truce.agreement.rules._occurrences import Occurrence, faded, shown
from truce.agreement.rules._path import Path, Step, Way, path_to_ready, say
from truce.agreement.rules._promises import WORDS_AT_LEAST, CloseReason, Promises, ReturnReason
from truce.agreement.rules._route import Candidate, Routed, RoutingRules, route
from truce.agreement.rules._score import Reason, Score, score
from truce.agreement.rules._templates import Industry, template
from truce.agreement.rules._time import BusinessTime, business_time
from truce.agreement.rules._vocabulary import FACTS, OCCURRENCE
from truce.agreement.rules._words import (
    SALES_ACTIONS,
    Axis,
    BadAgreement,
    CellAction,
    CloseType,
    Grade,
    Level,
    Needs,
    ReasonType,
    Routing,
    Strategy,
    Why,
)

__all__ = [
    "FACTS",
    "LEVELS",
    "OCCURRENCE",
    "SALES_ACTIONS",
    "WORDS_AT_LEAST",
    "Axis",
    "BadAgreement",
    "Body",
    "BusinessTime",
    "Calendar",
    "Candidate",
    "CellAction",
    "CloseReason",
    "CloseType",
    "Closure",
    "Cuts",
    "EngagementRule",
    "FitRule",
    "Grade",
    "Industry",
    "Learn",
    "Level",
    "Limits",
    "Needs",
    "Occurrence",
    "Path",
    "Promises",
    "Reason",
    "ReasonType",
    "ReturnReason",
    "Routed",
    "Routing",
    "RoutingRules",
    "Score",
    "Step",
    "Strategy",
    "Veto",
    "Way",
    "Why",
    "business_time",
    "faded",
    "path_to_ready",
    "route",
    "say",
    "score",
    "shown",
    "supported_countries",
    "template",
]
