from django.conf import settings
from django.db import models
from django.db.models import Q

from truce.handoff.rules import Answer, ReturnAnswer
from truce.journey.models import Lead
from truce.people.models import VisibleQuerySet
from truce.teams.models import Queue


class HandOffQuerySet(VisibleQuerySet):
    def open(self):
        return self.filter(answer=Answer.OPEN)


class HandOff(models.Model):
    """One lead put in front of sales, and the one answer to it. What was true at the offer is frozen here.

    `fit` and `engagement` are milli-points; times UTC. An answered hand-off never changes its answer: a second try is
    a second hand-off of the same cycle (`attempt_no`). After a return, marketing owes an answer by `return_due_at`.
    """

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="handoffs")
    cycle_no = models.PositiveSmallIntegerField()
    attempt_no = models.PositiveSmallIntegerField(default=1)
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    offered_to_user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="handoffs")
    offered_to_queue = models.ForeignKey(Queue, models.PROTECT, null=True, related_name="handoffs")
    routing = models.CharField(max_length=16)
    route_prob = models.FloatField(default=1.0)
    candidates = models.JSONField(default=list)
    calendar_version = models.PositiveIntegerField()
    promise = models.CharField(max_length=16)
    accept_due_at = models.DateTimeField()
    fit = models.IntegerField()
    engagement = models.IntegerField()
    number = models.IntegerField()
    grade = models.CharField(max_length=1)
    level = models.PositiveSmallIntegerField()
    cell = models.CharField(max_length=10)
    missing_n = models.PositiveSmallIntegerField(default=0)
    agreement_version = models.PositiveIntegerField()

    answer = models.CharField(max_length=9, choices=Answer, default=Answer.OPEN)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=40, blank=True)
    reason_type = models.CharField(max_length=12, blank=True)
    again_on = models.DateField(null=True)

    return_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    return_due_at = models.DateTimeField(null=True)
    return_answer = models.CharField(max_length=10, choices=ReturnAnswer, blank=True)
    return_answered_at = models.DateTimeField(null=True)
    return_answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    looks = models.PositiveSmallIntegerField(default=0)
    is_sample = models.BooleanField(default=False)

    objects = HandOffQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lead"], condition=Q(answer=Answer.OPEN), name="one_open_handoff_per_lead"),
            models.UniqueConstraint(fields=["lead", "cycle_no", "attempt_no"], name="attempts_of_a_cycle_are_counted"),
            models.CheckConstraint(
                condition=Q(offered_to_user__isnull=True) ^ Q(offered_to_queue__isnull=True),
                name="a_handoff_goes_to_one_user_or_queue",
            ),
            models.CheckConstraint(
                condition=~Q(answer=Answer.RETURNED) | ~Q(reason="") & Q(return_due_at__isnull=False),
                name="a_return_says_why_and_waits_for_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(answer=Answer.OPEN) ^ Q(answered_at__isnull=False),
                name="an_answered_handoff_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(route_prob__gt=0, route_prob__lte=1), name="the_chance_of_a_route_is_a_share"
            ),
            models.CheckConstraint(condition=Q(answer__in=Answer.values), name="a_handoff_has_a_known_answer"),
        ]
        indexes = [
            models.Index(
                fields=["offered_to_user", "accept_due_at", "id"],
                condition=Q(answer=Answer.OPEN),
                name="handoffs_waiting_for_a_user",
            ),
            models.Index(fields=["accept_due_at"], condition=Q(answer=Answer.OPEN), name="handoffs_by_due"),
            models.Index(
                fields=["return_due_at", "id"],
                condition=Q(return_answer=ReturnAnswer.WAITING),
                name="returns_waiting",
            ),
            models.Index(fields=["answered_by", "-answered_at", "id"], name="handoffs_answered_by"),
            models.Index(fields=["-answered_at", "-id"], name="handoffs_answered"),
            models.Index(
                fields=["offered_to_user", "answered_at"],
                condition=Q(answer=Answer.EXPIRED),
                name="handoffs_that_ran_out",
            ),
        ]
