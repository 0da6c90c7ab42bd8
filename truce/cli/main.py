"""`bin/truce COMMAND ...`: find the command's module, read its arguments, run it."""

import argparse
import os
import pkgutil
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

import django

from truce.base.errors import Refused


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Gives   the exit status: what the command gives, 1 when a rule said no, 2 for wrong arguments.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "truce.config.settings")
    django.setup()
    args = _parser().parse_args(argv)
    try:
        return args.run(args) or 0
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader, `head` say, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bin/truce", description="Truce from the command line.")
    found = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, module in commands():
        text = (module.__doc__ or "").strip()
        command = found.add_parser(
            name,
            help=text.partition("\n")[0],
            description=text,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.set_defaults(run=getattr(module, "run", None))
        module.add(command)
    return parser


def commands() -> list[tuple[str, ModuleType]]:
    """Return the commands by name: every module of `truce.cli.commands`."""
    package = import_module("truce.cli.commands")
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return [
        (name.replace("_", "-").strip("-"), import_module(f"{package.__name__}.{name}"))
        for name in names
        if not name.startswith("_")
    ]
