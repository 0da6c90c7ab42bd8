"""Questions about who we are."""

from truce.base.queries import Question
from truce.teams.models import House, Invitation, Queue, User
from truce.teams.rules import QueueKind, Role


def automation() -> User:
    """Return the user as whom Truce itself acts."""
    return _system("automation@truce.invalid")


def importer() -> User:
    """Return the user as whom imports act."""
    return _system("import@truce.invalid")


def queue(kind: QueueKind) -> Queue:
    """Return one of the five queues."""
    return Queue.objects.get(kind=kind)


def queues() -> dict[str, Queue]:
    """Return the queues by kind."""
    return {found.kind: found for found in Queue.objects.all()}


def house() -> House | None:
    """Return the company that runs this Truce, None before the first-run wizard."""
    return House.objects.filter(pk=1).first()


def managers(side: str) -> list[User]:
    """Return the active managers of a side, the longest serving first."""
    role = Role.SALES_MANAGER if side == "sales" else Role.MARKETING_MANAGER
    return list(User.objects.filter(role=role, is_active=True).order_by("pk"))


def admins() -> list[User]:
    """Return the active people of operations, whom others ask for access."""
    return list(User.objects.filter(role=Role.OPERATIONS, is_active=True).order_by("pk"))


def has_sample() -> bool:
    """Return whether people of the sample company are here."""
    return bool(_SAMPLE())


_SAMPLE = Question(lambda: User.objects.filter(is_sample=True).values_list("pk")[:1])


def colleague(pk: str | int) -> User | None:
    """Return somebody who works here now, by the number that a form sent; None where it names nobody."""
    return User.objects.people().filter(pk=pk, is_active=True).first() if str(pk).isdecimal() else None


def _system(email: str) -> User:
    return User.objects.get(email=email)


def everybody() -> list[dict]:
    """Return who works here, by name.

    Cost    one query.
    """
    columns = ("email", "name", "role", "side", "is_active")
    return list(User.objects.people().order_by("name").values(*columns))


def has_colleagues() -> bool:
    """Return whether more than one person works here or is invited."""
    return User.objects.people().count() > 1 or Invitation.objects.filter(withdrawn_at=None).exists()
