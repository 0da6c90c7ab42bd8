"""How the record reads."""

from datetime import UTC, datetime, timedelta

import pytest

from truce.insight.rules import SHOWS, Change, Names, Spot, hidden_kinds, kinds_of, say_changes, tell, tell_touchpoint
from truce.ledger.rules import KINDS

NAMES = Names(
    users={7: "Maya Okafor"},
    return_reasons={"wrong_person": "Right company, wrong person"},
    close_reasons={"price": "Price"},
    vetoes={"opted_out": "Asked not to be contacted"},
)


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        ("touch.call", {"direction": "out", "outcome": "no_answer"}, "Called, no answer"),
        ("touch.call", {"direction": "in", "duration_s": 400}, "They called, 7 min"),
        ("touch.note", {"direction": "internal"}, "Note"),
        ("activity.meeting", {"outcome": "held"}, "Meeting, held"),
        ("handoff.offered", {"to_user": 7, "attempt": 2}, "Handed to Maya Okafor, attempt 2"),
        ("handoff.offered", {"to_queue": 1}, "Ready for sales; nobody was free, waits in sales' queue"),
        ("handoff.returned", {"reason": "wrong_person"}, "Returned to marketing: right company, wrong person"),
        ("handoff.return_answered", {"answer": "fixed"}, "Answered the return: mended"),
        ("handoff.withdrawn", {"why": "opted_out"}, "Hand-off withdrawn: asked not to be contacted"),
        ("handoff.expired", {"to_user": 7}, "The time of Maya Okafor to answer ran out"),
        ("lead.closed", {"reason": "won"}, "Won, a customer now"),
        ("lead.closed", {"reason": "price"}, "Closed: price"),
        ("lead.closed", {}, "Closed"),
        ("lead.sorted", {"cell": "nurture"}, "Sorted by the scorecard: nurture"),
        ("step.promised", {"kind": "email"}, "Next step promised: mail"),
        ("consent.changed", {"purpose": "email", "state": "given"}, "Consent to mail: given"),
        ("kind.of.tomorrow", {}, "kind.of.tomorrow"),
    ],
)
def test_an_event_reads_as_one_short_sentence(kind, data, words):
    assert tell(kind, data, "sales", NAMES).words == words


def test_every_kind_of_event_can_be_told_from_its_name_alone():
    assert all(tell(kind, {}, "sales", NAMES).words for kind in KINDS)


def test_what_the_agreement_did_by_itself_wears_the_mark_of_both():
    assert tell("handoff.offered", {"to_user": 7}, "system", NAMES, 3) == tell(
        "handoff.offered", {"to_user": 7}, "marketing", NAMES, 3
    )
    assert tell("handoff.offered", {}, "system", NAMES, 3).side == "both"
    assert tell("handoff.offered", {}, "system", NAMES, 3).more == "agreement 3"


def test_what_a_machine_did_says_that_it_counts_for_nothing():
    assert tell_touchpoint("mail_opened", "email", "News", False).words == (
        "Opened a mail: News (by a machine, counts for nothing)"
    )


def test_a_mail_that_was_sent_is_sent_by_a_machine_without_a_remark():
    assert tell_touchpoint("mail_sent", "email", "News", False).words == "Got a mail: News"


def test_each_shown_kind_is_let_through_by_exactly_one_filter():
    filters = [kind for show in SHOWS for kind in kinds_of(show)]

    assert sorted(filters) == sorted(kinds_of(""))
    assert set(kinds_of("")) | set(hidden_kinds()) == set(KINDS)
    assert kinds_of("nonsense") == ()


def test_few_changes_are_told_in_the_line_many_beside_it():
    budget, need = Change("Budget", "1", "2"), Change("Need", "", "cold")

    assert say_changes([budget, need]) == ("Budget: 1 → 2; Need: cold", "")
    assert say_changes([Change("Name", "", "Halden")], "company") == ("Company name: Halden", "")
    assert say_changes([budget, need, need])[0] == "3 fields changed"
    assert say_changes([need] * 3) == ("3 fields learnt", "Need: cold · Need: cold · Need: cold")
    assert say_changes([Change("Budget", "1", "")])[0] == "Budget: emptied, was 1"
    assert say_changes([])[0] == "Changed"


def test_a_place_in_the_stream_survives_its_address():
    spot = Spot(datetime(2026, 3, 2, 12, 0, 0, 123456, UTC), 2, 42)

    assert Spot.read(spot.param) == spot
    assert Spot(spot.at, 1, 99) < spot < Spot(spot.at + timedelta(microseconds=1), 1, 1)


@pytest.mark.parametrize("text", ["", "x", "1.2", "1.2.3.4", "9" * 40 + ".1.1", "1.x.2"])
def test_an_address_that_names_no_place_is_the_first_page(text):
    assert Spot.read(text) is None
