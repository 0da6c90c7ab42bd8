"""Bring the database to the version of the program; do this once after each update, before serving."""

import argparse

from django.core.management import call_command


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="only say whether something is to be done (exit 1 if so)")


def run(args: argparse.Namespace) -> int:
    if args.check:
        try:
            call_command("migrate", check_unapplied=True, verbosity=0)
        except SystemExit:
            print("The database is older than the program.")
            return 1
        print("The database is up to date.")
        return 0
    call_command("migrate", verbosity=0)
    print("The database is up to date.")
    return 0
