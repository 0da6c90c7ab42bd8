from django.conf import settings
from django.db import models
from django.db.models import Q

from truce.teams.models import Team


class SavedView(models.Model):
    """A named set of filters, columns and order over the leads list, as its query string; private or for all."""

    name = models.CharField(max_length=80)
    query = models.CharField(max_length=4000)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="views")
    is_shared = models.BooleanField(default=False)
    team = models.ForeignKey(Team, models.PROTECT, null=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="a_view_name_is_used_once_by_a_person"),
            models.CheckConstraint(condition=~Q(name=""), name="a_view_has_a_name"),
        ]
