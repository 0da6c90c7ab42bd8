from django.db import models
from django.db.models import Q

from truce.jobs.rules import MAX_ATTEMPTS, JobState, Lane, MailState

ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


class JobQuerySet(models.QuerySet):
    def due(self, at):
        return self.filter(state=JobState.WAITING, run_after__lte=at).order_by("priority", "run_after", "pk")

    def running(self):
        return self.filter(state=JobState.RUNNING)


class Job(models.Model):
    """One piece of work for later.

    `lease_until` and `leased_by` say which worker has it; `cursor` is where a long one goes on after a crash;
    `attempts` counts the starts since it last got on.
    """

    name = models.CharField(max_length=60)
    key = models.CharField(max_length=120, blank=True)
    args = models.JSONField(default=dict)
    lane = models.CharField(max_length=5, choices=Lane, default=Lane.QUICK)
    priority = models.SmallIntegerField(default=5)
    state = models.CharField(max_length=9, choices=JobState, default=JobState.WAITING)
    run_after = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=MAX_ATTEMPTS)
    lease_until = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=120, blank=True)
    heartbeat_at = models.DateTimeField(null=True)
    cursor = models.JSONField(default=dict)
    steps_done = models.BigIntegerField(default=0)
    steps_total = models.BigIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    cancel_requested = models.BooleanField(default=False)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    enqueued_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(state="waiting") & ~Q(key=""), name="one_waiting_job_per_key"
            ),
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="a_job_has_a_known_state"),
            models.CheckConstraint(
                condition=(Q(state="running", lease_until__isnull=False) & ~Q(leased_by=""))
                | (~Q(state="running") & Q(lease_until__isnull=True, leased_by="")),
                name="a_running_job_has_a_lease",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, finished_at__isnull=False)
                | (~Q(state__in=ENDED) & Q(finished_at__isnull=True)),
                name="an_ended_job_has_a_time",
            ),
            models.CheckConstraint(condition=~Q(state="failed", error=""), name="a_failed_job_says_why"),
        ]
        indexes = [
            models.Index(fields=["lane", "priority", "run_after"], condition=Q(state="waiting"), name="jobs_waiting"),
            models.Index(fields=["key", "-id"], name="jobs_by_key"),
            models.Index(fields=["-id"], condition=Q(state="running"), name="jobs_running"),
            models.Index(fields=["-id"], condition=Q(state="failed"), name="jobs_failed"),
            models.Index(fields=["enqueued_by_id", "-id"], name="jobs_of_a_person"),
            models.Index(fields=["finished_at"], condition=Q(finished_at__isnull=False), name="jobs_ended"),
        ]


class Schedule(models.Model):
    """When a regular task is next due. The row, not a worker's memory, decides that it fires once."""

    name = models.CharField(max_length=60, unique=True)
    every_s = models.PositiveIntegerField()
    next_run_at = models.DateTimeField()
    last_run_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(every_s__gt=0), name="a_schedule_has_a_period")]


class OutgoingMail(models.Model):
    """One mail in the outbox. Its `message_id` never changes, so a second delivery of it is the same mail."""

    key = models.CharField(max_length=120, null=True, unique=True)
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    message_id = models.CharField(max_length=120, unique=True)
    act_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=9, choices=MailState, default=MailState.WAITING)
    send_after = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    leased_by = models.CharField(max_length=120, blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MailState.values), name="a_mail_has_a_known_state"),
            models.CheckConstraint(
                condition=Q(state="sending", lease_until__isnull=False)
                | (~Q(state="sending") & Q(lease_until__isnull=True)),
                name="a_mail_being_sent_has_a_lease",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "sending"), ended_at__isnull=True)
                | (~Q(state__in=("waiting", "sending")) & Q(ended_at__isnull=False)),
                name="a_mail_that_left_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["send_after"], condition=Q(state__in=("waiting", "sending")), name="mails_to_send"),
            models.Index(fields=["act_id"], condition=Q(act_id__isnull=False), name="mails_of_an_act"),
        ]
