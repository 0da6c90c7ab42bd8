"""The one clock. Verbs get their time passed in; only the edges of the program ask this module."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path


def now() -> datetime:
    """Return the present instant, aware, in UTC.

    Takes   TRUCE_CLOCK in the environment: a file whose text is a number of seconds to add, so that tests can let
            time pass.
    """
    return datetime.now(UTC) + _offset()


def _offset() -> timedelta:
    path = os.environ.get("TRUCE_CLOCK")
    if not path:
        return timedelta(0)
    try:
        return timedelta(seconds=float(Path(path).read_text() or 0))
    except FileNotFoundError:
        return timedelta(0)
