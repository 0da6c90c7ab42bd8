"""Who may look at somebody's own view: their promises, and Today as they see it."""

from typing import Protocol

from truce.teams.rules import Role, Side


class Member(Protocol):
    """Somebody who works here."""

    pk: int
    role: str
    side: str
    team_id: int | None


_OF = {Role.SALES_MANAGER: Side.SALES, Role.MARKETING_MANAGER: Side.MARKETING}


def manages(boss: Member, member: Member) -> bool:
    """Return whether somebody manages somebody: their own side, of a team only its members; the revenue lead all."""
    if boss.pk == member.pk or member.side not in (Side.SALES, Side.MARKETING):
        return False
    if boss.role == Role.REVENUE_LEAD:
        return True
    is_on_side = _OF.get(Role(boss.role)) == member.side and member.role not in _OF
    return is_on_side and boss.team_id in (None, member.team_id)
