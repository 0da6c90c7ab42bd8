"""The registry of operations: every verb that a person can call, once, with the roles that may."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import ParamSpec, TypeVar, cast

from django.conf import settings
from django.db import transaction

from truce.base.errors import Refused
from truce.teams.models import User
from truce.teams.rules import Role

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Operation:
    name: str
    label: str
    roles: frozenset[Role]

    @property
    def who(self) -> str:
        """Return the roles that may, as words."""
        return ", ".join(str(role.label).lower() for role in Role if role in self.roles)


OPERATIONS: dict[str, Operation] = {}


class NotAllowed(Refused):
    """Somebody's role does not include this; `operation` says whose does."""

    def __init__(self, operation: Operation):
        super().__init__(f"{operation.label}: that is for {operation.who}.")
        self.operation = operation


def everything() -> dict[str, Operation]:
    """Return every operation of every part, whether or not this process has used the part before."""
    for part in settings.PARTS:
        folder = import_module(f"truce.{part}").__path__
        nested = [f"truce.{part}.{found.name}" for found in iter_modules(folder) if found.ispkg]
        for package in (f"truce.{part}", *nested):
            if find_spec(f"{package}.actions"):
                import_module(f"{package}.actions")
    return OPERATIONS


def operation(name: str, label: str, *, roles: Collection[Role]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a verb an operation: registered, permitted by role, and one transaction.

    Takes   a verb with the keyword argument `by`; Truce's system users may do everything.
    Raises  NotAllowed (by the verb): an inactive user, or another role.
    """
    if name in OPERATIONS:
        raise ValueError(f"operation {name} is registered twice")
    known = OPERATIONS[name] = Operation(name, label, frozenset(roles))

    def decorate(verb: Callable[P, R]) -> Callable[P, R]:
        @wraps(verb)
        def allowed(*args: P.args, **kwargs: P.kwargs) -> R:
            require(cast(User, kwargs["by"]), known.name)
            with transaction.atomic():
                return verb(*args, **kwargs)

        allowed.operation = known  # type: ignore[attr-defined]
        return allowed

    return decorate


def may(user: User, name: str) -> bool:
    """Return whether a user's role includes an operation."""
    return user.is_active and (user.role == Role.SYSTEM or user.role in OPERATIONS[name].roles)


def require(user: User, name: str) -> None:
    """Refuse a user whose role does not include an operation.

    Raises  NotAllowed.
    """
    if not may(user, name):
        raise NotAllowed(OPERATIONS[name])
