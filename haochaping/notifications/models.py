"""The outbox of messages to raters."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from haochaping.notifications.enums import Kind, MessageState


class Message(models.Model):
    """One message. ``envelope`` holds number and text, sealed, until it is delivered or given up.

    ``next_try_at`` is also the claim: whoever takes a message moves it forward, so that a second
    worker leaves it alone, and a worker that died loses it again. After ``expires_at`` a message is
    of no use (a code lives 5 minutes).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    service_key = models.UUIDField()
    state = models.CharField(
        max_length=16, choices=MessageState.choices, db_default=MessageState.WAITING
    )
    tries = models.SmallIntegerField(db_default=0)
    envelope = models.BinaryField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    next_try_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    personal_fields = {"envelope": "number and text, sealed with SM4-GCM, erased after delivery"}
    non_personal_fields = (
        "id", "kind", "service_key", "state", "tries", "created_at", "next_try_at", "expires_at",
        "sent_at",
    )  # fmt: skip

    class Meta:
        db_table = "notifications_message"
        indexes = (
            models.Index(
                fields=["next_try_at"],
                condition=Q(state=MessageState.WAITING),
                name="notifications_waiting",
            ),
            models.Index(fields=["service_key"], name="notifications_of_service"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="notifications_kind"),
            models.CheckConstraint(
                condition=Q(state=MessageState.WAITING, envelope__isnull=False)
                | Q(state=MessageState.SENT, envelope__isnull=True, sent_at__isnull=False)
                | Q(state=MessageState.GIVEN_UP, envelope__isnull=True),
                name="notifications_envelope_until_the_end",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
