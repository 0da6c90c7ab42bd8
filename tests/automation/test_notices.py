from datetime import timedelta

import pytest
from django.db import connection

from tests.cast import NOON
from truce.automation import actions, queries
from truce.automation.models import Bookmark, Notification
from truce.handoff import actions as handoff
from truce.handoff.rules import ReturnAnswer
from truce.jobs import actions as jobs
from truce.jobs.models import Job, OutgoingMail
from truce.ledger import actions as ledger
from truce.ledger.models import Act, Event

pytestmark = pytest.mark.django_db
SOON = NOON + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def read_so_far(db):
    """Everything before the test is known."""
    actions.notify(at=NOON - timedelta(days=1))


def told(user) -> list[str]:
    """What a user was told since, the oldest first."""
    return [f"{line.name} {line.words}" for line in reversed(queries.news(user).rows)]


def test_who_is_offered_a_lead_is_told_in_truce_and_by_mail(offered, maya):
    actions.notify(at=SOON)

    assert told(maya) == ["Priya Nair waits for your yes or no."]
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.subject) == ("maya@truce.test", "Priya Nair waits for your yes or no")
    assert mail.send_after == SOON + timedelta(seconds=60)


def test_the_link_in_the_mail_is_the_page_of_the_lead(offered, settings):
    from django.urls import reverse

    settings.BASE_URL = "https://crm.example"
    actions.notify(at=SOON)

    assert f"https://crm.example{reverse('lead', args=[offered.lead_id])}\n" in OutgoingMail.objects.get().text


def test_however_often_it_looks_each_thing_is_told_once(offered, maya):
    for _ in range(3):
        actions.notify(at=SOON)

    Bookmark.objects.update(seq=0)
    actions.notify(at=SOON)
    assert len(told(maya)) == OutgoingMail.objects.count() == 1


def test_the_worker_looks_each_ten_seconds(offered, maya):
    jobs.run_due(at=SOON)

    assert len(told(maya)) == 1
    assert Job.objects.get(name="automation.notify").result["told"] == 1


def test_nobody_is_told_what_they_did_themselves(priya, lena):
    actions.notify(at=SOON)

    assert told(lena) == []


def test_mail_comes_only_where_it_is_wanted(offered, maya):
    maya.notify = {"turn": False}
    maya.save()
    actions.notify(at=SOON)

    assert len(told(maya)) == 1 and not OutgoingMail.objects.exists()


def test_made_up_people_get_no_mail_where_mail_really_leaves(offered, maya, settings):
    maya.is_sample = True
    maya.save()
    settings.SMTP = {"EMAIL_HOST": "mail.test"}
    actions.notify(at=SOON)

    assert len(told(maya)) == 1 and not OutgoingMail.objects.exists()


def test_undoing_within_a_minute_stops_the_mail_and_takes_the_notice_back(offered, maya, lena):
    actions.notify(at=SOON)

    ledger.undo(Act.objects.latest("pk").pk, by=lena, at=SOON)

    assert told(maya) == [] and OutgoingMail.objects.get().state == "cancelled"


def test_what_was_undone_before_the_look_is_no_news(offered, maya, lena):
    ledger.undo(Act.objects.latest("pk").pk, by=lena, at=SOON)
    actions.notify(at=SOON)

    assert told(maya) == []


def test_a_turn_that_another_has_by_now_is_no_news(offered, maya, jo, olu):
    handoff.hand_on(maya.pk, to=[jo], by=olu, at=SOON)
    actions.notify(at=SOON)

    assert told(maya) == [] and told(jo) == ["Priya Nair is yours now."]


def test_the_sender_hears_of_a_return_and_who_returned_it_of_the_answer(offered, maya, lena):
    handoff.return_(offered.pk, reason="2", by=maya, at=SOON)
    actions.notify(at=SOON)
    assert told(lena) == ["Priya Nair came back from sales, and your answer is due."]

    handoff.answer_return(offered.pk, answer=ReturnAnswer.AGREED, by=lena, at=SOON)
    actions.notify(at=SOON)
    assert told(maya)[-1] == "Priya Nair stays with marketing: they agree with your return."


def test_a_second_look_is_told_once_not_twice(offered, maya, lena):
    handoff.return_(offered.pk, reason="2", by=maya, at=SOON)
    actions.notify(at=SOON)
    handoff.answer_return(offered.pk, answer=ReturnAnswer.LOOK_AGAIN, note="New facts", by=lena, at=SOON)
    actions.notify(at=SOON)

    assert told(maya) == ["Priya Nair comes back to you: marketing asks for a second look."]


def test_who_lets_the_time_run_out_is_told_and_the_next_one_too(offered, maya, jo):
    late = offered.accept_due_at + timedelta(minutes=1)
    handoff.expire(offered.pk, by=handoff_by(), at=late)
    actions.notify(at=late)

    assert told(maya) == ["Priya Nair was passed on: the time for your yes or no ran out."]
    assert told(jo) == ["Priya Nair waits for your yes or no."]


def handoff_by():
    from truce.teams.queries import automation

    return automation()


def test_a_clock_that_runs_out_is_told_once_when_it_does(accepted, maya):
    actions.notify(at=accepted.due_at - timedelta(seconds=1))
    assert told(maya) == []

    for seconds in (5, 15):
        actions.notify(at=accepted.due_at + timedelta(seconds=seconds))
    assert [words.split(".")[0] for words in told(maya)] == ["Priya Nair is past the promised time of the first touch"]


def test_a_clock_that_is_set_back_tells_nothing_twice_and_forgets_nothing(accepted, maya):
    after = accepted.due_at + timedelta(seconds=5)
    actions.notify(at=after + timedelta(days=400))
    actions.notify(at=after)
    actions.notify(at=after)

    assert len(told(maya)) == 1


def test_what_one_has_acted_on_before_the_look_is_no_news(accepted, maya):
    actions.notify(at=SOON)

    assert told(maya) == []


def test_what_one_has_acted_on_counts_as_read(offered, maya):
    actions.notify(at=SOON)
    assert queries.unread(maya) == 1

    handoff.accept(offered.pk, by=maya, at=SOON)
    actions.notify(at=SOON + timedelta(seconds=10))
    assert queries.unread(maya) == 0


def test_many_leads_by_one_act_are_one_line_and_one_mail(bring, maya, lena, jo, olu):
    for number in range(4):
        handoff.hand_over(bring(f"Bo Ek{number}").pk, by=lena, at=NOON, to=maya)
    actions.notify(at=SOON)
    handoff.leave(maya.pk, to=[jo], by=olu, at=SOON)
    actions.notify(at=SOON)

    assert told(jo) == ["Bo Ek0 is yours now, and 3 more."]
    assert OutgoingMail.objects.filter(to=jo.email).count() == 1


def test_what_happened_days_ago_is_told_but_not_mailed(offered, maya):
    actions.notify(at=NOON + timedelta(days=2))

    assert len(told(maya)) == 1 and not OutgoingMail.objects.exists()


def test_an_imported_past_is_no_news(offered, maya):
    actions.notify(at=NOON + timedelta(days=8))

    assert told(maya) == []


def test_a_name_with_a_line_break_does_not_break_the_mail(offered, maya):
    from truce.people.models import Person

    Person.objects.update(name="Priya\r\nBcc: all@evil.test")
    actions.notify(at=SOON)

    assert "\n" not in OutgoingMail.objects.get().subject


def test_who_was_deactivated_is_told_nothing(offered, maya, jo, olu):
    handoff.leave(maya.pk, to=[jo], by=olu, at=SOON)
    actions.notify(at=SOON)

    assert not Notification.objects.filter(user=maya).exists()


def test_an_event_that_is_committed_late_is_read_when_it_appears(offered, maya, monkeypatch):
    seq = Event.objects.get(kind="handoff.offered").seq
    Bookmark.objects.update(seq=seq + 5, missing={str(seq): NOON.isoformat()})
    actions.notify(at=SOON)

    assert told(maya) == ["Priya Nair waits for your yes or no."]


def test_news_is_private(offered, maya, jo):
    actions.notify(at=SOON)
    actions.read(Notification.objects.get().pk, by=jo, at=SOON)

    assert told(jo) == [] and queries.unread(maya) == 1


def test_a_look_at_nothing_new_costs_little(offered, django_assert_max_num_queries):
    actions.notify(at=SOON)

    # Two are the savepoint; on PostgreSQL the numbers that were rolled back are looked for again.
    with django_assert_max_num_queries(7 if connection.vendor == "sqlite" else 10):
        actions.notify(at=SOON)


def test_a_look_takes_the_same_number_of_queries_for_many_events(bring, maya, lena, django_assert_max_num_queries):
    for number in range(6):
        handoff.hand_over(bring(f"Bo Ek{number}").pk, by=lena, at=NOON, to=maya)

    with django_assert_max_num_queries(17 + 3 * 6):
        actions.notify(at=SOON)
