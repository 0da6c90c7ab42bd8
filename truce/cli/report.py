"""How a command tells what it found: as lines for a person, or with --json for a program."""

import argparse
import json
from collections.abc import Callable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder


def add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of lines")


def show(args: argparse.Namespace, facts: Any, lines: Callable[[], str]) -> None:
    """Print `facts` as JSON when --json was given, else the text that `lines` makes."""
    print(json.dumps(facts, cls=DjangoJSONEncoder, indent=2) if args.json else lines())
