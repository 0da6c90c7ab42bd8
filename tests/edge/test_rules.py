import json

from truce.edge.rules import Hint, records, wanted_records
from truce.ledger.rules import gaps


def test_an_event_is_about_its_subject_and_all_that_it_changed():
    assert records("lead:7", {"lead": {"7": {}}, "handoff": {"12": {}}}) == {"lead:7", "handoff:12"}


def test_a_hint_is_one_server_sent_event():
    wire = Hint("record", 5, {"record": "lead:7"}).wire().decode()

    name, number, data, *end = wire.split("\n")
    assert (name, number, end) == ("event: record", "id: 5", ["", ""])
    assert json.loads(data.removeprefix("data: ")) == {"record": "lead:7"}


def test_a_page_can_ask_only_for_records_and_only_for_a_few():
    assert wanted_records("lead:7,<script>,lead:,company:3") == {"lead:7", "company:3"}
    assert len(wanted_records(",".join(f"lead:{n}" for n in range(99)))) == 5


def test_numbers_that_were_skipped_may_still_come():
    assert gaps(4, [5, 8]) == {6, 7}
    assert gaps(4, []) == set()
