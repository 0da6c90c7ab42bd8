from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Act(models.Model):
    """What one person did in one go: the unit of undo and of idempotency."""

    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    label = models.CharField(max_length=200)
    operation = models.CharField(max_length=60, blank=True)
    idempotency_key = models.CharField(max_length=100, null=True, unique=True)
    undone_by = models.OneToOneField("self", models.PROTECT, null=True, related_name="undid")
    is_sample = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["by_id", "-id"], name="acts_of_a_person")]


class Logged(models.Model):
    """The columns that all three append-only logs share.

    `happened_at` when it was so in the world, `known_at` when the source knew it (for imports the source's own time),
    `recorded_at` when Truce wrote it; as-of questions read `known_at`. `actor_side` is frozen at writing.
    """

    seq = models.BigAutoField(primary_key=True)
    happened_at = models.DateTimeField()
    known_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    source_system = models.CharField(max_length=40, default="truce")
    actor_id = models.BigIntegerField(null=True)
    actor_side = models.CharField(max_length=9, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        abstract = True


class Event(Logged):
    """One line of the ledger. Never updated, never deleted (a trigger refuses; sample rows may go)."""

    kind = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=12)
    subject_id = models.BigIntegerField()
    act = models.ForeignKey(Act, models.PROTECT, null=True, related_name="events")
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    agreement_version = models.IntegerField(default=0)
    data = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)
    before = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "seq"], name="events_of_a_subject"),
            models.Index(fields=["kind", "happened_at"], name="events_by_kind"),
        ]


class Note(models.Model):
    """The words that belong to an event. Erasing sets the text to NULL, once; nothing else changes it."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="note")
    text = models.TextField(null=True)
    erased_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(text__isnull=False) ^ Q(erased_at__isnull=False),
                name="an_erased_note_has_no_text",
            )
        ]


class Seal(models.Model):
    """A settled range of the ledger with the digest of its rows, chained to the seal before it."""

    from_seq = models.BigIntegerField(unique=True)
    to_seq = models.BigIntegerField(unique=True)
    sha = models.CharField(max_length=64)
    prev = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(to_seq__gte=models.F("from_seq")), name="a_seal_covers_a_range")
        ]
