"""Whatever people and clocks do, in any order: one holder, one clock, and the tables are the sum of the ledger."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.cast import NOON, READY
from truce.base.errors import Refused
from truce.handoff import actions as handoff
from truce.handoff.models import HandOff
from truce.handoff.rules import ReturnAnswer
from truce.ingest.actions import Arrival, arrive
from truce.journey.models import Lead
from truce.journey.rules import StepKind
from truce.ledger import actions as ledger
from truce.ledger import queries
from truce.ledger.models import Act, Event
from truce.outreach import actions as outreach
from truce.outreach.rules import Channel, Direction
from truce.people import actions as people
from truce.teams.queries import automation

WHO = st.sampled_from(["maya", "jo", "tomas", "lena", "ravi", "olu"])
PICK = st.integers(0, 5)


@pytest.mark.django_db
def test_one_holder_one_clock_and_a_ledger_that_adds_up(maya, jo, tomas, lena, ravi, olu, terms):  # noqa: C901
    cast = {"maya": maya, "jo": jo, "tomas": tomas, "lena": lena, "ravi": ravi, "olu": olu}

    class Work(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.save_point = transaction.savepoint()
            self.at, self.names = NOON, 0
            self.lines = Event.objects.count()

        def teardown(self):
            transaction.savepoint_rollback(self.save_point)

        def attempt(self, verb, *args, **how):
            """Do something as people do: a refusal is fine, a crash is not."""
            self.at += timedelta(minutes=7)
            try:
                with transaction.atomic():
                    verb(*args, at=self.at, **how)
            except Refused:
                pass

        def lead(self, pick):
            ids = list(Lead.objects.order_by("pk").values_list("pk", flat=True))
            return ids[pick % len(ids)] if ids else 0

        def handoff(self, pick):
            ids = list(HandOff.objects.order_by("-pk").values_list("pk", flat=True))
            return ids[pick % len(ids)] if ids else 0

        @rule(is_ready=st.booleans(), who=WHO)
        def somebody_comes(self, is_ready, who):
            self.names += 1
            facts, company = (READY, {"industry": "food", "employees": 300}) if is_ready else ({}, {})
            name = f"Lead L{self.names}"
            arrival = Arrival(
                name,
                (f"{name[5:]}@co{self.names % 3}.test",),
                company="Co",
                facts=facts,
                company_facts=company,
                touch="demo_request",
            )
            self.attempt(arrive, arrival, by=cast[who])

        @rule(pick=PICK)
        def the_worker_reconsiders(self, pick):
            if lead := self.lead(pick):
                self.attempt(handoff.reconsider, lead, by=automation())

        @rule(pick=PICK, who=WHO)
        def somebody_hands_over(self, pick, who):
            if lead := self.lead(pick):
                self.attempt(handoff.hand_over, lead, by=cast[who])

        @rule(pick=PICK, who=WHO)
        def somebody_accepts(self, pick, who):
            self.attempt(handoff.accept, self.handoff(pick), by=cast[who])

        @rule(pick=PICK, who=WHO, reason=st.sampled_from("1234567"))
        def somebody_returns(self, pick, who, reason):
            how = {"reason": reason, "note": "Not the right time for them", "again_on": self.at.date().replace(day=28)}
            self.attempt(handoff.return_, self.handoff(pick), by=cast[who], **how)

        @rule(pick=PICK, who=WHO)
        def somebody_gives_back(self, pick, who):
            if lead := self.lead(pick):
                self.attempt(handoff.give_back, lead, reason="2", by=cast[who])

        @rule(pick=PICK, who=WHO, answer=st.sampled_from([*ReturnAnswer][1:]))
        def somebody_answers_a_return(self, pick, who, answer):
            self.attempt(handoff.answer_return, self.handoff(pick), answer=answer, note="Mended it", by=cast[who])

        @rule(pick=PICK, who=WHO, channel=st.sampled_from(Channel), direction=st.sampled_from(Direction))
        def somebody_logs(self, pick, who, channel, direction):
            if lead := self.lead(pick):
                self.attempt(outreach.log, lead, channel=channel, direction=direction, text="Said hello", by=cast[who])

        @rule(pick=PICK, who=WHO, days=st.integers(0, 20))
        def somebody_promises(self, pick, who, days):
            if lead := self.lead(pick):
                on = (self.at + timedelta(days=days)).date()
                self.attempt(outreach.promise, lead, kind=StepKind.CALL, on=on, by=cast[who])

        @rule(pick=PICK, who=WHO, verb=st.sampled_from([outreach.keep, outreach.qualify, outreach.win]))
        def somebody_works_on(self, pick, who, verb):
            if lead := self.lead(pick):
                self.attempt(verb, lead, by=cast[who])

        @rule(pick=PICK, who=WHO, to=WHO)
        def somebody_assigns(self, pick, who, to):
            if lead := self.lead(pick):
                self.attempt(outreach.assign, lead, to=cast[to], by=cast[who])

        @rule(pick=PICK, who=WHO)
        def somebody_closes(self, pick, who):
            if lead := self.lead(pick):
                self.attempt(outreach.close, lead, reason=terms.body.close_reasons[0].key, by=cast[who])

        @rule(pick=PICK, who=WHO, days=st.integers(1, 30))
        def somebody_puts_off(self, pick, who, days):
            if lead := self.lead(pick):
                until = (self.at + timedelta(days=days)).date()
                self.attempt(outreach.later, lead, until=until, why="Away until then", by=cast[who])

        @rule(pick=PICK, who=WHO)
        def somebody_edits(self, pick, who):
            if lead := self.lead(pick):
                person = Lead.objects.select_related("person").get(pk=lead).person
                title = person.known.get("job_title")
                self.attempt(people.edit, person, "job_title", old=title, new=f"Title {self.at:%H%M}", by=cast[who])

        @rule(days=st.integers(1, 12))
        def time_runs_out(self, days):
            self.at += timedelta(days=days)
            for pk in HandOff.objects.filter(answer="open").values_list("pk", flat=True):
                self.attempt(handoff.expire, pk, by=automation())
            for pk in HandOff.objects.filter(return_answer="waiting").values_list("pk", flat=True):
                self.attempt(handoff.escalate_return, pk, by=automation())

        @rule(back=st.integers(0, 3))
        def somebody_undoes(self, back):
            acts = Act.objects.order_by("-pk")
            if acts.count() > back:
                act = acts[back]
                by = next(user for user in cast.values() if user.pk == act.by_id)
                self.attempt(ledger.undo, act.pk, by=by)

        @invariant()
        def every_open_lead_has_one_holder_and_one_clock(self):
            for lead in Lead.objects.all():
                holders = [lead.holder_user_id, lead.holder_queue_id]
                assert sum(holder is not None for holder in holders) == int(lead.is_open)
                assert bool(lead.due_at and lead.turn and lead.promise) == lead.is_open

        @invariant()
        def an_open_hand_off_is_the_turn_of_whom_it_was_offered_to(self):
            for offer in HandOff.objects.filter(answer="open").select_related("lead"):
                assert offer.lead.turn == "answer" and offer.lead.side == "marketing"
                assert offer.lead.holder_user_id == offer.offered_to_user_id
            assert Lead.objects.filter(turn="answer").count() == HandOff.objects.filter(answer="open").count()

        @invariant()
        def the_ledger_only_grows_and_adds_up(self):
            lines = Event.objects.count()
            assert lines >= self.lines
            self.lines = lines
            assert queries.verify().differences == ()

    run_state_machine_as_test(
        Work,
        settings=settings(
            max_examples=20, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
