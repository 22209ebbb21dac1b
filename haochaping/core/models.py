"""The event log: an unordered inbox, a gap-free log, and where each reader stands (design §3.4)."""

from django.db import models
from django.db.models.functions import Now

from haochaping.core.append_only import append_only_triggers


class EventInbox(models.Model):
    """Events as their writers leave them, in the writers' own transactions, in no safe order."""

    id = models.BigAutoField(primary_key=True)
    kind = models.TextField()
    service_key = models.UUIDField(null=True)
    payload = models.JSONField()
    at = models.DateTimeField(db_default=Now())

    personal_fields: dict[str, str] = {}
    non_personal_fields = ("id", "kind", "service_key", "payload", "at")

    class Meta:
        db_table = "core_event_inbox"


class EventLog(models.Model):
    """Events in their final order: positions are consecutive from 1, and are never given twice."""

    position = models.BigIntegerField(primary_key=True)
    kind = models.TextField()
    service_key = models.UUIDField(null=True)
    payload = models.JSONField()
    at = models.DateTimeField()

    append_only = True
    personal_fields: dict[str, str] = {}
    non_personal_fields = ("position", "kind", "service_key", "payload", "at")

    class Meta:
        db_table = "core_event_log"
        triggers = append_only_triggers()


class EventHead(models.Model):
    """One row: the last position given out. Its lock is what makes the sequencer single."""

    only = models.BooleanField(primary_key=True, default=True)
    position = models.BigIntegerField()

    personal_fields: dict[str, str] = {}
    non_personal_fields = ("only", "position")

    class Meta:
        db_table = "core_event_head"
        constraints = (
            models.CheckConstraint(condition=models.Q(only=True), name="core_event_head_one_row"),
        )


class EventOffset(models.Model):
    """The position up to which a reader has done its work."""

    reader = models.TextField(primary_key=True)
    position = models.BigIntegerField(db_default=0)
    moved_at = models.DateTimeField(db_default=Now())

    personal_fields: dict[str, str] = {}
    non_personal_fields = ("reader", "position", "moved_at")

    class Meta:
        db_table = "core_event_offset"


class IdempotencyKey(models.Model):
    """An ``Idempotency-Key`` that was seen, as keyed digests; its answer where one is kept."""

    key_mac = models.BinaryField(primary_key=True)
    body_mac = models.BinaryField()
    answer = models.BinaryField(null=True)
    at = models.DateTimeField(db_default=Now())

    personal_fields = {"answer": "an answer with tickets, sealed"}
    non_personal_fields = ("key_mac", "body_mac", "at")

    class Meta:
        db_table = "core_idempotency_key"
        # Keys are purged by their age (kept for at least 7 days).
        indexes = (models.Index(fields=["at"], name="core_idempotency_at"),)


class CalendarDay(models.Model):
    """A day on which offices do otherwise than Monday to Friday says: a holiday or 调休.

    A year counts as known once one of its days is here; see ``core.calendar``.
    """

    day = models.DateField(primary_key=True)
    working = models.BooleanField()
    name = models.CharField(max_length=40, db_default="")

    personal_fields: dict[str, str] = {}
    non_personal_fields = ("day", "working", "name")

    class Meta:
        db_table = "core_calendar_day"

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
