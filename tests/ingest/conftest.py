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
