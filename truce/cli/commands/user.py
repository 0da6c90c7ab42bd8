"""Add the first user of operations, and see who works here."""

import argparse
import getpass
import sys

from truce.base.clock import now
from truce.base.errors import Refused
from truce.cli.report import add_json, show
from truce.teams import actions, queries


def add(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    first = commands.add_parser("first", help="make the first user, of operations; the rest are invited in the browser")
    first.add_argument("email")
    first.add_argument("--name", required=True)
    first.set_defaults(run=run_first)
    known = commands.add_parser("list", help="list who works here")
    add_json(known)
    known.set_defaults(run=run_list)


def run_first(args: argparse.Namespace) -> int:
    """Make the first user; the password is asked for, or read from standard input."""
    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if not password:
        raise Refused("No password was given.")
    user = actions.found(args.email, name=args.name, password=password, at=now())
    print(f"{user.email} can sign in now.")
    return 0


def run_list(args: argparse.Namespace) -> int:
    users = queries.everybody()
    show(args, users, lambda: "\n".join(f"{u['email']:40} {u['role']:18} {u['name']}" for u in users))
    return 0
