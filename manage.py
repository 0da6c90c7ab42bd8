#!/usr/bin/env python
"""Django's own command line, for migrations and the like; `bin/truce` is the product's."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "truce.config.settings")
    import truce  # noqa: F401, I001  (first: it swaps the SQLite library before Django loads it)
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
