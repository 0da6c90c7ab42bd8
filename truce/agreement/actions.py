"""Putting an agreement in place, and scoring leads by it."""

from datetime import datetime

from truce.agreement.models import Agreement
from truce.agreement.queries import Scored, Terms, score_of
from truce.agreement.rules import Body
from truce.agreement.words import AgreementState
from truce.base.errors import Refused
from truce.journey import actions as journey
from truce.journey.models import Lead
from truce.journey.rules import LEAD_SCORED
from truce.teams.access import operation
from truce.teams.models import User
from truce.teams.rules import ADMINS


class AlreadyStarted(Refused):
    pass


@operation("agreement.start", "Choose the starting agreement", roles=ADMINS)
def start(body: Body, *, by: User, at: datetime) -> Agreement:
    """Put a template in place as version 1: it acts as in force, and is marked "not yet agreed".

    Raises  AlreadyStarted.
    """
    if Agreement.objects.exists():
        raise AlreadyStarted("There is an agreement already; propose a change of it instead.")
    return Agreement.objects.create(
        version=1,
        state=AgreementState.PROVISIONAL,
        body=body.to_json(),
        made_at=at,
        made_by_id=by.pk,
        effective_from=at,
        is_current=True,
    )


def rescore(lead: Lead, terms: Terms, *, by: User, at: datetime) -> Scored:
    """Score an open lead anew and write down the number if anything of it changed.

    Cost    the queries of score_of, and one UPDATE and INSERT when it changed.
    """
    scored = score_of(lead, terms, at=at)
    columns = columns_of(scored, terms.version)
    if any(getattr(lead, name) != value for name, value in columns.items()):
        journey.move(lead, LEAD_SCORED, by=by, at=at, set=columns, agreement_version=terms.version)
    return scored


def columns_of(scored: Scored, version: int) -> dict[str, object]:
    """Return a score as columns of the lead row. Reasons: [rule key, points, date, touchpoint seq] each."""
    score = scored.score
    return {
        "fit": score.fit,
        "engagement": score.engagement,
        "number": score.number,
        "line": score.line,
        "grade": score.grade.value,
        "level": score.level,
        "cell": score.cell.value,
        "is_ready": score.is_ready,
        "reasons": [
            [reason.key, reason.points // 1000, reason.on.isoformat() if reason.on else None, reason.touch]
            for reason in score.reasons
        ],
        "score_version": version,
        "next_change_on": score.next_change_on,
    }
