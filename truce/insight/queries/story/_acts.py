"""What somebody can do with a lead now: a button is shown only where the verb would say yes."""

from collections.abc import Collection

from truce.handoff.models import HandOff
from truce.handoff.rules import Answer, ReturnAnswer
from truce.journey.models import Lead
from truce.journey.rules import Stage, Turn
from truce.teams.access import may
from truce.teams.models import User
from truce.teams.rules import MANAGERS, Role, Side

_QUALIFIED = (Stage.SALES_QUALIFIED, Stage.OPPORTUNITY)


def acts_of(lead: Lead, user: User, handoffs: Collection[HandOff]) -> frozenset[str]:
    """Return the names of what a user may do with a lead as it stands now; nothing for a closed one."""
    if not lead.is_open:
        return frozenset({"edit", "consent"} if may(user, "people.edit") else ())
    waiting = next((each for each in handoffs if each.answer == Answer.OPEN), None)
    possible = {
        "log": may(user, "outreach.log"),
        "promise": may(user, "outreach.promise"),
        "keep": bool(lead.step_due_at) and may(user, "outreach.keep"),
        "edit": may(user, "people.edit"),
        "consent": may(user, "people.consent"),
        "accept": _may_answer(waiting, user) and may(user, "handoff.accept"),
        "return": _may_answer(waiting, user) and may(user, "handoff.return"),
        "answer_return": _may_reply(_returned(handoffs), user),
        "hand_over": lead.side == Side.MARKETING
        and lead.turn not in (Turn.ANSWER, Turn.ANSWER_RETURN)
        and may(user, "handoff.offer"),
        **_of_the_holder(lead, user, waiting),
        **_of_sales(lead, user, handoffs),
    }
    return frozenset(name for name, is_possible in possible.items() if is_possible)


def _of_the_holder(lead: Lead, user: User, waiting: HandOff | None) -> dict[str, bool]:
    has_turn = lead.holder_user_id in (None, user.pk) or user.role in MANAGERS
    return {
        "later": has_turn and lead.turn not in (Turn.ANSWER, Turn.ANSWER_RETURN) and may(user, "outreach.later"),
        "assign": has_turn and lead.turn != Turn.ANSWER and may(user, "lead.assign"),
        "close": has_turn and waiting is None and may(user, "lead.close"),
    }


def _of_sales(lead: Lead, user: User, handoffs: Collection[HandOff]) -> dict[str, bool]:
    if lead.side != Side.SALES:
        return {}
    has_turn = lead.holder_user_id in (None, user.pk) or user.role in MANAGERS
    is_own = lead.holder_user_id == user.pk or user.role == Role.SALES_MANAGER
    came = any(each.cycle_no == lead.cycle_no and each.answer == Answer.ACCEPTED for each in handoffs)
    return {
        "give_back": is_own and came and may(user, "handoff.give_back"),
        "qualify": lead.stage not in _QUALIFIED and may(user, "lead.qualify"),
        "win": has_turn and may(user, "lead.win"),
    }


def _may_answer(waiting: HandOff | None, user: User) -> bool:
    if waiting is None:
        return False
    return waiting.offered_to_user_id in (None, user.pk) or user.role == Role.SALES_MANAGER


def _returned(handoffs: Collection[HandOff]) -> HandOff | None:
    return next((each for each in handoffs if each.return_answer == ReturnAnswer.WAITING), None)


def _may_reply(returned: HandOff | None, user: User) -> bool:
    if returned is None or not may(user, "handoff.answer_return"):
        return False
    return returned.return_to_id in (None, user.pk) or user.role != Role.MARKETER
