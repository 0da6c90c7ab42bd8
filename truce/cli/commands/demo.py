"""Load, remove or look at the sample company."""

import argparse
import secrets
import time
from datetime import UTC, datetime
from pathlib import Path

from django.contrib.auth.hashers import make_password

from truce.base.clock import now
from truce.base.errors import Refused
from truce.cli.report import add_json, show
from truce.ingest.demo import actions, queries


def add(parser: argparse.ArgumentParser) -> None:
    found = parser.add_subparsers(metavar="WHAT", required=True)
    one = found.add_parser("load", help="make the sample company")
    one.add_argument("--people", type=int, default=5000, metavar="N", help="about how many people (5000)")
    one.add_argument("--seed", type=int, default=7, metavar="N", help="another seed is another story (7)")
    one.add_argument("--until", metavar="ISO", help="the moment at which the story ends (now)")
    _add_password(one)
    add_json(one)
    one.set_defaults(run=load)
    one = found.add_parser("remove", help="remove every sample row, and what was done to them")
    add_json(one)
    one.set_defaults(run=remove)
    one = found.add_parser("status", help="say how much sample data is here")
    add_json(one)
    one.set_defaults(run=status)
    one = found.add_parser("users", help="print who can sign in, by role")
    add_json(one)
    one.set_defaults(run=users)
    one = found.add_parser("password", help="give all sample users a password")
    _add_password(one)
    one.set_defaults(run=password)
    found.add_parser("is-empty", help="succeed if there is no data at all yet").set_defaults(run=is_empty)


def _add_password(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--password", metavar="P", help="of all sample users; else one is made up and printed")
    parser.add_argument("--password-file", type=Path, metavar="FILE", help="read the password from a file")


def load(args: argparse.Namespace) -> int:
    began = time.monotonic()
    password = _password(args) or secrets.token_urlsafe(9)
    wanted = actions.Wanted(args.people, args.seed, _until(args.until), make_password(password))
    loaded = actions.load(wanted, work=actions.by_terminal())
    seconds = round(time.monotonic() - began, 1)
    facts = {"rows": loaded.rows, "seconds": seconds}
    if not args.password_file:
        facts["password"] = password
    show(args, facts, lambda: _loaded(facts))
    return 0


def _loaded(facts: dict) -> str:
    rows = "\n".join(f"{count:>8,}  {label}" for label, count in facts["rows"].items())
    ending = f"Password of all sample users: {facts['password']}" if "password" in facts else ""
    return f"{rows}\nThe sample company is here, after {facts['seconds']} s. {ending}".rstrip()


def remove(args: argparse.Namespace) -> int:
    removed = actions.remove(at=now(), work=actions.by_terminal())
    facts = {"rows": {label: count for label, count in removed.rows.items() if count}, "stays": removed.stays}
    lines = [f"{count:>8,}  {label}" for label, count in facts["rows"].items()]
    lines += [f"{count:>8,}  {label}, kept: real records name them" for label, count in removed.stays.items()]
    show(args, facts, lambda: "\n".join([*lines, "The sample company is gone."]))
    return 0


def password(args: argparse.Namespace) -> int:
    typed = _password(args) or secrets.token_urlsafe(9)
    count = actions.set_password(typed)
    print(f"{count} sample users have a new password{'' if args.password_file else f': {typed}'}.")
    return 0


def status(args: argparse.Namespace) -> int:
    found = queries.status()
    facts = {"is_there": found.is_there, "rows": dict(found.rows), "job": found.job_id}
    lines = [f"{count:>8,}  {label}" for label, count in found.rows.items() if count]
    show(args, facts, lambda: "\n".join(lines) or "There is no sample data.")
    return 0


def users(args: argparse.Namespace) -> int:
    found = queries.users()
    facts = [{"email": user.email, "name": user.name, "role": user.role} for user in found]
    show(args, facts, lambda: "\n".join(f"{user.role:<18} {user.email:<26} {user.name}" for user in found))
    return 0


def is_empty(args: argparse.Namespace) -> int:
    return 0 if queries.is_empty() else 1


def _password(args: argparse.Namespace) -> str:
    if args.password and args.password_file:
        raise Refused("Give either --password or --password-file.")
    return args.password_file.read_text().strip() if args.password_file else args.password or ""


def _until(text: str | None) -> datetime:
    if not text:
        return now()
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(f"{text} is not a time such as 2026-03-02T12:00.") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
