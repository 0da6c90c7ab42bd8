from django.conf import settings
from django.db import models
from django.db.models import Q

from truce.ledger.models import Logged
from truce.people.rules import ConsentState, FieldKind, Origin, Purpose


class VisibleQuerySet(models.QuerySet):
    """Rows that a user may read. Everybody reads all business records; a territory limit would go in here."""

    def visible_to(self, user):
        return self if user.is_active else self.none()


class Company(models.Model):
    """A company that we talk to. `known` is the newest fact per field; the truth is in `Fact`."""

    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, db_index=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    known = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    source_system = models.CharField(max_length=40, default="truce")
    is_sample = models.BooleanField(default=False)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="a_company_has_a_name")]
        indexes = [models.Index(fields=["name", "id"], name="companies_by_name")]

    def __str__(self) -> str:
        return self.name


class Domain(models.Model):
    """A mail or web domain of a company; one domain belongs to one company."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="domains")
    name = models.CharField(max_length=253, unique=True)
    is_sample = models.BooleanField(default=False)


class Person(models.Model):
    """Somebody we talk to. A merged person points at the one that was kept; read through `root`."""

    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200)
    job_title = models.CharField(max_length=200, blank=True)
    company = models.ForeignKey(Company, models.PROTECT, null=True, related_name="people")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged", db_index=False)
    known = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True)
    source_system = models.CharField(max_length=40, default="truce")
    is_sample = models.BooleanField(default=False)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("id")),
                name="nobody_is_merged_into_themselves",
            )
        ]
        indexes = [
            models.Index(fields=["name_key", "id"], name="people_by_name"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="merged_people"),
        ]

    def __str__(self) -> str:
        return self.name or "Somebody whose data was erased"


class EmailAddress(models.Model):
    """One e-mail address of one person: as it was typed, and the key under which it is matched."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="emails")
    address = models.CharField(max_length=320, null=True)
    key = models.CharField(max_length=320, null=True, unique=True)
    is_primary = models.BooleanField(default=True)
    bounced_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(address__isnull=False, key__isnull=False, erased_at__isnull=True)
                | Q(address__isnull=True, key__isnull=True, erased_at__isnull=False),
                name="an_erased_email_is_empty",
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(is_primary=True), name="one_primary_email_per_person"
            ),
        ]


class Phone(models.Model):
    """One phone number of one person; several people may share one. `key` is E.164 where it could be read."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="phones")
    number = models.CharField(max_length=60, null=True)
    key = models.CharField(max_length=32, null=True, db_index=True)
    is_primary = models.BooleanField(default=True)
    erased_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(number__isnull=False, erased_at__isnull=True)
                | Q(number__isnull=True, key__isnull=True, erased_at__isnull=False),
                name="an_erased_phone_is_empty",
            ),
            models.UniqueConstraint(fields=["person", "key"], name="a_person_has_a_number_once"),
        ]


class Consent(models.Model):
    """Whether a person lets us write or call: the newest word on it, its history is in the ledger."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=5, choices=Purpose)
    state = models.CharField(max_length=9, choices=ConsentState)
    changed_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "purpose"], name="one_word_per_person_and_purpose"),
            models.CheckConstraint(condition=Q(state__in=ConsentState.values), name="consent_is_given_or_withdrawn"),
        ]


class FieldDefinition(models.Model):
    """One field that people or companies may have: shipped with Truce or made here."""

    key = models.CharField(max_length=60, unique=True)
    label = models.CharField(max_length=120)
    kind = models.CharField(max_length=6, choices=FieldKind)
    of = models.CharField(max_length=7, choices=[("person", "People"), ("company", "Companies")])
    choices = models.JSONField(default=list)
    archived_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(of__in=["person", "company"]), name="a_field_is_of_people_or_companies")
        ]


class Fact(Logged):
    """One dated value of one field. Never updated: a newer fact wins, and erasing empties the value once."""

    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="facts")
    company = models.ForeignKey(Company, models.PROTECT, null=True, related_name="facts")
    field = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    origin = models.CharField(max_length=10, choices=Origin)
    verified = models.BooleanField(default=False)
    act_id = models.BigIntegerField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True) ^ Q(company__isnull=True),
                name="a_fact_is_of_one_person_or_company",
            ),
            models.CheckConstraint(condition=Q(origin__in=Origin.values), name="a_fact_has_an_origin"),
        ]
        indexes = [
            models.Index(fields=["person", "field", "seq"], name="facts_of_a_person"),
            models.Index(fields=["company", "field", "seq"], name="facts_of_a_company"),
            models.Index(fields=["act_id"], condition=Q(act_id__isnull=False), name="facts_of_an_act"),
        ]
