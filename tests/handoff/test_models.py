import pytest
from django.db import IntegrityError, transaction

from tests.cast import NOON
from truce.handoff.models import HandOff


def test_the_database_refuses_a_second_open_hand_off(offered):
    offered.pk, offered.attempt_no = None, 2

    with pytest.raises(IntegrityError), transaction.atomic():
        offered.save(force_insert=True)


def test_the_database_refuses_a_return_without_a_reason(offered):
    with pytest.raises(IntegrityError), transaction.atomic():
        HandOff.objects.filter(pk=offered.pk).update(answer="returned", answered_at=NOON, return_due_at=NOON)


def test_the_database_refuses_an_answer_without_a_time(offered):
    with pytest.raises(IntegrityError), transaction.atomic():
        HandOff.objects.filter(pk=offered.pk).update(answer="accepted")


def test_the_database_refuses_a_hand_off_to_nobody(offered):
    with pytest.raises(IntegrityError), transaction.atomic():
        HandOff.objects.filter(pk=offered.pk).update(offered_to_user=None)
