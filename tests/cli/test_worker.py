import json

import pytest

from truce.cli.commands.serve import edge_url
from truce.cli.main import main
from truce.jobs import actions
from truce.jobs.models import OutgoingMail

pytestmark = pytest.mark.django_db


def test_a_worker_can_do_what_is_due_at_a_time_and_end(capsys):
    actions.send_mail("priya@halden.example", "Hello", "Text")

    main(["worker", "--once", "--at", "2040-01-01T12:00", "--json"])

    assert json.loads(capsys.readouterr().out)["mails"] == 1
    assert OutgoingMail.objects.get().state == "kept"


@pytest.mark.parametrize("wrong", [["--at", "2040-01-01"], ["--once", "--at", "tomorrow"]])
def test_a_time_that_cannot_be_meant_is_refused(wrong, capsys):
    assert main(["worker", *wrong]) == 1


@pytest.mark.parametrize(
    ("base", "edge"),
    [
        ("http://localhost:8000", "http://localhost:8001"),
        ("http://crm.lan", "http://crm.lan:8001"),
        ("http://[::1]:8000", "http://[::1]:8001"),
        ("https://crm.example", ""),
    ],
)
def test_browsers_reach_the_stream_on_the_next_port_unless_a_proxy_stands_before_it(base, edge):
    assert edge_url(base, 8001) == edge
