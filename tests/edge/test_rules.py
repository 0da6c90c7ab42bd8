import json

from truce.edge.rules import Hint, Line, Turned, gaps, named_users, records, turned_leads, wanted_records


def line(changes=None, before=None):
    return Line(5, "handoff.accepted", "lead", 7, 3, changes or {}, before or {})


def test_an_event_is_about_its_subject_and_all_that_it_changed():
    assert records(line({"lead": {"7": {}}, "handoff": {"12": {}}})) == {"lead:7", "handoff:12"}


def test_who_had_the_turn_and_who_has_it_are_both_touched():
    taken = line({"lead": {"7": {"holder_user_id": 2}}}, {"lead": {"7": {"holder_user_id": 1}}})

    assert named_users([taken]) == {1, 2}


def test_a_lead_that_left_a_person_for_a_queue_names_only_the_person():
    put_back = line({"lead": {"7": {"holder_user_id": None}}}, {"lead": {"7": {"holder_user_id": 1}}})

    assert named_users([put_back]) == {1}


def test_a_changed_clock_is_a_changed_turn_but_a_changed_score_is_not():
    due = line({"lead": {"7": {"due_at": "2026-03-02T12:00:00Z"}, "8": {"number": 30}}})

    assert turned_leads([due]) == {7}


def test_who_works_for_both_sides_hears_of_the_queues_of_either():
    turned = Turned(frozenset({1}), frozenset({"marketing"}))

    assert turned.concerns(2, "both")
    assert turned.concerns(2, "marketing")
    assert turned.concerns(1, "sales")
    assert not turned.concerns(2, "sales")


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
