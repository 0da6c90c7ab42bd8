"""One lead's whole story: tests of the page object."""

from datetime import timedelta

import pytest

from tests.cast import MORNING, NOON
from truce.agreement import actions as agreement
from truce.campaigns import actions as campaigns
from truce.handoff import actions as handoff
from truce.insight.queries.story import Elsewhere, story
from truce.journey import actions as journey
from truce.journey.rules import Stage, StepKind
from truce.ledger import actions as ledger
from truce.outreach import actions as outreach
from truce.outreach.rules import Channel, Direction, Outcome
from truce.people import actions as people
from truce.people.rules import ConsentState
from truce.teams.queries import automation

LATER = NOON + timedelta(minutes=30)


def lines(found):
    return [line.words for line in found.journey.lines]


@pytest.fixture
def scored(priya, terms):
    """Priya's lead with its number."""
    priya.refresh_from_db()
    agreement.rescore(priya, terms, by=automation(), at=NOON)
    return priya


def test_the_number_is_the_sum_of_the_listed_reasons(scored, maya):
    card = story(scored.pk, user=maya, at=NOON).score

    assert card.number == sum(point.points for point in card.points) > 0
    assert card.is_fresh


def test_what_is_missing_to_the_line_is_told_with_the_ways_over_it(bring, maya, terms):
    lead = bring("Bo Ek", touch="webinar_attended")
    agreement.rescore(lead, terms, by=automation(), at=NOON)

    card = story(lead.pk, user=maya, at=NOON).score
    assert not card.is_ready
    assert card.ways[0].steps
    assert "Employees" in card.required[1] or "Company" in card.required[0]


def test_an_unknown_fact_is_listed_once_with_the_most_it_could_bring(bring, maya, terms):
    lead = bring("Bo Ek")
    agreement.rescore(lead, terms, by=automation(), at=NOON)

    asks = story(lead.pk, user=maya, at=NOON).score.asks
    assert [point.words for point in asks].count("Company: employees not known yet") == 1
    assert asks[0].src == "up to +15"


def test_a_newer_touchpoint_marks_the_number_as_not_fresh(scored, lena, maya):
    campaigns.touch(scored.person, kind="reply", channel="email", by=lena, at=NOON)

    assert not story(scored.pk, user=maya, at=NOON).score.is_fresh


def test_the_journey_puts_events_and_touchpoints_in_one_stream_newest_first(accepted, maya):
    found = story(accepted.pk, user=maya, at=LATER)

    assert lines(found)[:2] == ["Accepted by sales", "Handed to Maya Okafor"]
    assert "Asked for a demo: Cold-chain webinar" in lines(found)
    times = [line.at for line in found.journey.lines]
    assert times == sorted(times, reverse=True)


def test_the_journey_can_be_filtered_by_kind(accepted, maya):
    found = story(accepted.pk, user=maya, at=LATER, show="handoffs")

    assert lines(found) == ["Accepted by sales", "Handed to Maya Okafor"]


def test_the_journey_pages_by_key_and_leaves_nothing_out(accepted, lena, maya):
    for minute in range(80):
        campaigns.touch(
            accepted.person, kind="visit", channel="search", by=lena, at=NOON + timedelta(minutes=minute // 3)
        )
    seen, before = [], ""
    while True:
        page = story(accepted.pk, user=maya, at=LATER, before=before).journey
        seen += [line.key for line in page.lines]
        if not page.older:
            break
        before = page.older
    assert len(seen) == len(set(seen))
    assert sum(key.startswith("t") for key in seen) == 81


def test_an_undone_act_stays_in_the_journey_and_says_so(accepted, maya):
    event = outreach.log(accepted.pk, channel=Channel.CALL, outcome=Outcome.NO_ANSWER, by=maya, at=LATER)
    ledger.undo(event.act_id, by=maya, at=LATER)

    line = story(accepted.pk, user=maya, at=LATER).journey.lines[0]
    assert (line.words, line.undone_by, line.undone_at) == ("Called, no answer", "Maya Okafor", LATER)


def test_what_was_undone_and_done_again_counts(accepted, maya):
    event = outreach.log(accepted.pk, channel=Channel.CALL, by=maya, at=LATER)
    undoing = ledger.undo(event.act_id, by=maya, at=LATER)
    ledger.undo(undoing.pk, by=maya, at=LATER)

    assert story(accepted.pk, user=maya, at=LATER).journey.lines[0].undone_at is None


def test_a_changed_field_shows_its_old_and_its_new_value(priya, lena, maya):
    people.edit(priya.person, "budget", old=50_000, new=70_000, by=lena, at=LATER)

    line = story(priya.pk, user=maya, at=LATER).journey.lines[0]
    assert (line.words, line.by, line.side) == ("Budget: 50,000 → 70,000", "Lena Fischer", "marketing")


def test_a_reply_that_was_logged_is_told_once(accepted, maya):
    outreach.log(accepted.pk, channel=Channel.EMAIL, direction=Direction.IN, by=maya, at=LATER)

    assert [
        words for words in lines(story(accepted.pk, user=maya, at=LATER)) if "wrote" in words or "Repl" in words
    ] == ["They wrote"]


def test_first_and_last_touch_are_kept_with_campaign_and_channel(priya, maya):
    found = story(priya.pk, user=maya, at=NOON)

    assert (found.first.campaign, found.first.channel) == ("Cold-chain webinar", "Webinar")
    assert found.last == found.first


def test_the_moments_that_counted_carry_their_points(scored, maya):
    touches = [line for line in story(scored.pk, user=maya, at=NOON).journey.lines if line.points]

    assert [(line.words, line.points) for line in touches] == [("Asked for a demo: Cold-chain webinar", 25)]


def test_the_clock_counts_working_time_and_says_when_it_pauses(offered, priya, maya):
    clock = story(priya.pk, user=maya, at=NOON + timedelta(minutes=10)).clock

    assert clock.left_s == clock.of_s - 600
    assert clock.stops_at == NOON.replace(hour=17)


def test_a_promised_day_stays_the_day_of_who_promised_it(accepted, maya, vera):
    maya.zone, vera.zone = "America/Los_Angeles", "Asia/Tokyo"
    maya.save()
    outreach.promise(accepted.pk, kind=StepKind.CALL, on=LATER.date(), text="Send price", by=maya, at=LATER)

    step = story(accepted.pk, user=vera, at=LATER).step
    assert (step.on, step.words, step.by) == (LATER.date(), "Call: Send price", "Maya Okafor")


def test_after_an_undo_the_step_before_is_told_again(accepted, maya):
    for text in ("first", "second"):
        event = outreach.promise(accepted.pk, kind=StepKind.CALL, on=LATER.date(), text=text, by=maya, at=LATER)
    ledger.undo(event.act_id, by=maya, at=LATER)

    assert story(accepted.pk, user=maya, at=LATER).step.text == "first"


def test_only_the_one_it_was_handed_to_can_accept(offered, priya, maya, jo, tomas, vera):
    def may(user):
        return {"accept", "return"} <= story(priya.pk, user=user, at=NOON).may

    assert (may(maya), may(jo), may(tomas), may(vera)) == (True, False, True, False)


def test_a_viewer_may_do_nothing(accepted, vera):
    assert story(accepted.pk, user=vera, at=NOON).may == frozenset()


def test_marketing_answers_a_return_and_the_hand_off_tells_it(offered, priya, maya, lena):
    handoff.return_(offered.pk, reason="wrong_person", by=maya, at=LATER, note="Ask for Kim")

    found = story(priya.pk, user=lena, at=LATER)
    assert "answer_return" in found.may
    assert "hand_over" not in found.may
    assert (found.returned.reason, found.handoffs[0].label) == ("Right company, wrong person", "Returned")
    assert found.journey.lines[0].note == "Ask for Kim"


def test_the_reason_of_the_turn_names_promise_and_version(accepted, maya):
    why = story(accepted.pk, user=maya, at=NOON).why

    assert (why.turn, why.minutes, why.version, why.is_agreed) == ("first_touch", 480, 1, False)


def test_other_people_of_the_company_come_with_their_leads(priya, bring, maya):
    other = bring("Kim Halden", emails=("kim@halden.co.uk",))

    [kim] = story(priya.pk, user=maya, at=NOON).people
    assert (kim.name, kim.lead_id, kim.holder) == ("Kim Halden", other.pk, "Lena Fischer")


def test_consent_and_addresses_stand_beside_the_journey(priya, lena, maya):
    people.consent(priya.person, purpose="email", state=ConsentState.GIVEN, by=lena, at=NOON)

    reach = story(priya.pk, user=maya, at=NOON).reach
    assert [email.address for email in reach.emails] == ["priya@halden.co.uk"]
    assert reach.phones[0].dial == "+441134960000"
    assert [each.state for each in reach.consents] == ["given", ""]


def test_the_local_time_of_the_customer_follows_their_country(priya, lena, maya):
    people.learn(priya.person, {"country": "GB"}, by=lena, at=MORNING)

    assert story(priya.pk, user=maya, at=NOON).zone == "Europe/London"


def test_a_merged_lead_leads_to_the_one_that_was_kept(priya, bring, olu, maya):
    younger = bring("Bo Ek")
    journey.close(younger, stage=Stage.MERGED, reason="merged", by=olu, at=NOON, set={"merged_into_id": priya.pk})

    assert story(younger.pk, user=maya, at=NOON) == Elsewhere(priya.pk)


def test_a_closed_lead_says_how_it_ended(accepted, maya):
    outreach.close(accepted.pk, reason="no_budget", by=maya, at=LATER)

    found = story(accepted.pk, user=maya, at=LATER)
    assert (found.ended.reason, found.ended.is_won, found.clock) == ("No budget", False, None)


def test_an_unknown_lead_has_no_story(maya):
    assert story(4711, user=maya, at=NOON) is None


def test_a_story_is_twelve_questions_however_much_happened(accepted, maya, bring, django_assert_max_num_queries):
    bring("Kim Halden", emails=("kim@halden.co.uk",))
    outreach.log(accepted.pk, channel=Channel.CALL, text="Spoke", by=maya, at=LATER)
    outreach.promise(accepted.pk, kind=StepKind.CALL, on=LATER.date(), by=maya, at=LATER)

    with django_assert_max_num_queries(12):
        story(accepted.pk, user=maya, at=LATER)
