import asyncio

import pytest
from django.contrib.sessions.models import Session

from truce.edge.hub import MOST_WAITING, SEATS_PER_USER, Hub, Seat
from truce.edge.rules import Hint
from truce.teams.live import Ticket

pytestmark = pytest.mark.django_db(transaction=True)


def told(seat):
    hints = []
    while not seat.hints.empty():
        hints.append(seat.hints.get_nowait())
    return hints


def look_after(seats, *steps):
    """Let the seats listen, do each step, and look once after it."""

    async def listen():
        hub = Hub()
        for seat in seats:
            await hub.sit(seat)
        for step in steps:
            await hub.ask(step)
            await hub.look()
        await hub.check()
        hints = [told(seat) for seat in seats]
        hub.close()
        return hints

    return asyncio.run(listen())


def test_both_the_old_and_the_new_holder_hear_that_their_turns_changed(seller, marketer, sign_in, write):
    seats = [Seat(sign_in(user), user.side, frozenset()) for user in (seller, marketer)]

    def hand_over():
        write({"lead": {"7": {"holder_user_id": seller.pk}}}, {"lead": {"7": {"holder_user_id": marketer.pk}}})

    hints = look_after(seats, hand_over)

    assert [[hint.name for hint in own] for own in hints] == [["turn"], ["turn"]]


def test_a_page_hears_of_the_record_that_it_shows_and_of_no_other(seller, sign_in, write):
    here = Seat(sign_in(seller), "sales", frozenset({"lead:7"}))
    elsewhere = Seat(here.ticket, "sales", frozenset({"lead:8"}))

    hints = look_after([here, elsewhere], lambda: write({"lead": {"7": {"number": 30}}}, actor_id=seller.pk))

    assert [hint.data for hint in hints[0]] == [{"record": "lead:7", "kind": "test", "by": seller.pk}]
    assert hints[1] == []


def test_nothing_that_was_before_is_told(seller, sign_in, write):
    write({"lead": {"7": {"number": 30}}})

    assert look_after([Seat(sign_in(seller), "sales", frozenset({"lead:7"}))]) == [[]]


def test_whoever_signs_out_is_sent_away(seller, sign_in):
    seat = Seat(sign_in(seller), "sales", frozenset())

    assert look_after([seat], lambda: Session.objects.all().delete()) == [[None]]


def test_a_page_that_takes_nothing_is_sent_away():
    seat = Seat(Ticket(1, "x"), "sales", frozenset())

    for _ in range(MOST_WAITING + 1):
        seat.tell(Hint("turn"))

    assert told(seat) == [None]


def test_of_too_many_pages_of_one_person_one_must_leave():
    seats = [Seat(Ticket(1, "x"), "sales", frozenset()) for _ in range(SEATS_PER_USER + 1)]

    async def sit_down():
        hub = Hub()
        all_may = [await hub.sit(seat) for seat in seats]
        hub.close()
        return all_may

    assert all(asyncio.run(sit_down()))
    assert [told(seat) for seat in seats].count([None]) == 1
