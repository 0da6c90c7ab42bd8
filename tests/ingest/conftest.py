"""Where the trial data lies: a folder beside the project, or the one that TRUCE_TEST_DATA names."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("TRUCE_TEST_DATA") or ROOT.parent / "shared" / "data")


@pytest.fixture
def trial_data() -> Path:
    if not DATA.is_dir():
        pytest.skip(f"no trial data at {DATA}: set TRUCE_TEST_DATA to their folder")
    return DATA


@pytest.fixture(scope="module")
def company(django_db_setup, django_db_blocker):
    """The sample company of 150 people, loaded for all tests of a module and removed after them."""
    from tests.cast import NOON
    from truce.ingest.demo import actions

    with django_db_blocker.unblock():
        loaded = actions.load(actions.Wanted(150, 7, NOON, "!"), work=actions.by_terminal())
        yield loaded
        actions.remove(at=NOON, work=actions.by_terminal())
