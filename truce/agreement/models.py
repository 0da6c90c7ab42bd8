from django.conf import settings
from django.db import models
from django.db.models import Q

from truce.agreement.words import AgreementState
from truce.teams.rules import Side


class Agreement(models.Model):
    """One version of what both sides agreed; `body` is read by `agreement.rules.Body`. One in force never changes.

    `provisional` is a template that nobody signed yet: it acts as in force and is marked "not yet agreed".
    """

    version = models.PositiveIntegerField(unique=True)
    state = models.CharField(max_length=11, choices=AgreementState)
    body = models.JSONField()
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField()
    effective_from = models.DateTimeField(null=True)
    is_current = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state=AgreementState.DRAFT), name="one_draft_at_a_time"
            ),
            models.UniqueConstraint(fields=["is_current"], condition=Q(is_current=True), name="one_agreement_in_force"),
            models.CheckConstraint(
                condition=Q(is_current=False) | Q(state__in=[AgreementState.PROVISIONAL, AgreementState.IN_FORCE]),
                name="only_a_started_agreement_is_in_force",
            ),
            models.CheckConstraint(
                condition=Q(state=AgreementState.DRAFT) | Q(effective_from__isnull=False),
                name="what_is_in_force_has_a_start",
            ),
        ]


class Signature(models.Model):
    """One side's yes to one version."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=9, choices=Side)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "side"], name="a_side_signs_once"),
            models.CheckConstraint(condition=Q(side__in=[Side.MARKETING, Side.SALES]), name="marketing_and_sales_sign"),
        ]
