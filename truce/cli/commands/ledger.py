"""Prove the record: rebuild the state from the events and compare."""

import argparse
from dataclasses import asdict

from truce.cli.report import add_json, show
from truce.ledger import queries
from truce.ledger.queries import Verified


def add(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    verify = commands.add_parser(
        "verify",
        help="compare every folded table with its events; exit 1 on any difference",
        description="Fold all events in order, compare with the tables, check the chain of seals, print a digest.",
    )
    verify.set_defaults(run=run_verify)
    add_json(verify)


def run_verify(args: argparse.Namespace) -> int:
    verified = queries.verify()
    show(args, {**asdict(verified), "is_whole": verified.is_whole}, lambda: _words(verified))
    return 0 if verified.is_whole else 1


def _words(verified: Verified) -> str:
    rows = ", ".join(f"{count} {subject}" for subject, count in sorted(verified.rows.items()) if count)
    lines = [f"{verified.events} events give {rows or 'nothing'}.", f"{verified.seals} seals."]
    lines += [
        f"DIFFERENT: {found.subject} {found.id}, {found.column}: the table says {found.in_table!r}, "
        f"the ledger {found.in_ledger!r}"
        for found in verified.differences
    ]
    lines += [f"BROKEN SEAL: {sentence}" for sentence in verified.broken_seals]
    lines += [f"Digest {verified.digest}", "Whole." if verified.is_whole else "NOT whole."]
    return "\n".join(lines)
