from types import ModuleType

import pytest

from truce.base.errors import Refused
from truce.cli import main as cli

COMMANDS = cli.commands()


@pytest.fixture
def command(monkeypatch):
    """Register one command, `try`, that does what it is given."""

    def register(run):
        module = ModuleType("try_it", "Try something.")
        module.add, module.run = (lambda parser: None), run
        monkeypatch.setattr(cli, "commands", lambda: [("try", module)])

    return register


@pytest.mark.parametrize("name", [name for name, _ in COMMANDS])
def test_every_command_explains_itself(name, capsys):
    with pytest.raises(SystemExit) as end:
        cli.main([name, "--help"])

    assert end.value.code == 0
    assert f"usage: bin/truce {name}" in capsys.readouterr().out


@pytest.mark.parametrize(("name", "module"), COMMANDS)
def test_every_command_has_a_line_in_the_list(name, module, capsys):
    with pytest.raises(SystemExit):
        cli.main(["--help"])

    assert name in capsys.readouterr().out
    assert module.__doc__.strip()


def test_a_rule_that_says_no_is_one_sentence_and_status_1(command, capsys):
    def refuse(args):
        raise Refused("The lead is already with Tomas.")

    command(refuse)

    assert cli.main(["try"]) == 1
    assert capsys.readouterr() == ("", "The lead is already with Tomas.\n")


def test_a_command_that_says_nothing_has_worked(command):
    command(lambda args: None)

    assert cli.main(["try"]) == 0


def test_an_unknown_command_is_status_2(capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(["no-such-command"])

    assert end.value.code == 2
