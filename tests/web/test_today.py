from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import NOON
from truce.handoff import actions as handoff
from truce.insight.queries.today import today
from truce.journey.models import Lead
from truce.journey.rules import StepKind, Turn
from truce.outreach import actions as outreach
from truce.outreach.rules import Channel
from truce.teams.queries import automation
from truce.web import turns
from truce.web.today import views

HTMX = {"HX-Request": "true", "HX-Target": "today", "HX-Current-URL": "http://testserver/"}


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    """Let it be ten minutes past noon for all pages."""
    at = [NOON + timedelta(minutes=10)]
    monkeypatch.setattr("truce.base.clock.now", lambda: at[0])
    for module in ("truce.web.today.views", "truce.web.today.acts", "truce.web.nav", "truce.web.handoffs.acts"):
        monkeypatch.setattr(f"{module}.now", lambda: at[0])
    return at


def shown(client, user, path="/"):
    client.force_login(user)
    return client.get(path).content.decode()


@pytest.fixture
def scored(offered, priya):
    """Priya's hand-off once the worker has scored her."""
    handoff.reconsider(priya.pk, by=automation(), at=NOON)
    return offered


def why(user, at=NOON + timedelta(minutes=10)):
    """Return the sentence of the first row on somebody's Today."""
    page = today(user, reader=user, at=at)
    return turns.why(page.groups[0].rows[0], user, nears=page.nears)


def test_whoever_is_not_signed_in_signs_in_first(client, db):
    assert client.get("/").headers["Location"] == "/in?next=/"


def test_the_headline_counts_and_says_the_first_act(client, scored, maya):
    words = shown(client, maya)

    assert "Good afternoon, Maya. 1 lead is your turn." in words
    assert "First Priya Nair: asked for a demo today 09:00" in words


def test_each_row_has_its_main_acts_with_their_keys(client, offered, maya):
    words = shown(client, maya)

    assert f'action="/handoffs/{offered.pk}/accept"' in words and 'data-key="a"' in words
    assert f'href="/handoffs/{offered.pk}/return"' in words and 'data-key="r"' in words


def test_a_hand_off_says_what_they_did_and_how_it_came(scored, maya):
    assert why(maya) == "Asked for a demo today 09:00. Lena handed it over by hand 10 min ago."


def test_a_note_of_the_sender_stands_in_the_row(bring, lena, maya):
    lead = bring("Bo Ek", touch="form")
    handoff.hand_over(lead.pk, by=lena, at=NOON, to=maya, note="Call before “two”.")

    assert why(maya).endswith("Lena: “Call before ‘two’”.")


def test_a_first_touch_past_its_time_says_how_to_stop_the_clock(accepted, maya, noon):
    noon[0] = NOON + timedelta(days=2)

    words = why(maya, noon[0])
    assert words.startswith("You accepted on 2 Mar; first touch was promised by yesterday 12:05.")
    assert words.endswith("Already called? Log it and the clock stops.")


def test_a_promised_step_is_told_in_its_own_words(accepted, maya):
    outreach.log(accepted.pk, channel=Channel.CALL, by=maya, at=NOON + timedelta(minutes=6))
    outreach.promise(
        accepted.pk, kind=StepKind.CALL, on=NOON.date(), text="Send the price", by=maya, at=NOON + timedelta(minutes=7)
    )

    assert why(maya) == "You promised: “Send the price”."


def test_a_return_tells_marketing_the_reason_and_the_words(offered, maya, lena):
    handoff.return_(offered.pk, reason="2", by=maya, at=NOON, note="It is the plant manager")

    assert why(lena) == "Maya returned it 10 min ago: right company, wrong person. “It is the plant manager”."


def test_what_a_customer_wrote_is_escaped(client, bring, lena, maya):
    lead = bring("<b>Bo</b> Ek", touch="form", detail="<script>x</script>", emails=("bo@ek.test",))
    handoff.hand_over(lead.pk, by=lena, at=NOON, to=maya, note="<i>now</i>")

    words = shown(client, maya)

    assert "<script>x" not in words and "<b>Bo" not in words and "<i>now" not in words


def test_nothing_to_do_is_said_with_a_way_on(client, maya, terms):
    words = shown(client, maya)

    assert "Nothing is your turn." in words and 'href="/leads"' in words


def test_htmx_gets_the_list_and_the_new_headline(client, offered, maya):
    client.force_login(maya)
    words = client.get("/", headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in words and 'id="today"' in words and 'id="today-head" hx-swap-oob="true"' in words


def test_a_log_answers_with_the_list_and_asks_what_comes_next(client, accepted, maya):
    client.force_login(maya)
    form = {"kind": "call", "words": "Talked", "act_key": "k1"}
    words = client.post(f"/turns/{accepted.pk}/touches", form, headers=HTMX).content.decode()

    accepted.refresh_from_db()
    assert accepted.turn == Turn.FOLLOW_UP
    assert "Logged a call." in words and 'data-open data-sheet="next-step"' in words


def test_a_form_sent_twice_counts_once(client, accepted, maya):
    client.force_login(maya)
    for _ in range(2):
        client.post(f"/turns/{accepted.pk}/touches", {"kind": "call", "words": "Talked", "act_key": "k1"})

    accepted.refresh_from_db()
    assert accepted.touches == 1


def test_a_plain_form_leads_back_to_the_page(client, accepted, maya):
    client.force_login(maya)
    answer = client.post(
        f"/turns/{accepted.pk}/step",
        {"on": "2026-03-04", "words": "Send it", "kind": "call"},
        headers={"Referer": "http://testserver/"},
    )

    assert (answer.status_code, answer["Location"]) == (303, "http://testserver/")


def test_putting_off_past_a_promise_wants_a_reason(client, accepted, maya):
    client.force_login(maya)
    url = f"/turns/{accepted.pk}/later"

    refused = client.post(url, {"until": "2026-03-20"}, headers=HTMX)
    done = client.post(url, {"until": "2026-03-20", "why": "On holiday"}, headers=HTMX)

    assert (refused.status_code, done.status_code) == (422, 200)
    assert "say why" in refused.content.decode()


def test_a_manager_gives_a_turn_to_somebody_else(client, accepted, tomas, jo, maya):
    client.force_login(tomas)
    offered_to = client.get(f"/turns/{accepted.pk}/holder", headers={"HX-Request": "true"}).content.decode()
    client.post(f"/turns/{accepted.pk}/holder", {"to": jo.pk}, headers=HTMX)

    accepted.refresh_from_db()
    assert accepted.holder_user == jo
    assert "Jo Berg: 0 of 60 open" in offered_to and "Maya Okafor" not in offered_to


@pytest.mark.parametrize("how, turn", [("sales", Turn.ANSWER), ("nurture", Turn.WAKE), ("mine", Turn.TRIAGE)])
def test_a_lead_is_sorted_out_in_one_of_three_ways(client, bring, lena, olu, how, turn):
    lead = bring("Bo Ek", by=olu)
    client.force_login(lena)

    client.post(f"/turns/{lead.pk}/sorting", {"how": how, "act_key": how}, headers=HTMX)

    assert Lead.objects.get(pk=lead.pk).turn == turn


def test_focus_shows_one_lead_and_leaves_the_skipped_one(client, offered, accepted, maya):
    words = shown(client, maya, "/today?focus")
    skipped = shown(client, maya, f"/today?focus&skip={accepted.pk}")

    assert "Priya Nair" in words and "All that is left you put off" in skipped


def test_only_who_manages_somebody_looks_at_their_today(client, accepted, maya, tomas, lena, vera, jo):
    seen = {}
    for who in (tomas, lena, vera, jo, maya):
        client.force_login(who)
        seen[who.role + who.name[:1]] = client.get(f"/today/{maya.pk}").status_code

    assert seen == {"sales_managerT": 200, "marketerL": 403, "viewerV": 403, "sellerJ": 403, "sellerM": 200}
    assert "because you manage Maya" in shown(client, tomas, f"/today/{maya.pk}")


def test_the_promises_view_is_private(client, accepted, maya, tomas):
    assert "Your promises this week" in shown(client, maya)
    assert "Promises this week" in shown(client, tomas, f"/today/{maya.pk}")


def test_a_viewer_reads_and_changes_nothing(client, accepted, vera, noon):
    noon[0] = NOON + timedelta(days=2)
    words = shown(client, vera)
    answer = client.post(f"/turns/{accepted.pk}/touches", {"kind": "call", "words": "x"}, headers=HTMX)

    assert "Past the promised time with sales" in words and 'data-sheet="assign"' not in words
    assert answer.status_code == 422 and "that is for" in answer.content.decode()


def test_the_counts_beside_the_navigation_are_those_of_the_pages(client, offered, maya, lena):
    def waits(user):
        client.force_login(user)
        counts = client.get("/live").json()["counts"]
        return counts["today"], counts["handoffs"]

    assert (waits(maya), waits(lena)) == ((1, 1), (0, 0))

    handoff.return_(offered.pk, reason="1", by=maya, at=NOON)

    assert (waits(maya), waits(lena)) == ((0, 0), (1, 1))


def test_a_lead_that_is_gone_has_no_panel(client, maya, terms):
    client.force_login(maya)

    assert client.get("/turns/99", headers={"HX-Request": "true"}).status_code == 404


def test_an_address_of_a_region_that_nobody_has_is_no_harm(client, accepted, maya):
    client.force_login(maya)
    headers = HTMX | {"HX-Current-URL": "http://testserver/nothing/here?show=rubbish"}

    answer = client.post(f"/turns/{accepted.pk}/touches", {"kind": "note", "words": "x"}, headers=headers)

    assert answer.status_code == 200


def test_what_was_skipped_is_read_as_numbers_only():
    assert views.skipped("3,x,<b>,7") == [3, 7]


@pytest.mark.parametrize("who", ["maya", "tomas", "lena", "ravi", "ana", "olu", "vera"])
def test_today_takes_few_queries_for_everybody(client, who, request, accepted, bring, lena, noon):
    noon[0] = NOON + timedelta(days=2)
    for number in range(5):
        bring(f"Bo{number} Ek")
    client.force_login(request.getfixturevalue(who))

    with CaptureQueriesContext(connection) as asked:
        client.get("/")

    assert len(asked) <= 20
