from django.conf import settings
from django.db import models
from django.db.models import Q


class Notification(models.Model):
    """Something that one user must know: their turn, their promise. Private to them."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notifications")
    kind = models.CharField(max_length=40)
    lead_id = models.BigIntegerField(null=True)
    event_seq = models.BigIntegerField(null=True)
    text = models.CharField(max_length=300)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind", "event_seq"], name="a_notice_is_given_once")]
        indexes = [
            models.Index(fields=["user", "-id"], name="notices_of_a_user"),
            models.Index(fields=["user", "lead_id"], condition=Q(read_at__isnull=True), name="notices_not_read"),
        ]


class Bookmark(models.Model):
    """How far a regular reader has read the ledger, and until when it has looked at the clocks.

    `missing` are earlier numbers that were not there yet, each with the time it was first missed: on PostgreSQL an
    event may be committed after a later one.
    """

    name = models.CharField(max_length=40, unique=True)
    seq = models.BigIntegerField(default=0)
    missing = models.JSONField(default=dict)
    looked_at = models.DateTimeField(null=True)
