"""Who works here and what each holds; one colleague; and who may do what."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from truce.handoff.queries import Held, held, without_holder
from truce.journey.models import Lead
from truce.ledger.models import Act
from truce.teams.access import Operation, everything
from truce.teams.models import Invitation, Team, User
from truce.teams.rules import EDITORS, PEOPLE, Role, Side

PAGE = 100


@dataclass(frozen=True)
class Colleague:
    """One person who works here. seen_at: when they last signed in or did something."""

    id: int
    name: str
    email: str
    role: Role
    side: str
    team: str
    team_id: int | None
    is_active: bool
    is_sample: bool
    leads: int
    capacity: int
    territories: tuple[str, ...]
    away_from: date | None
    away_until: date | None
    is_away: bool
    stand_in: str
    stand_in_id: int | None
    joined_at: datetime
    seen_at: datetime | None

    @property
    def is_full(self) -> bool:
        return self.role == Role.SELLER and self.leads >= self.capacity


@dataclass(frozen=True)
class TeamRow:
    """A team with its side and how many work in it."""

    id: int
    name: str
    side: str
    members: int


@dataclass(frozen=True)
class Invited:
    """An invitation that was not accepted yet; is_dead: its link is too old."""

    id: int
    email: str
    role: Role
    team_id: int | None
    by: str
    at: datetime
    expires_at: datetime
    is_dead: bool


@dataclass(frozen=True)
class Everybody:
    """The page of who works here."""

    rows: tuple[Colleague, ...]
    next_after: int | None
    teams: tuple[TeamRow, ...]
    active: int
    gone: int


@dataclass(frozen=True)
class Taker:
    """Somebody who could take a colleague's leads."""

    id: int
    name: str
    role: Role
    side: str
    leads: int
    is_away: bool


@dataclass(frozen=True)
class Leaving:
    """What must happen before somebody can leave. takers: who may hold what they hold."""

    person: Colleague
    held: Held
    takers: tuple[Taker, ...]


@dataclass(frozen=True)
class Permission:
    """One line of the table of roles: what can be done and, role by role, whether it may."""

    label: str
    may: tuple[bool, ...]


@dataclass(frozen=True)
class Matrix:
    """Who may do what: the roles and, in groups, the operations."""

    roles: tuple[Role, ...]
    groups: tuple[tuple[str, tuple[Permission, ...]], ...]


def everybody(*, at: datetime, gone: bool = False, team: int = 0, after: int = 0) -> Everybody:
    """Return a page of who works here, by name.

    Takes   gone: those who left instead; team: only its members; after: the id that the page before ended with.
    Cost    three queries, one more for `after`.
    """
    people = User.objects.people().filter(is_active=not gone)
    rows = people.filter(team=team) if team else people
    if after and (last := User.objects.filter(pk=after).first()):
        rows = rows.filter(Q(name__gt=last.name) | Q(name=last.name, pk__gt=last.pk))
    found = list(_with_what_they_hold(rows).order_by("name", "pk")[: PAGE + 1])
    counts = User.objects.people().aggregate(
        active=Count("pk", filter=Q(is_active=True)), gone=Count("pk", filter=Q(is_active=False))
    )
    return Everybody(
        rows=tuple(_colleague(user, at) for user in found[:PAGE]),
        next_after=found[PAGE - 1].pk if len(found) > PAGE else None,
        teams=teams(),
        **counts,
    )


def colleague(user_id: int, *, at: datetime) -> Colleague:
    """Return one person who works or worked here.

    Raises  Http404: nobody has this number; Truce's own users are nobody.
    Cost    one query.
    """
    found = _with_what_they_hold(User.objects.people().filter(pk=user_id)).first()
    if found is None:
        raise Http404("Nobody here has this number.")
    return _colleague(found, at)


def colleagues(*, but: int) -> list[tuple[int, str]]:
    """Return everybody active except one, as choices by name.

    Cost    one query.
    """
    return list(User.objects.people().filter(is_active=True).exclude(pk=but).order_by("name").values_list("pk", "name"))


def leaving(user_id: int, *, at: datetime) -> Leaving:
    """Return what somebody holds and who could take it.

    Raises  Http404.
    Cost    four queries.
    """
    what = held(user_id)
    others = User.objects.people().filter(is_active=True, role__in=EDITORS, side__in=[*what.sides, Side.BOTH])
    takers = tuple(
        Taker(user.pk, user.name, Role(user.role), user.side, user.held, user.is_away_on(at.date()))
        for user in _with_what_they_hold(others.exclude(pk=user_id)).order_by("name", "pk")
    )
    # Who sells takes sales' leads, who does marketing takes marketing's; those over both sides come last.
    return Leaving(colleague(user_id, at=at), what, tuple(sorted(takers, key=lambda one: one.side == Side.BOTH)))


def takers(ids: list[int]) -> list[User]:
    """Return the active users with some numbers.

    Cost    one query.
    """
    return list(User.objects.people().filter(pk__in=ids, is_active=True).order_by("name", "pk"))


def teams() -> tuple[TeamRow, ...]:
    """Return the teams by name.

    Cost    one query.
    """
    rows = Team.objects.annotate(count=Count("members", filter=Q(members__is_active=True))).order_by("name")
    return tuple(TeamRow(team.pk, team.name, team.side, team.count) for team in rows)


def invitations(*, at: datetime) -> tuple[Invited, ...]:
    """Return the invitations that nobody has accepted or withdrawn, the newest first.

    Cost    one query.
    """
    rows = Invitation.objects.filter(accepted_by=None, withdrawn_at=None).select_related("invited_by")
    return tuple(
        Invited(
            id=row.pk,
            email=row.email,
            role=Role(row.role),
            team_id=row.team_id,
            by=row.invited_by.name,
            at=row.invited_at,
            expires_at=row.expires_at,
            is_dead=row.expires_at <= at,
        )
        for row in rows.order_by("-pk")[:PAGE]
    )


def invitation(invitation_id: int) -> Invitation:
    """Return an open invitation.

    Raises  Http404: it was accepted or withdrawn.
    """
    found = Invitation.objects.select_related("team").filter(pk=invitation_id, accepted_by=None, withdrawn_at=None)
    if not (row := found.first()):
        raise Http404("This invitation is not open.")
    return row


def team(team_id: int) -> Team:
    """Return a team.

    Raises  Http404.
    """
    if not (found := Team.objects.filter(pk=team_id).first()):
        raise Http404("There is no such team.")
    return found


def matrix() -> Matrix:
    """Return who may do what, from the registry that the verbs themselves ask.

    Cost    no query.
    """
    roles = tuple(role for role in Role if role in PEOPLE)
    groups: dict[str, list[Operation]] = {}
    for name, operation in sorted(everything().items()):
        groups.setdefault(GROUPS.get(name.partition(".")[0], "Truce itself"), []).append(operation)
    return Matrix(
        roles,
        tuple((words, tuple(_permission(one, roles) for one in groups[words])) for words in ORDER if words in groups),
    )


def orphans() -> int:
    """Return how many open leads nobody holds: 0."""
    return without_holder()


GROUPS = {
    "lead": "Leads",
    "outreach": "Leads",
    "automation": "Leads",
    "handoff": "Hand-offs",
    "people": "People and companies",
    "agreement": "The agreement",
    "import": "Imports",
    "user": "Users and teams",
    "team": "Users and teams",
    "view": "Saved views",
}
ORDER = tuple(dict.fromkeys([*GROUPS.values(), "Truce itself"]))


def _permission(operation: Operation, roles: tuple[Role, ...]) -> Permission:
    return Permission(operation.label, tuple(role in operation.roles for role in roles))


def _with_what_they_hold(users):
    held = Lead.objects.open().filter(holder_user=OuterRef("pk")).order_by().values("holder_user")
    acts = Act.objects.filter(by_id=OuterRef("pk")).order_by("-pk").values("at")[:1]
    return users.select_related("team", "stand_in").annotate(
        held=Coalesce(Subquery(held.annotate(count=Count("pk")).values("count")), 0), acted_at=Subquery(acts)
    )


def _colleague(user: User, at: datetime) -> Colleague:
    acted_at = getattr(user, "acted_at", None)
    return Colleague(
        id=user.pk,
        name=user.name,
        email=user.email,
        role=Role(user.role),
        side=user.side,
        team=user.team.name if user.team else "",
        team_id=user.team_id,
        is_active=user.is_active,
        is_sample=user.is_sample,
        leads=getattr(user, "held", 0),
        capacity=user.capacity,
        territories=tuple(user.territories),
        away_from=user.away_from,
        away_until=user.away_until,
        is_away=user.is_away_on(at.date()),
        stand_in=user.stand_in.name if user.stand_in else "",
        stand_in_id=user.stand_in_id,
        joined_at=user.joined_at,
        seen_at=max((when for when in (user.last_login, acted_at) if when), default=None),
    )
