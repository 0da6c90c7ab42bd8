"""The sample company: its record proves itself, its scores are the agreement's own, its history is of its time."""

from datetime import datetime, timedelta
from random import Random

import pytest

from tests.cast import NOON
from tests.ingest.telling import tell
from truce.agreement.actions import columns_of
from truce.agreement.queries import current, facts_of, score_of
from truce.agreement.rules import Occurrence, score
from truce.campaigns.queries import touches_of
from truce.handoff.models import HandOff
from truce.handoff.tasks import MOST
from truce.ingest.demo import actions, queries
from truce.jobs.actions import run_due
from truce.journey.models import Lead
from truce.ledger.models import Act, Event
from truce.ledger.queries import verify
from truce.people.models import Fact
from truce.teams.models import User

pytestmark = pytest.mark.django_db


def of(book) -> list[tuple]:
    return [(draft.kind.name, draft.at, draft.data, changes) for draft, changes in book.events]


def test_the_same_seed_and_end_tell_the_same_story():
    assert of(tell(40)) == of(tell(40))


def test_another_seed_tells_another_story():
    assert of(tell(40)) != of(tell(40, seed=8))


def test_its_state_is_the_sum_of_its_events(company):
    found = verify()

    assert found.is_whole, found.differences
    assert found.rows["lead"] == company.rows["journey.Lead"]


def test_every_row_of_it_is_marked(company):
    real = {model: model._base_manager.filter(is_sample=False).count() for model in queries.sample_models()}

    made_by_migrations = {"User", "FieldDefinition"}
    assert {model.__name__ for model, count in real.items() if count} == made_by_migrations


def test_scoring_an_open_lead_now_gives_the_number_that_it_has(company):
    terms, rows = current(), Lead.objects.open().select_related("person__company")

    for lead in rows:
        for name, value in columns_of(score_of(lead, terms, at=NOON), terms.version).items():
            assert getattr(lead, name) == value, (lead.pk, name)


def test_a_hand_off_keeps_what_the_agreement_said_at_that_moment(company):
    handoffs = list(HandOff.objects.select_related("lead__person__company").order_by("pk"))

    for handoff in Random(1).sample(handoffs, 40):
        then = scored(handoff.lead.person, handoff.offered_at)
        frozen = ("fit", "engagement", "number", "level", "missing_n")
        assert {name: getattr(handoff, name) for name in frozen} == {name: getattr(then, name) for name in frozen}
        assert (handoff.grade, handoff.cell) == (then.grade, then.cell)


def scored(person, at: datetime):
    """Score a person with what was known at an instant, read from the logs."""
    touches = [touch for touch in touches_of([person.pk]) if touch.recorded_at <= at]
    of_both = Fact.objects.filter(recorded_at__lte=at).order_by("seq")
    known = {fact.field: fact.value for fact in of_both.filter(company_id=person.company_id)}
    known |= {fact.field: fact.value for fact in of_both.filter(person=person)}
    derived = ("is_free_mail", "has_opted_out", "has_bounced")
    facts = known | {name: value for name, value in facts_of(person, touches).items() if name in derived}
    seen = [Occurrence(t.seq, t.kind, t.channel, t.campaign_id, t.happened_at, t.is_human, t.detail) for t in touches]
    return score(current().body, facts, seen, at)


def test_everything_is_recorded_at_its_own_time_and_in_order(company):
    times = list(Event.objects.order_by("seq").values_list("recorded_at", flat=True))

    assert times == sorted(times)
    assert times[-1] <= NOON
    assert NOON - times[0] > timedelta(days=500)
    assert Lead.objects.latest("recorded_at").recorded_at <= NOON


def test_the_worker_runs_on_and_the_lists_stay(company):
    maya = User.objects.get(email="maya@nordlicht.example")
    before = set(Lead.objects.held_by(maya).values_list("pk", flat=True))

    run_due(at=NOON + timedelta(minutes=15))

    assert set(Lead.objects.held_by(maya).values_list("pk", flat=True)) == before
    assert verify().is_whole


def test_the_first_midnight_only_fades_numbers(company):
    offered = HandOff.objects.count()

    for _ in range(1 + Lead.objects.open().count() // MOST):
        run_due(at=NOON + timedelta(hours=12, minutes=1))

    assert HandOff.objects.count() <= offered + 5
    assert verify().is_whole


def test_what_was_done_lately_can_be_undone(company):
    from truce.ledger.actions import undo

    act = Act.objects.filter(operation="outreach.promise").latest("at")
    lead = Lead.objects.get(pk=act.events.get().subject_id)

    undo(act.pk, by=User.objects.get(pk=act.by_id), at=NOON)

    lead.refresh_from_db()
    assert lead.step_due_at is None
    assert verify().is_whole


def test_a_second_one_is_refused(company):
    with pytest.raises(actions.AlreadyThere):
        actions.load(actions.Wanted(150, 7, NOON, "!"), work=actions.by_terminal())


def test_its_users_can_sign_in_with_the_password_given(company):
    actions.set_password("nothing that anybody guesses")

    assert User.objects.get(email="lena@nordlicht.example").check_password("nothing that anybody guesses")
    assert [user.email for user in queries.users()][7] == "maya@nordlicht.example"
