from django.conf import settings
from django.db import models
from django.db.models import F, Q

from truce.journey.rules import CLOSED, OPEN, Promise, Stage, StepKind, Turn
from truce.people.models import Company, Person, VisibleQuerySet
from truce.teams.models import Queue
from truce.teams.rules import Side

OPEN_LEAD = Q(closed_at__isnull=True)


class LeadQuerySet(VisibleQuerySet):
    def open(self):
        return self.filter(closed_at__isnull=True)

    def held_by(self, user):
        return self.open().filter(holder_user=user)

    def late(self, at):
        return self.open().filter(due_at__lt=at)


class Lead(models.Model):
    """One buying journey of one person, from first touch to customer: one row for the whole way.

    An open lead has exactly one holder (a user or a queue) and exactly one clock (`turn`, `due_at`, `promise`), a
    closed one has neither: the database refuses anything else. All columns but the last three change through the
    ledger only.
    Points (`number`, `line`) are whole; `fit` and `engagement` are milli-points.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="leads")
    company = models.ForeignKey(Company, models.PROTECT, null=True, related_name="leads")
    side = models.CharField(max_length=9, choices=Side)
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.LEAD)
    cycle_no = models.PositiveSmallIntegerField(default=1)

    # Without an index of their own: only open leads have a holder, and `turns_of_a_...` finds those.
    holder_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="turns", db_index=False
    )
    holder_queue = models.ForeignKey(Queue, models.PROTECT, null=True, related_name="turns", db_index=False)
    turn = models.CharField(max_length=13, choices=Turn, blank=True)
    due_at = models.DateTimeField(null=True)
    promise = models.CharField(max_length=13, choices=Promise, blank=True)
    turn_since = models.DateTimeField(null=True)

    answer_due_at = models.DateTimeField(null=True)
    first_touch_due_at = models.DateTimeField(null=True)
    return_due_at = models.DateTimeField(null=True)
    step_due_at = models.DateTimeField(null=True)
    follow_up_due_at = models.DateTimeField(null=True)
    check_due_at = models.DateTimeField(null=True)
    triage_due_at = models.DateTimeField(null=True)
    wake_at = models.DateTimeField(null=True)
    step_kind = models.CharField(max_length=7, choices=StepKind, blank=True)
    step_is_day = models.BooleanField(default=False)

    created_at = models.DateTimeField()
    source = models.CharField(max_length=60, blank=True)
    first_touch_seq = models.BigIntegerField(null=True)
    last_touch_seq = models.BigIntegerField(null=True)
    first_campaign_id = models.BigIntegerField(null=True)
    first_channel = models.CharField(max_length=10, blank=True)

    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    first_touched_at = models.DateTimeField(null=True)
    touches = models.PositiveIntegerField(default=0)
    last_touched_at = models.DateTimeField(null=True)
    returns = models.PositiveSmallIntegerField(default=0)

    fit = models.IntegerField(default=0)
    engagement = models.IntegerField(default=0)
    number = models.IntegerField(default=0)
    line = models.IntegerField(null=True)
    grade = models.CharField(max_length=1, blank=True)
    level = models.PositiveSmallIntegerField(default=0)
    cell = models.CharField(max_length=10, blank=True)
    is_ready = models.BooleanField(default=False)
    reasons = models.JSONField(default=list)
    score_version = models.IntegerField(default=0)
    next_change_on = models.DateField(null=True)

    closed_at = models.DateTimeField(null=True)
    close_reason = models.CharField(max_length=40, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)

    recorded_at = models.DateTimeField(auto_now_add=True)
    raw_status = models.CharField(max_length=80, blank=True)
    is_sample = models.BooleanField(default=False)

    objects = LeadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=False)
                | Q(holder_user__isnull=False, holder_queue__isnull=True)
                | Q(holder_user__isnull=True, holder_queue__isnull=False),
                name="an_open_lead_has_one_holder",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=False)
                | (
                    Q(
                        due_at__isnull=False,
                        turn__in=Turn.values,
                        promise__in=Promise.values,
                        turn_since__isnull=False,
                    )
                ),
                name="an_open_lead_has_one_clock",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True)
                | Q(
                    holder_user__isnull=True,
                    holder_queue__isnull=True,
                    due_at__isnull=True,
                    turn="",
                    promise="",
                ),
                name="a_closed_lead_has_no_holder_and_no_clock",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, stage__in=OPEN) | Q(closed_at__isnull=False, stage__in=CLOSED),
                name="a_closed_stage_has_a_time",
            ),
            models.CheckConstraint(condition=Q(side__in=[Side.MARKETING, Side.SALES]), name="a_lead_is_on_one_side"),
            models.CheckConstraint(
                condition=Q(stage=Stage.MERGED, merged_into__isnull=False)
                | ~Q(stage=Stage.MERGED) & Q(merged_into__isnull=True),
                name="a_merged_lead_says_into_which",
            ),
            models.UniqueConstraint(fields=["person"], condition=OPEN_LEAD, name="one_open_lead_per_person"),
        ]
        indexes = [
            models.Index(fields=["holder_user", "due_at", "id"], condition=OPEN_LEAD, name="turns_of_a_user"),
            models.Index(fields=["holder_queue", "due_at", "id"], condition=OPEN_LEAD, name="turns_of_a_queue"),
            models.Index(fields=["side", "due_at", "id"], condition=OPEN_LEAD, name="turns_of_a_side"),
            models.Index(fields=["due_at", "id"], name="leads_by_due"),
            models.Index(fields=["created_at", "id"], name="leads_by_age"),
            models.Index(fields=["number", "id"], name="leads_by_number"),
            models.Index(fields=["stage", "created_at", "id"], name="leads_by_stage"),
            models.Index(fields=["first_campaign_id", "created_at", "id"], name="leads_by_campaign"),
            models.Index(fields=["stage", "due_at", "id"], condition=OPEN_LEAD, name="turns_of_a_stage"),
            models.Index(fields=["number", "id"], condition=OPEN_LEAD & Q(is_ready=True), name="ready_leads_by_number"),
            models.Index(fields=["closed_at", "id"], condition=Q(closed_at__isnull=False), name="leads_by_close"),
            models.Index(
                fields=["last_touched_at", "id"],
                condition=Q(last_touched_at__isnull=False),
                name="leads_by_last_touch",
            ),
            models.Index(fields=["next_change_on"], condition=OPEN_LEAD, name="leads_to_rescore"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="merged_leads"),
            models.Index("side", F("line") - F("number"), "id", condition=OPEN_LEAD, name="leads_near_the_line"),
        ]

    def __str__(self) -> str:
        return f"lead {self.pk}"

    @property
    def holder_side(self) -> str:
        """The side of whoever has the turn: during an open hand-off that is sales, though the lead is marketing's."""
        holder = self.holder_user or self.holder_queue
        return holder.side if holder else ""

    @property
    def is_open(self) -> bool:
        return self.closed_at is None
