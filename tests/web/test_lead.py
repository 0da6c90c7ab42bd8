"""P7: the page of a lead, and everything that can be done from it."""

from datetime import timedelta

import pytest

from tests.cast import NOON
from truce.agreement import actions as agreement
from truce.base import clock
from truce.handoff.models import HandOff
from truce.journey import actions as journey
from truce.journey.rules import Stage, Turn
from truce.ledger.models import Act, Event
from truce.outreach import actions as outreach
from truce.outreach.rules import Channel
from truce.people import actions as people
from truce.teams.queries import automation

HTMX = {"HTTP_HX_REQUEST": "true"}
SOON = NOON + timedelta(minutes=30)


@pytest.fixture(autouse=True)
def half_past_noon(monkeypatch, tmp_path):
    """It is half past NOON for the pages too."""
    (tmp_path / "clock").write_text(str((SOON - clock.now()).total_seconds()))
    monkeypatch.setenv("TRUCE_CLOCK", str(tmp_path / "clock"))


@pytest.fixture
def as_maya(client, maya):
    client.force_login(maya)
    return client


def words_of(answer):
    return answer.content.decode()


def test_the_page_says_who_acts_by_when_and_why(as_maya, accepted):
    words = words_of(as_maya.get(f"/l/{accepted.pk}"))

    assert "Priya Nair" in words and "Halden Foods" in words
    assert "Why is this mine?" in words
    assert "the first touch was promised within 8 h of working time" in words
    assert "Agreement 1, not yet agreed" in words


def test_an_empty_next_step_is_a_warning_with_the_act_that_mends_it(as_maya, accepted):
    words = words_of(as_maya.get(f"/l/{accepted.pk}"))

    assert "None is promised" in words and 'href="#next-words"' in words


def test_the_number_shown_is_the_sum_of_its_reasons(as_maya, priya, terms):
    priya.refresh_from_db()
    scored = agreement.rescore(priya, terms, by=automation(), at=NOON)

    words = words_of(as_maya.get(f"/l/{priya.pk}"))
    assert f"<b>{scored.score.number}</b><span>together</span>" in words
    assert "Asked for a demo" in words and "not known yet" in words


def test_a_page_asks_few_questions(as_maya, accepted, django_assert_max_num_queries):
    outreach.log(accepted.pk, channel=Channel.CALL, text="Spoke", by=accepted.holder_user, at=SOON)

    with django_assert_max_num_queries(20):
        as_maya.get(f"/l/{accepted.pk}")


def test_texts_from_outside_are_shown_as_text(as_maya, bring):
    lead = bring(
        "<script>alert(1)</script>",
        emails=("x@naughty.test",),
        company="A <b>bold</b> one",
        detail="<iframe>",
        touch="form",
    )
    people.learn(lead.person, {"job_title": '"><img src=x>'}, by=automation(), at=NOON)

    words = words_of(as_maya.get(f"/l/{lead.pk}"))
    assert "<script>alert" not in words and "<iframe>" not in words and "<img src=x" not in words
    assert "&lt;script&gt;" in words


def test_a_merged_lead_leads_to_the_one_that_was_kept(as_maya, priya, bring, olu):
    younger = bring("Bo Ek")
    journey.close(younger, stage=Stage.MERGED, reason="merged", by=olu, at=NOON, set={"merged_into_id": priya.pk})

    answer = as_maya.get(f"/l/{younger.pk}")
    assert (answer.status_code, answer.url) == (301, f"/l/{priya.pk}")


def test_an_unknown_lead_is_not_found(as_maya, terms):
    assert as_maya.get("/l/4711").status_code == 404
    assert as_maya.post("/l/4711/touches", {"kind": "call"}).status_code == 404
    assert as_maya.post("/l/4711/handoffs/1/acceptance").status_code in (404, 422)


def test_a_lead_is_accepted_from_its_page_and_can_be_undone(as_maya, offered, priya):
    answer = as_maya.post(f"/l/{priya.pk}/handoffs/{offered.pk}/acceptance", {"act_key": "k1"}, **HTMX)

    priya.refresh_from_db()
    assert priya.turn == Turn.FIRST_TOUCH
    act = Act.objects.get(idempotency_key="k1")
    assert f"/undo/{act.pk}" in words_of(answer) and 'id="lead"' in words_of(answer)


def test_the_same_form_twice_does_one_thing(as_maya, accepted):
    for _ in range(2):
        as_maya.post(f"/l/{accepted.pk}/touches", {"kind": "call", "words": "Spoke", "act_key": "k1"})

    assert Event.objects.filter(kind="touch.call").count() == 1


def test_a_lead_is_returned_with_a_reason_in_words(as_maya, offered, priya):
    answer = as_maya.post(
        f"/l/{priya.pk}/handoffs/{offered.pk}/return", {"reason": "wrong_person", "words": "Ask for Kim"}
    )

    assert (answer.status_code, answer.url) == (303, f"/l/{priya.pk}")
    assert HandOff.objects.get().reason == "wrong_person"
    assert Event.objects.get(kind="handoff.returned").note.text == "Ask for Kim"


def test_a_return_for_a_month_keeps_the_month(as_maya, offered, priya):
    as_maya.post(f"/l/{priya.pk}/handoffs/{offered.pk}/return", {"reason": "too_early", "month": "2026-09"})

    assert HandOff.objects.get().again_on.isoformat() == "2026-09-01"


def test_without_scripts_a_return_has_a_page_that_keeps_what_was_typed(as_maya, offered, priya):
    address = f"/l/{priya.pk}/handoffs/{offered.pk}/return"
    answer = as_maya.post(address, {"reason": "other", "words": "short"})

    assert answer.status_code == 422
    assert 'value="short"' in words_of(answer) and "at least 10 characters" in words_of(answer)
    assert as_maya.get(address).status_code == 200


def test_an_accepted_lead_is_given_back_from_its_page(as_maya, accepted):
    as_maya.post(f"/l/{accepted.pk}/return", {"reason": "wrong_person"})

    accepted.refresh_from_db()
    assert accepted.turn == Turn.ANSWER_RETURN


def test_a_logged_call_stands_in_the_journey_and_the_next_step_is_asked(as_maya, accepted):
    answer = as_maya.post(
        f"/l/{accepted.pk}/touches",
        {"kind": "call", "words": "Likes the price", "outcome": "reached", "direction": "out"},
        **HTMX,
    )

    words = words_of(answer)
    assert "Called, reached them" in words and "Likes the price" in words
    assert "And what comes next?" in words and "autofocus" in words


def test_an_earlier_call_is_logged_at_its_time_of_the_one_who_writes(as_maya, accepted, maya):
    maya.zone = "Europe/Berlin"
    maya.save()
    as_maya.post(f"/l/{accepted.pk}/touches", {"kind": "call", "at": "2026-03-02T13:10"})

    assert Event.objects.get(kind="touch.call").happened_at == NOON + timedelta(minutes=10)


def test_a_note_without_words_is_answered_under_its_field(as_maya, accepted):
    answer = as_maya.post(f"/l/{accepted.pk}/touches", {"kind": "note", "words": " "}, **HTMX)

    assert answer.status_code == 422 and "Write what is to be remembered." in words_of(answer)


def test_a_promise_without_a_day_keeps_the_words(as_maya, accepted):
    answer = as_maya.post(f"/l/{accepted.pk}/step", {"kind": "call", "words": "Send price", "on": ""})

    assert answer.status_code == 422
    assert 'value="Send price"' in words_of(answer) and "Choose a day for it." in words_of(answer)


def test_a_step_is_promised_and_done(as_maya, accepted):
    as_maya.post(f"/l/{accepted.pk}/touches", {"kind": "call"})
    as_maya.post(f"/l/{accepted.pk}/step", {"kind": "email", "words": "Send price", "on": "2026-03-04"})
    words = words_of(as_maya.get(f"/l/{accepted.pk}"))
    as_maya.post(f"/l/{accepted.pk}/step/end")

    assert "Mail: Send price" in words
    assert Event.objects.filter(kind="step.kept").exists()


def test_a_lead_is_qualified_won_and_closed_from_its_page(as_maya, accepted):
    as_maya.post(f"/l/{accepted.pk}/stage", {"to": "sql"})
    as_maya.post(f"/l/{accepted.pk}/stage", {"to": "won", "words": "Two sites"})

    accepted.refresh_from_db()
    assert accepted.stage == Stage.CUSTOMER


def test_closing_asks_for_a_reason(as_maya, accepted):
    answer = as_maya.post(f"/l/{accepted.pk}/stage", {"to": "closed", "reason": ""})
    assert answer.status_code == 422 and "Choose why it ends." in words_of(answer)

    as_maya.post(f"/l/{accepted.pk}/stage", {"to": "closed", "reason": "price"})
    assert "Closed: price" in words_of(as_maya.get(f"/l/{accepted.pk}"))


def test_a_lead_put_off_past_its_promise_needs_a_reason(as_maya, accepted):
    answer = as_maya.post(f"/l/{accepted.pk}/later", {"until": "2026-04-01"})
    assert answer.status_code == 422

    as_maya.post(f"/l/{accepted.pk}/later", {"until": "2026-04-01", "why": "Away until Easter"})
    accepted.refresh_from_db()
    assert accepted.turn == Turn.WAKE


def test_a_manager_gives_the_turn_to_somebody_else(client, tomas, jo, accepted):
    client.force_login(tomas)
    assert client.post(f"/l/{accepted.pk}/holder", {"to": "x"}).status_code == 422

    client.post(f"/l/{accepted.pk}/holder", {"to": jo.pk})
    accepted.refresh_from_db()
    assert accepted.holder_user == jo


def test_marketing_hands_over_by_hand(client, lena, maya, priya):
    client.force_login(lena)
    client.post(f"/l/{priya.pk}/handoffs", {"to": maya.pk, "words": "Call her today"})

    handoff = HandOff.objects.get()
    assert (handoff.offered_to_user, handoff.answer) == (maya, "open")


def test_marketing_answers_a_return_in_words(client, as_maya, lena, offered, priya):
    as_maya.post(f"/l/{priya.pk}/handoffs/{offered.pk}/return", {"reason": "wrong_person"})
    client.force_login(lena)

    empty = client.post(f"/l/{priya.pk}/handoffs/{offered.pk}/reply", {"answer": "fixed", "words": ""})
    assert empty.status_code == 422 and "Say what changed" in words_of(empty)
    client.post(f"/l/{priya.pk}/handoffs/{offered.pk}/reply", {"answer": "fixed", "words": "Found the plant manager"})
    assert HandOff.objects.get(pk=offered.pk).return_answer == "fixed"


def test_a_consent_is_written_down(as_maya, priya):
    as_maya.post(f"/l/{priya.pk}/consent", {"purpose": "email", "state": "given"})

    assert priya.person.consents.get().state == "given"
    assert "Consent to mail: given" in words_of(as_maya.get(f"/l/{priya.pk}"))


def test_a_viewer_sees_no_act_and_is_refused_by_the_verb(client, vera, accepted):
    client.force_login(vera)

    words = words_of(client.get(f"/l/{accepted.pk}"))
    assert "<form" not in words.partition('id="lead"')[2].partition("</article>")[0]
    assert "data-edit" not in words
    for path, posted in (("touches", {"kind": "call"}), ("step", {"on": "2026-03-09"}), ("stage", {"to": "sql"})):
        assert client.post(f"/l/{accepted.pk}/{path}", posted).status_code == 403


def test_the_journey_keeps_its_filter_after_an_act(as_maya, accepted):
    answer = as_maya.post(
        f"/l/{accepted.pk}/touches",
        {"kind": "call"},
        **HTMX,
        HTTP_HX_CURRENT_URL=f"http://testserver/l/{accepted.pk}?show=talk",
    )

    assert "Accepted by sales" not in words_of(answer) and "Called" in words_of(answer)


def test_a_field_is_edited_where_it_stands(as_maya, priya):
    posted = {"field": "budget", "old": "50000", "value": "70,000"}
    answer = as_maya.post(f"/l/{priya.pk}/fields", posted, **HTMX)

    priya.person.refresh_from_db()
    assert priya.person.known["budget"] == 70_000
    assert "70,000" in words_of(answer) and "<html" not in words_of(answer)


def test_of_two_who_change_one_field_the_second_sees_both(as_maya, priya, lena):
    people.edit(priya.person, "budget", old=50_000, new=60_000, by=lena, at=SOON)
    answer = as_maya.post(f"/l/{priya.pk}/fields", {"field": "budget", "old": "50000", "value": "70000"}, **HTMX)

    assert answer.status_code == 422
    words = words_of(answer)
    assert "Lena Fischer changed this" in words and "Keep mine: 70000" in words and "60000" in words
    as_maya.post(f"/l/{priya.pk}/fields", {"field": "budget", "old": "60000", "value": "70000"}, **HTMX)
    priya.person.refresh_from_db()
    assert priya.person.known["budget"] == 70_000


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [("budget", "much", "Write a number"), ("decides", "perhaps", "yes or no"), ("name", "", "must be a name")],
)
def test_what_is_no_value_is_answered_in_its_place(as_maya, priya, field, value, says):
    answer = as_maya.post(f"/l/{priya.pk}/fields", {"field": field, "old": "", "value": value}, **HTMX)

    assert answer.status_code == 422 and says in words_of(answer)


def test_a_code_is_written_as_its_words_read(as_maya, priya):
    as_maya.post(f"/l/{priya.pk}/fields", {"field": "timeframe", "old": "", "value": "3 months"}, **HTMX)

    priya.person.refresh_from_db()
    assert priya.person.known["timeframe"] == "3_months"


def test_without_scripts_a_field_has_a_page_of_its_own(as_maya, priya):
    assert 'value="50000"' in words_of(as_maya.get(f"/l/{priya.pk}/fields?field=budget"))
    answer = as_maya.post(f"/l/{priya.pk}/fields", {"field": "budget", "old": "50000", "value": "1"})

    assert (answer.status_code, answer.url) == (303, f"/l/{priya.pk}")
    assert as_maya.get(f"/l/{priya.pk}/fields?field=nothing").status_code == 404


def test_a_viewer_changes_no_field(client, vera, priya):
    client.force_login(vera)
    posted = {"field": "budget", "old": "50000", "value": "1"}

    assert client.post(f"/l/{priya.pk}/fields", posted).status_code == 403


def test_an_act_is_undone_by_its_address(as_maya, accepted):
    as_maya.post(f"/l/{accepted.pk}/touches", {"kind": "call", "act_key": "k1"})
    act = Act.objects.get(idempotency_key="k1")
    as_maya.post(f"/undo/{act.pk}")

    assert "undone" in words_of(as_maya.get(f"/l/{accepted.pk}"))
    accepted.refresh_from_db()
    assert accepted.turn == Turn.FIRST_TOUCH
