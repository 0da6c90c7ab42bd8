"""Where on the clock somebody lives, as far as one can tell."""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global

_ALSO = {"UK": "GB", "USA": "US", "ENGLAND": "GB", "SCOTLAND": "GB", "HOLLAND": "NL"}


def zone_of(zone: str, country: str, at: datetime) -> str:
    """Return the IANA time zone of somebody, "" where it cannot be told.

    Takes   zone: as it was written down, wins where it is one; country: ISO code or English name.
    Gives   for a country with several times nothing, unless all its zones show the same hour at that instant.
    """
    if zone in zones():
        return zone
    known = [name for name in get_global("territory_zones").get(territory(country), ()) if name in zones()]
    hours = {at.astimezone(ZoneInfo(name)).utcoffset() for name in known}
    return known[0] if len(hours) == 1 else ""


def territory(country: str) -> str:
    """Return the ISO code of a country given by code or by its English name, "" for an unknown one."""
    given = country.strip().upper()
    code = _ALSO.get(given, given)
    return code if code in get_global("territory_zones") else _names().get(given, "")


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    codes = Locale("en").territories.items()
    return {name.upper(): code for code, name in codes if len(code) == 2 and code.isalpha()}


@lru_cache(maxsize=1)
def zones() -> frozenset[str]:
    """Return the names of all time zones; asking the system opens some 600 files, so it is asked once."""
    return frozenset(available_timezones())
