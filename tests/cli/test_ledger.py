import json

from truce.cli.main import main
from truce.journey.models import Lead


def test_verify_says_whole_and_ends_with_0(accepted, capsys):
    assert main(["ledger", "verify"]) == 0
    assert "Whole." in capsys.readouterr().out


def test_verify_names_each_difference_and_ends_with_1(accepted, capsys):
    Lead.objects.update(touches=9)

    assert main(["ledger", "verify", "--json"]) == 1
    [difference] = json.loads(capsys.readouterr().out)["differences"]
    assert (difference["column"], difference["in_table"], difference["in_ledger"]) == ("touches", 9, 0)
