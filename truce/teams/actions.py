"""Verbs about ourselves: who joins, who may do what, and how Truce behaves for each."""

from dataclasses import asdict
from datetime import datetime

from truce.base.errors import Refused
from truce.teams.access import operation
from truce.teams.models import User
from truce.teams.rules import PEOPLE, Profile


class NameMissing(Refused):
    pass


@operation("teams.profile", "Change my profile", roles=PEOPLE)
def set_profile(profile: Profile, *, by: User, at: datetime) -> User:
    """Change how Truce behaves for the person who asks; nobody changes another's.

    Raises  NameMissing: others must be able to tell who acted.
    """
    if not profile.name.strip():
        raise NameMissing("Others know you by your name; it cannot be empty.")
    for field, value in asdict(profile).items():
        setattr(by, field, value)
    by.save(update_fields=list(asdict(profile)))
    return by
