"""The audit log: one row for each sensitive read or write, only ever added."""

from django.db import models
from django.db.models.functions import Now

from haochaping.core.append_only import append_only_triggers


class Entry(models.Model):
    """``action`` is ``area:verb``; ``object`` names what it was done to; no personal data."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now())
    actor_kind = models.CharField(max_length=8)
    actor_id = models.CharField(max_length=64)
    action = models.CharField(max_length=64)
    object = models.CharField(max_length=128)
    detail = models.JSONField(db_default=models.Value({}, models.JSONField()))

    append_only = True
    personal_fields: dict[str, str] = {}
    non_personal_fields = ("id", "at", "actor_kind", "actor_id", "action", "object", "detail")

    class Meta:
        db_table = "audit_entry"
        indexes = (models.Index(fields=["object", "id"], name="audit_entry_object"),)
        triggers = append_only_triggers()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor_id} {self.action} {self.object}"
