"""The audit log: one row for each sensitive read or write, only ever added."""

from django.db import models
from django.db.models.functions import Now

from haochaping.core.append_only import append_only_triggers


class Entry(models.Model):
    """Who did what to what, when, in which request and from where.

    ``action`` is ``area:verb``; ``object`` is the code or number of what it was done to;
    ``detail`` holds codes, counts and states. Nothing about raters or applicants, ever.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now())
    actor_kind = models.CharField(max_length=8)
    actor_id = models.CharField(max_length=64)
    actor_label = models.CharField(max_length=100, db_default="")
    action = models.CharField(max_length=64)
    object = models.CharField(max_length=128)
    detail = models.JSONField(db_default=models.Value({}, models.JSONField()))
    request_id = models.CharField(max_length=64, db_default="")
    address = models.GenericIPAddressField(null=True)

    append_only = True
    personal_fields = {
        "actor_label": "name of a member of staff or a system, as it was then",
        "address": "network address of a member of staff or a system; never a rater's",
    }
    non_personal_fields = (
        "id", "at", "actor_kind", "actor_id", "action", "object", "detail", "request_id",
    )  # fmt: skip

    class Meta:
        db_table = "audit_entry"
        indexes = (
            models.Index(fields=["object", "id"], name="audit_entry_object"),
            models.Index(fields=["actor_id", "id"], name="audit_entry_actor"),
            models.Index(fields=["action", "id"], name="audit_entry_action"),
            models.Index(fields=["at"], name="audit_entry_at"),
        )
        triggers = append_only_triggers()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor_id} {self.action} {self.object}"
