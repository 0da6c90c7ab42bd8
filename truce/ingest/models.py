from django.conf import settings
from django.db import models
from django.db.models import Q

from truce.ingest.rules import Fate, RecordKind, RunState
from truce.jobs.models import Job


class ImportRun(models.Model):
    """One file on its way in: how it is read, what is asked, how far it is, what became of its rows.

    `path`: the file's own name under DATA/imports, made by us; `layout`, `mapping`, `defaults`, `roles` (of users, by
    address) say how it is read; `study` holds columns and open questions, `preview` the fates of the first rows;
    `told` counts what was noted by its code, `refused_for` what was refused by its code.
    """

    file_name = models.CharField(max_length=200)
    path = models.CharField(max_length=60)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(max_length=8, choices=RecordKind, blank=True)
    source_system = models.CharField(max_length=40, blank=True)
    preset = models.CharField(max_length=40, blank=True)
    layout = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    defaults = models.JSONField(default=dict)
    roles = models.JSONField(default=dict)
    study = models.JSONField(default=dict)
    preview = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.READING)
    problem = models.CharField(max_length=400, blank=True)
    mends = models.ForeignKey("self", models.PROTECT, null=True, related_name="mended_by")

    rows = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    duplicate = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    told = models.JSONField(default=dict)
    refused_for = models.JSONField(default=dict)

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="an_import_has_a_known_state"),
            models.CheckConstraint(
                condition=~Q(state__in=[RunState.RUNNING, RunState.DONE, RunState.CANCELLED])
                | Q(started_at__isnull=False, job__isnull=False),
                name="an_import_that_runs_has_a_job",
            ),
            models.CheckConstraint(
                condition=~Q(state=RunState.DONE)
                | Q(rows=models.F("new") + models.F("updated") + models.F("duplicate") + models.F("refused")),
                name="every_row_of_an_import_is_accounted_for",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def done(self) -> int:
        return self.new + self.updated + self.duplicate + self.refused


class ImportRow(models.Model):
    """What became of one row. `reasons` and `notes`: [code, column, sentence] each; `cells`: the row as it stood."""

    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="all_rows")
    line = models.PositiveIntegerField()
    fate = models.CharField(max_length=9, choices=Fate)
    key = models.CharField(max_length=200)
    sha = models.CharField(max_length=64)
    reasons = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    cells = models.JSONField(default=list)
    record_kind = models.CharField(max_length=12, blank=True)
    record_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "line"], name="a_row_has_one_fate"),
            models.CheckConstraint(condition=Q(fate__in=Fate.values), name="a_fate_is_known"),
            models.CheckConstraint(condition=~Q(fate=Fate.REFUSED, reasons=[]), name="a_refused_row_says_why"),
        ]
        indexes = [
            models.Index(fields=["run", "fate", "id"], name="rows_by_fate"),
            models.Index(fields=["run", "key"], condition=Q(fate=Fate.REFUSED), name="refused_rows_by_key"),
        ]


class External(models.Model):
    """The record that a key of another system stands for. `sha` tells whether its row has changed since."""

    source = models.CharField(max_length=40)
    kind = models.CharField(max_length=8, choices=RecordKind)
    key = models.CharField(max_length=200)
    sha = models.CharField(max_length=64)
    record_kind = models.CharField(max_length=12)
    record_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "kind", "key"], name="an_external_key_is_known_once"),
            models.CheckConstraint(condition=~Q(key=""), name="an_external_key_is_not_empty"),
        ]
        indexes = [models.Index(fields=["record_kind", "record_id"], name="externals_of_a_record")]
