"""Truce's settings with nothing between the server and the view."""

import os

from truce.config.settings import *  # noqa: F403
from truce.config.settings import INSTALLED_APPS as ALL_APPS

ROOT_URLCONF = "bench.bare"
if os.environ.get("BENCH_MIDDLEWARE") != "1":
    MIDDLEWARE: list[str] = []
    INSTALLED_APPS = [name for name in ALL_APPS if not name.startswith("allauth")]
