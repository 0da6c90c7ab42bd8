from django.conf import settings
from django.db import models
from django.db.models import Q

from truce.campaigns.rules import CampaignStatus, Channel, TouchKind
from truce.ledger.models import Logged
from truce.people.models import Person, VisibleQuerySet


class Campaign(models.Model):
    """What marketing runs to bring leads. Money in minor units of `currency`."""

    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, unique=True)
    channel = models.CharField(max_length=10, choices=Channel)
    status = models.CharField(max_length=7, choices=CampaignStatus, default=CampaignStatus.ACTIVE)
    raw_type = models.CharField(max_length=80, blank=True)
    raw_status = models.CharField(max_length=80, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    planned_cost_minor = models.BigIntegerField(null=True)
    cost_minor = models.BigIntegerField(null=True)
    expected_revenue_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, default="EUR")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    source_system = models.CharField(max_length=40, default="truce")
    is_sample = models.BooleanField(default=False)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="a_campaign_has_a_channel"),
            models.CheckConstraint(condition=Q(status__in=CampaignStatus.values), name="a_campaign_has_a_status"),
        ]

    def __str__(self) -> str:
        return self.name


class Identified(models.Model):
    """An anonymous visitor turned out to be a person: an alias, the touchpoints themselves never change."""

    visitor = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="visitors")
    at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)


class Touchpoint(Logged):
    """Anything that reached or came from a person or a still unknown visitor. Append-only.

    UTM and URL texts come from outside and are shown as plain text only. `is_human` is False for scanners' clicks.
    """

    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="touchpoints")
    visitor = models.CharField(max_length=64, null=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="touchpoints")
    channel = models.CharField(max_length=10, choices=Channel)
    kind = models.CharField(max_length=16, choices=TouchKind)
    source = models.CharField(max_length=120, blank=True)
    medium = models.CharField(max_length=120, blank=True)
    utm_campaign = models.CharField(max_length=200, blank=True)
    term = models.CharField(max_length=200, blank=True)
    content = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=500, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    is_human = models.BooleanField(default=True)
    is_direct = models.BooleanField(default=False)
    cost_minor = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True) ^ Q(visitor__isnull=True),
                name="a_touchpoint_is_of_one_person_or_visitor",
            ),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="a_touchpoint_has_a_channel"),
            models.CheckConstraint(condition=Q(kind__in=TouchKind.values), name="a_touchpoint_has_a_kind"),
        ]
        indexes = [
            models.Index(fields=["person", "happened_at"], name="touchpoints_of_a_person"),
            models.Index(
                fields=["visitor", "happened_at"],
                name="touchpoints_of_a_visitor",
                condition=Q(visitor__isnull=False),
            ),
            models.Index(fields=["campaign", "happened_at"], name="touchpoints_of_a_campaign"),
        ]
