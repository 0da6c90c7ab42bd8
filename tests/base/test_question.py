from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Count, Exists, Q
from django.test.utils import CaptureQueriesContext

from tests.cast import MORNING, NOON
from truce.base.queries import Question
from truce.journey.models import Lead

HELD = Question(
    lambda user, before: (
        Lead.objects.filter(holder_user_id=user, created_at__lt=before)
        .order_by("pk")
        .values_list("person__name", "created_at", "reasons", "is_ready")
    )
)
IS_WON = Exists(Lead.objects.filter(stage="customer"))
NAMED = Question(lambda ids: Lead.objects.filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))


def test_a_question_gives_what_the_query_gives(bring, lena):
    leads = [bring(name) for name in ("Bo Ek", "Ida Holm")]

    rows = HELD(user=lena.pk, before=NOON)

    assert rows == [(lead.person.name, MORNING, lead.reasons, False) for lead in leads]


def test_asked_again_with_other_values_it_answers_anew(bring, lena, maya):
    bring("Bo Ek")

    assert [len(HELD(user=who.pk, before=NOON)) for who in (lena, maya, lena)] == [1, 0, 1]
    assert HELD(user=lena.pk, before=MORNING - timedelta(days=1)) == []


def test_a_list_may_have_any_length(bring):
    ids = [bring(name).pk for name in ("Bo Ek", "Ida Holm", "Per Dahl", "Uma Rao", "Kim Li")]

    assert [[pk for (pk,) in NAMED(ids=ids[:n])] for n in range(6)] == [ids[:n] for n in range(6)]


def test_an_empty_list_asks_nothing(db):
    with CaptureQueriesContext(connection) as asked:
        assert NAMED(ids=[]) == []

    assert len(asked) == 0


def test_the_same_value_may_stand_in_two_places(bring, lena):
    bring("Bo Ek")
    late = Question(
        lambda at: (
            Lead.objects.filter(created_at__lt=at)
            .values("side")
            .annotate(count=Count("pk"), late=Count("pk", filter=Q(due_at__lt=at)))
            .values_list("count", "late")
        )
    )

    assert late(at=NOON) == [(1, 0)] and late(at=NOON + timedelta(days=9)) == [(1, 1)]


def test_a_value_that_the_query_forgets_is_a_mistake(db):
    forgetful = Question(lambda user: Lead.objects.values_list("pk"))

    with pytest.raises(TypeError, match="does not use user"):
        forgetful(user=1)


def test_records_come_with_what_was_joined_and_worked_out(bring, lena):
    lead = bring("Bo Ek", company="Halden Foods")
    whole = Question(
        lambda lead: (
            Lead.objects.filter(pk=lead)
            .select_related("person__company", "holder_user", "holder_queue")
            .annotate(is_won=IS_WON)
        )
    )

    with CaptureQueriesContext(connection) as asked:
        [found] = whole(lead=lead.pk)
        joined = found.person.company.name, found.holder_user.name, found.holder_queue

    assert (found, found.reasons, found.is_won) == (lead, lead.reasons, False)
    assert (joined, len(asked)) == (("Halden Foods", lena.name, None), 1)


def test_records_of_a_question_can_be_saved(bring):
    lead = bring("Bo Ek")
    [found] = Question(lambda lead: Lead.objects.filter(pk=lead))(lead=lead.pk)

    found.raw_status = "Warm"
    found.save(update_fields=["raw_status"])

    assert Lead.objects.get().raw_status == "Warm"
