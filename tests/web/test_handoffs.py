from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import NOON
from truce.handoff import actions
from truce.handoff.models import HandOff
from truce.handoff.rules import ReturnAnswer
from truce.journey.models import Lead

HTMX = {"HX-Request": "true", "HX-Target": "handoffs", "HX-Current-URL": "http://testserver/handoffs?to=me"}
LATER = NOON + timedelta(minutes=10)


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    """Let it be ten minutes past noon for all pages."""
    monkeypatch.setattr("truce.base.clock.now", lambda: LATER)
    for module in ("handoffs.views", "handoffs.acts", "today.views", "nav", "undo.views"):
        monkeypatch.setattr(f"truce.web.{module}.now", lambda: LATER, raising=False)


def shown(client, user, path="/handoffs"):
    client.force_login(user)
    return client.get(path).content.decode()


def post(client, user, path, headers=HTMX, **form):
    client.force_login(user)
    return client.post(path, form, headers=headers)


def test_the_inbox_says_who_why_which_rule_and_what_is_missing(client, offered, maya):
    words = shown(client, maya)

    assert "Hand-offs: 1 waits for your yes or no" in words and "from Lena Fischer" in words
    assert "by hand · agreement 1" in words and "Not known yet: country" in words


def test_accepting_answers_with_the_list_and_an_undo(client, offered, maya):
    answer = post(client, maya, f"/handoffs/{offered.pk}/accept", act_key="k1")

    words = answer.content.decode()
    assert 'id="handoffs"' in words and "All answered" in words
    assert "Accepted Priya Nair." in words and 'action="/undo/' in words


def test_accepted_from_today_it_answers_with_today(client, offered, maya):
    headers = HTMX | {"HX-Target": "today", "HX-Current-URL": "http://testserver/"}

    assert 'id="today"' in post(client, maya, f"/handoffs/{offered.pk}/accept", headers).content.decode()


def test_accepted_from_elsewhere_the_page_hears_that_something_changed(client, offered, maya):
    answer = post(client, maya, f"/handoffs/{offered.pk}/accept", HTMX | {"HX-Target": "lead"})

    assert answer.headers["HX-Trigger"] == '{"changed": {}}' or "changed" in answer.headers["HX-Trigger"]


def test_the_loser_of_two_who_accept_is_told_who_won(client, offered, maya, tomas):
    post(client, tomas, f"/handoffs/{offered.pk}/accept")

    answer = post(client, maya, f"/handoffs/{offered.pk}/accept")

    assert answer.status_code == 422 and "Tomas Lind accepted this lead already" in answer.content.decode()


def test_a_return_takes_the_reason_and_says_it_back(client, offered, maya):
    answer = post(client, maya, f"/handoffs/{offered.pk}/return", reason="wrong_person", words="Ask the plant manager")

    offered.refresh_from_db()
    assert offered.reason == "wrong_person"
    assert "Returned Priya Nair to marketing: right company, wrong person." in answer.content.decode()


def test_too_early_takes_the_month(client, offered, maya):
    post(client, maya, f"/handoffs/{offered.pk}/return", reason="too_early", month="2026-06")

    offered.refresh_from_db()
    assert offered.again_on.isoformat() == "2026-06-01"


@pytest.mark.parametrize("reason", ["", "too_early", "other", "nonsense"])
def test_a_return_that_lacks_something_is_refused_with_a_sentence(client, offered, maya, reason):
    answer = post(client, maya, f"/handoffs/{offered.pk}/return", reason=reason, words="short")

    offered.refresh_from_db()
    assert (answer.status_code, offered.answer) == (422, "open")


def test_without_scripts_a_return_has_a_page_that_keeps_what_was_typed(client, offered, maya):
    path = f"/handoffs/{offered.pk}/return"
    page = shown(client, maya, path)
    refused = client.post(path, {"reason": "other", "words": "short"})

    assert "Something else, in words" in page and "<dialog" not in page.partition("<main")[2].partition("</main>")[0]
    assert refused.status_code == 422 and 'value="short"' in refused.content.decode()


def test_several_are_accepted_after_a_look_in_one_act(client, bring, lena, maya):
    offers = [actions.hand_over(bring(name).pk, by=lena, at=NOON, to=maya) for name in ("Bo Ek", "Ida Holm")]
    ids = "&".join(f"id={offer.pk}" for offer in offers)

    look = shown(client, maya, f"/handoffs/accept?{ids}")
    done = post(client, maya, "/handoffs/accept", id=[offer.pk for offer in offers])

    assert "Accept 2 leads?" in look and "Accepted 2 leads." in done.content.decode()
    assert Lead.objects.filter(holder_user=maya, side="sales").count() == 2


def test_marketing_answers_a_return(client, offered, maya, lena):
    actions.return_(offered.pk, reason="2", by=maya, at=NOON)

    answer = post(client, lena, f"/handoffs/{offered.pk}/answer", answer="agreed")

    offered.refresh_from_db()
    assert (answer.status_code, offered.return_answer) == (200, ReturnAnswer.AGREED)


def test_what_was_mended_must_be_said(client, offered, maya, lena):
    actions.return_(offered.pk, reason="2", by=maya, at=NOON)

    answer = post(client, lena, f"/handoffs/{offered.pk}/answer", answer="fixed")

    assert answer.status_code == 422 and "Say what changed" in answer.content.decode()


def test_undo_gives_an_answered_hand_off_back(client, offered, maya):
    words = post(client, maya, f"/handoffs/{offered.pk}/accept", act_key="k1").content.decode()
    undo = words.partition('action="/undo/')[2].partition('"')[0]

    post(client, maya, f"/undo/{undo}")

    offered.refresh_from_db()
    assert offered.answer == "open"


@pytest.mark.parametrize("who, status", [("vera", 422), ("lena", 422), ("jo", 422), ("ana", 422), ("tomas", 200)])
def test_who_may_accept_what_was_handed_to_maya(client, offered, maya, who, status, request):
    user = request.getfixturevalue(who)

    assert post(client, user, f"/handoffs/{offered.pk}/accept").status_code == status
    assert HandOff.objects.get(pk=offered.pk).answer == ("accepted" if status == 200 else "open")


def test_reading_never_accepts(client, offered, maya):
    client.force_login(maya)

    assert client.get(f"/handoffs/{offered.pk}/accept").status_code == 405


@pytest.mark.parametrize(
    "query", ["to=rubbish", "to=done&by=x&week=2026&after=1.2", "to=done&by=99999999999999", "after=%00"]
)
def test_an_address_that_makes_no_sense_shows_the_first_tab(client, offered, maya, query):
    client.force_login(maya)

    assert client.get(f"/handoffs?{query}").status_code == 200


def test_an_accepted_hand_off_stands_on_the_senders_side_as_accepted(client, offered, maya, lena):
    actions.accept(offered.pk, by=maya, at=NOON)

    words = shown(client, lena, "/handoffs?to=done&sent=me")

    assert "Priya Nair" in words and "Accepted" in words and "Maya Okafor" in words


@pytest.mark.parametrize("who", ["maya", "tomas", "lena", "ravi", "ana", "vera"])
@pytest.mark.parametrize("tab", ["", "team", "returned", "done"])
def test_hand_offs_take_few_queries_for_everybody(client, offered, bring, lena, maya, who, tab, request):
    for number in range(5):
        actions.hand_over(bring(f"Bo{number} Ek").pk, by=lena, at=NOON, to=maya)
    client.force_login(request.getfixturevalue(who))

    with CaptureQueriesContext(connection) as asked:
        client.get(f"/handoffs?to={tab}")

    assert len(asked) <= 20
