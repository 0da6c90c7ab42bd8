"""The closed lists of the agreement."""

from truce.base.errors import Refused
from truce.base.words import Word


class BadAgreement(Refused, ValueError):
    """The document cannot be an agreement; the message names the place."""


class CellAction(Word):
    """What happens to a lead in one cell of the matrix; keys 1 to 6 in this order."""

    SALES_1H = "sales_1h", "Sales, in 1 hour"
    SALES_4H = "sales_4h", "Sales, in 4 hours"
    SALES_WEEK = "sales_week", "Sales, this week"
    NURTURE = "nurture", "Nurture"
    NO_ACTION = "no_action", "No action"
    CHECK = "check", "Check by hand"

    @property
    def digit(self) -> int:
        return list(CellAction).index(self) + 1


SALES_ACTIONS = (CellAction.SALES_1H, CellAction.SALES_4H, CellAction.SALES_WEEK)


class Grade(Word):
    """How well a lead fits."""

    A = "A", "A, ideal"
    B = "B", "B, good"
    C = "C", "C, possible"
    D = "D", "D, not us"


class Level(Word):
    """How much a lead did, by the number of its column."""

    QUIET = "1", "Quiet"
    CURIOUS = "2", "Curious"
    ACTIVE = "3", "Active"
    ASKING = "4", "Asking"


class Axis(Word):
    FIT = "fit", "Fit"
    ENGAGEMENT = "engagement", "Activity"


class ReasonType(Word):
    """What a return is about, whatever its label says."""

    FIT = "fit", "Not our kind"
    PERSON = "person", "Wrong person"
    TIMING = "timing", "Too early"
    DATA = "data", "Wrong data"
    DUPLICATE = "duplicate", "Already known"
    NOT_REAL = "not_real", "Not a real enquiry"
    OTHER = "other", "Something else"


class Needs(Word):
    """What a return reason asks for besides its key."""

    NOTHING = "none", "Nothing more"
    MONTH = "month", "The month to ask again"
    WORDS = "words", "At least 10 characters in words"


class CloseType(Word):
    LOST = "lost", "Lost"
    DISQUALIFIED = "disqualified", "Disqualified"


class Strategy(Word):
    """How a seller is found for a lead; tried in the agreed order."""

    COMPANY_OWNER = "company_owner", "Whoever has the company"
    TERRITORY = "territory", "The seller of the territory"
    ROUND_ROBIN = "round_robin", "In turn"
    RANDOM = "random", "By lot"


class Routing(Word):
    """How a seller was found, kept on the hand-off."""

    RULE = "rule", "By rule"
    ROUND_ROBIN = "round_robin", "In turn"
    RANDOM = "random", "By lot"
    MANUAL = "manual", "Chosen by hand"
    QUEUE = "queue", "Nobody free"


class Why(Word):
    """Why this seller, as a sentence."""

    CHOSEN = "chosen", "Chosen by hand."
    COMPANY_OWNER = "company_owner", "Has the company already."
    ONLY_ONE = "only_one", "The only one free for it."
    THEIR_TURN = "their_turn", "It was their turn."
    DRAWN = "drawn", "Drawn by lot."
    NOBODY_FREE = "nobody_free", "Nobody is free: all are away or full."
    NOBODY_IN_TERRITORY = "nobody_in_territory", "Nobody free works this territory."
    NOBODY_ELSE = "nobody_else", "Everybody free has had this lead before."
