"""The one clock. Verbs get their time passed in; only the edges of the program ask this module."""

import os
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

NONE = timedelta(0)


def now() -> datetime:
    """Return the present instant, aware, in UTC.

    Takes   TRUCE_CLOCK in the environment: a file whose text is a number of seconds to add, so that tests can let
            time pass.
    """
    return datetime.now(UTC) + _offset()


def _offset() -> timedelta:
    path = os.environ.get("TRUCE_CLOCK")
    if not path:
        return NONE
    try:
        return _written(path, os.stat(path).st_mtime_ns)
    except FileNotFoundError:
        return NONE


@lru_cache(maxsize=1)
def _written(path: str, changed_ns: int) -> timedelta:
    """Return what the file says; it is read again when it has changed."""
    return timedelta(seconds=float(Path(path).read_text() or 0))
