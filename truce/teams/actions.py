"""Who works here: inviting, joining, roles, absence, leaving, and how Truce behaves for oneself."""

import hashlib
import secrets
from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from truce.base import contact
from truce.base.errors import Refused
from truce.jobs import actions as jobs
from truce.ledger import actions as ledger
from truce.ledger.rules import Code, declare
from truce.teams.access import operation
from truce.teams.models import House, Invitation, Team, User
from truce.teams.rules import ADMINS, MANAGERS, PEOPLE, SIDE_OF, Profile, Role

INVITED_DAYS = 7

USER_JOINED = declare("user.joined", "Joined", subject="user", role=Code)
USER_CHANGED = declare("user.changed", "Changed", subject="user", role=Code, fields=list)
USER_LEFT = declare("user.left", "Left", subject="user")
USER_BACK = declare("user.back", "Came back", subject="user")


class NotAnAddress(Refused):
    pass


class AlreadyHere(Refused):
    pass


class LinkDead(Refused):
    pass


class WeakPassword(Refused):
    pass


class LastOne(Refused):
    pass


class StillHolds(Refused):
    pass


class WrongDates(Refused):
    pass


class NameMissing(Refused):
    pass


@operation("user.invite", "Invite somebody", roles=ADMINS)
def invite(email: str, *, role: Role, base_url: str, by: User, at: datetime, team: Team | None = None) -> Invitation:
    """Invite somebody by a link that works once and for a week; the mail leaves at once.

    Takes   base_url: where this Truce is reached, without a slash at the end.
    Raises  NotAnAddress, AlreadyHere.
    """
    email = email.strip()
    if problem := contact.email_problem(email):
        raise NotAnAddress(problem)
    if role == Role.SYSTEM:
        raise AlreadyHere("That role is Truce's own.")
    if User.objects.filter(email__iexact=email).exists():
        raise AlreadyHere(f"{email} works here already.")
    Invitation.objects.filter(email__iexact=email, accepted_by=None, withdrawn_at=None).update(withdrawn_at=at)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email,
        role=role,
        team=team,
        token_sha=_sha(token),
        invited_by=by,
        invited_at=at,
        expires_at=at + timedelta(days=INVITED_DAYS),
    )
    house = House.objects.filter(pk=1).first()
    name = house.name if house else "Truce"
    text = (
        f"Hello,\n\n{by.name} asks you to join {name} in Truce.\n\n{base_url}/join/{token}\n\n"
        f"The link works once, until {invitation.expires_at:%d %B %Y}.\n"
    )
    jobs.send_mail(
        to=email, subject=f"{by.name} invites you to Truce", text=text, wait=0, key=f"invite:{invitation.pk}"
    )
    return invitation


def invitation(token: str, *, at: datetime) -> Invitation:
    """Return the open invitation of a link.

    Raises  LinkDead: unknown, used, withdrawn or too old; it does not say which.
    """
    found = Invitation.objects.select_related("invited_by", "team").filter(token_sha=_sha(token)).first()
    if not found or found.accepted_by_id or found.withdrawn_at or found.expires_at <= at:
        raise LinkDead("This link does not work any more. Ask for a new invitation.")
    return found


@transaction.atomic
def join(token: str, *, name: str, password: str, at: datetime, zone: str = "UTC", locale: str = "en") -> User:
    """Accept an invitation: the link is used up and the user can sign in.

    Raises  LinkDead, WeakPassword, AlreadyHere.
    """
    invited = invitation(token, at=at)
    role = Role(invited.role)
    user = User(email=invited.email, name=name.strip()[:120], role=role, side=SIDE_OF[role], team=invited.team)
    user.zone, user.locale = zone, locale
    check_password(password, user)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        raise AlreadyHere(f"{invited.email} works here already.") from None
    Invitation.objects.filter(pk=invited.pk).update(accepted_by=user)
    ledger.record(USER_JOINED, user, by=user, at=at, data={"role": role.value})
    return user


@transaction.atomic
def found(email: str, *, name: str, password: str, at: datetime, zone: str = "UTC", locale: str = "en") -> User:
    """Make the first user of a new Truce, of operations.

    Raises  AlreadyHere: somebody works here already; NotAnAddress, WeakPassword.
    """
    if User.objects.people().exists():
        raise AlreadyHere("Somebody works here already: they can invite you.")
    if problem := contact.email_problem(email):
        raise NotAnAddress(problem)
    role = Role.OPERATIONS
    user = User(email=email.strip(), name=name.strip()[:120], role=role, side=SIDE_OF[role], zone=zone, locale=locale)
    check_password(password, user)
    user.set_password(password)
    user.save(force_insert=True)
    ledger.record(USER_JOINED, user, by=user, at=at, data={"role": role.value})
    return user


@operation("user.withdraw_invitation", "Withdraw an invitation", roles=ADMINS)
def withdraw_invitation(invitation_id: int, *, by: User, at: datetime) -> None:
    """Make an open invitation's link useless."""
    Invitation.objects.filter(pk=invitation_id, accepted_by=None, withdrawn_at=None).update(withdrawn_at=at)


@operation("user.change", "Change a user's role or team", roles=ADMINS)
def change(user_id: int, *, by: User, at: datetime, role: Role | None = None, **columns) -> User:
    """Change a user's role, team, capacity or territories; it counts from their next click.

    Takes   columns: team, capacity, territories.
    Raises  LastOne: nobody would be left in operations; StillHolds: their leads are of the side they leave.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    stray = columns.keys() - {"team", "capacity", "territories"}
    if stray:
        raise TypeError(f"a user's {', '.join(stray)} is not changed here")
    if role and role != user.role:
        _keep_one_admin(user)
        if SIDE_OF[role] != user.side and user.turns.filter(closed_at=None).exists():
            raise StillHolds(f"{user} still has leads of {user.side}: give them to somebody else first.")
        columns |= {"role": role, "side": SIDE_OF[role]}
    for name, value in columns.items():
        setattr(user, name, value)
    user.save(update_fields=list(columns) or None)
    ledger.record(USER_CHANGED, user, by=by, at=at, data={"role": Role(user.role).value, "fields": sorted(columns)})
    return user


@operation("user.absence", "Say when somebody is away", roles=PEOPLE - {Role.VIEWER})
def be_away(
    user_id: int, *, start: date | None, end: date | None, by: User, at: datetime, stand_in: User | None = None
) -> User:
    """Say when a user is away (plain dates, both included): no hand-off goes to them then. None ends an absence.

    Raises  WrongDates; StillHolds: only oneself or a manager may.
    """
    if user_id != by.pk and by.role not in MANAGERS:
        raise StillHolds("Only a manager can say that somebody else is away.")
    if bool(start) != bool(end) or (start and end and end < start):
        raise WrongDates("An absence has a first and a last day, in that order.")
    user = User.objects.select_for_update().get(pk=user_id)
    user.away_from, user.away_until, user.stand_in = start, end, stand_in if start else None
    user.save(update_fields=["away_from", "away_until", "stand_in"])
    ledger.record(USER_CHANGED, user, by=by, at=at, data={"fields": ["away_from", "away_until"]})
    return user


@operation("user.deactivate", "Deactivate a user", roles=ADMINS)
def deactivate(user_id: int, *, by: User, at: datetime) -> User:
    """Take a user's access away at once: no session and no link of theirs works at the next click.

    Raises  StillHolds: their leads must be given to somebody first (handoff.hand_on); LastOne.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    _keep_one_admin(user)
    held = user.turns.filter(closed_at=None).count()
    if held:
        raise StillHolds(f"{user} still has {held} leads: say who takes them.")
    User.objects.filter(pk=user.pk).update(is_active=False)
    User.objects.filter(stand_in=user).update(stand_in=None)
    user.is_active = False
    ledger.record(USER_LEFT, user, by=by, at=at)
    return user


@operation("user.reactivate", "Let a user back in", roles=ADMINS)
def reactivate(user_id: int, *, by: User, at: datetime) -> User:
    """Give a deactivated user access again."""
    User.objects.filter(pk=user_id).update(is_active=True)
    user = User.objects.get(pk=user_id)
    ledger.record(USER_BACK, user, by=by, at=at)
    return user


@operation("house.set_up", "Set Truce up", roles=ADMINS)
def set_up(*, name: str, zone: str, currency: str, locale: str, country: str, by: User, at: datetime) -> House:
    """Say which company runs this Truce, and how it counts time and money.

    Takes   zone: an IANA name; currency: ISO 4217; country: ISO 3166, whose public holidays are kept.
    """
    house, _ = House.objects.update_or_create(
        pk=1,
        defaults={"name": name.strip()[:120], "zone": zone, "currency": currency, "locale": locale, "country": country},
    )
    return house


@operation("house.finish", "Finish setting up", roles=ADMINS)
def finish_set_up(*, by: User, at: datetime) -> None:
    """End the first-run wizard; everything in it can be changed later."""
    House.objects.filter(pk=1, started_at=None).update(started_at=at)


@operation("team.add", "Add a team", roles=ADMINS)
def add_team(name: str, *, side: str, by: User, at: datetime) -> Team:
    """Add a team of one side.

    Raises  AlreadyHere: the name is taken.
    """
    if not name.strip():
        raise NameMissing("A team needs a name.")
    if Team.objects.filter(name__iexact=name.strip()).exists():
        raise AlreadyHere(f"There is a team called {name.strip()} already.")
    return Team.objects.create(name=name.strip()[:80], side=side)


@operation("team.rename", "Rename a team", roles=ADMINS)
def rename_team(team_id: int, *, name: str, by: User, at: datetime) -> Team:
    """Give a team another name.

    Raises  AlreadyHere: the name is taken; NameMissing.
    """
    if not name.strip():
        raise NameMissing("A team needs a name.")
    if Team.objects.filter(name__iexact=name.strip()).exclude(pk=team_id).exists():
        raise AlreadyHere(f"There is a team called {name.strip()} already.")
    team = Team.objects.select_for_update().get(pk=team_id)
    team.name = name.strip()[:80]
    team.save(update_fields=["name"])
    return team


@operation("user.profile", "Change my profile", roles=PEOPLE)
def set_profile(profile: Profile, *, by: User, at: datetime) -> User:
    """Change how Truce behaves for the person who asks; nobody changes another's.

    Raises  NameMissing: others must be able to tell who acted.
    """
    if not profile.name.strip():
        raise NameMissing("Others know you by your name; it cannot be empty.")
    for column, value in asdict(profile).items():
        setattr(by, column, value)
    by.save(update_fields=list(asdict(profile)))
    return by


def check_password(password: str, user: User) -> None:
    """Refuse a password that is too short, too common or too like the user's own name.

    Raises  WeakPassword.
    """
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPassword(" ".join(error.messages)) from None


def _keep_one_admin(user: User) -> None:
    others = User.objects.filter(role=Role.OPERATIONS, is_active=True).exclude(pk=user.pk)
    if user.role == Role.OPERATIONS and not others.exists():
        raise LastOne("Somebody must keep Truce running: make another person operations first.")


def _sha(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
