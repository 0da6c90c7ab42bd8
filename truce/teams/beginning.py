"""The link with which an empty Truce is begun: printed on the machine that runs it, good until somebody works here."""

from django.core import signing

from truce.teams.models import User

_SALT = "truce.teams.beginning"


def is_empty() -> bool:
    """Return whether nobody works here yet."""
    return not User.objects.people().exists()


def link(base_url: str) -> str:
    """Return the address at which this Truce is begun."""
    return f"{base_url}/start?token={signing.dumps('begin', salt=_SALT)}"


def opens(given: str) -> bool:
    """Return whether a token came from this Truce and nobody works here yet."""
    try:
        return signing.loads(given, salt=_SALT) == "begin" and is_empty()
    except signing.BadSignature:
        return False
