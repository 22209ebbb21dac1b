"""Ratings and what stands beside them. Ratings are only ever added (design §3.8)."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from haochaping.core.append_only import append_only_triggers
from haochaping.ratings import enums


class Rating(models.Model):
    """One rating of one service: ``assess_number`` 1 is the first, 2 the follow-up (追评).

    ``labels`` are norm codes as numbers; ``aspects`` seven levels in the order of ``Aspect``,
    0 where the rater said nothing. ``way`` is how the ticket travelled (``TicketWay``), 0 without
    one. ``content_mac`` tells a repeat from another rating without storing the text in the clear.
    """

    pk = models.CompositePrimaryKey("service_key", "assess_number")
    service_key = models.UUIDField()
    assess_number = models.SmallIntegerField(db_default=1)
    level = models.SmallIntegerField(choices=enums.Level.choices)
    labels = ArrayField(models.SmallIntegerField(), db_default=[])
    aspects = ArrayField(models.SmallIntegerField(), null=True)
    pf = models.SmallIntegerField(choices=enums.Channel.choices)
    origin = models.CharField(max_length=16, choices=enums.Origin.choices)
    proof = models.CharField(max_length=16, choices=enums.Proof.choices)
    way = models.SmallIntegerField(db_default=0)
    app_id = models.CharField(max_length=32, db_default="")
    publish = models.BooleanField(db_default=False)
    has_text = models.BooleanField(db_default=False)
    content_mac = models.BinaryField()
    assess_time = models.DateTimeField(null=True)
    received_at = models.DateTimeField(db_default=Now())

    append_only = True
    personal_fields: dict[str, str] = {}
    non_personal_fields = (
        "pk", "service_key", "assess_number", "level", "labels", "aspects", "pf", "origin",
        "proof", "way", "app_id", "publish", "has_text", "content_mac", "assess_time",
        "received_at",
    )  # fmt: skip

    class Meta:
        db_table = "ratings_rating"
        # Rows arrive in the order of time, so a block range index finds a day for next to nothing.
        indexes = (BrinIndex(fields=["received_at"], name="ratings_rating_received"),)
        constraints = (
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="ratings_level"),
            models.CheckConstraint(condition=Q(pf__range=(1, 7)), name="ratings_channel"),
            models.CheckConstraint(
                condition=Q(assess_number__in=(1, 2)), name="ratings_first_or_follow_up"
            ),
            models.CheckConstraint(
                condition=Q(origin__in=enums.Origin.values), name="ratings_origin"
            ),
            models.CheckConstraint(condition=Q(proof__in=enums.Proof.values), name="ratings_proof"),
        )
        triggers = append_only_triggers()


class RatingText(models.Model):
    """What a rater wrote, sealed: people write names and numbers into texts."""

    pk = models.CompositePrimaryKey("service_key", "assess_number")
    service_key = models.UUIDField()
    assess_number = models.SmallIntegerField(db_default=1)
    envelope = models.BinaryField()

    personal_fields = {"envelope": "the rater's own words, sealed with SM4-GCM"}
    non_personal_fields = ("pk", "service_key", "assess_number")

    class Meta:
        db_table = "ratings_text"


class Ruling(models.Model):
    """A decision about a rating; the latest one holds."""

    id = models.BigAutoField(primary_key=True)
    service_key = models.UUIDField()
    assess_number = models.SmallIntegerField(db_default=1)
    kind = models.CharField(max_length=16, choices=enums.RulingKind.choices)
    reason = models.TextField()
    attribution = models.JSONField(null=True)
    actor_kind = models.CharField(max_length=8)
    actor_id = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())

    append_only = True
    personal_fields: dict[str, str] = {}
    non_personal_fields = (
        "id", "service_key", "assess_number", "kind", "reason", "attribution", "actor_kind",
        "actor_id", "at",
    )  # fmt: skip

    class Meta:
        db_table = "ratings_ruling"
        indexes = (models.Index(fields=["service_key", "assess_number"], name="ratings_ruling_of"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=enums.RulingKind.values), name="ratings_ruling_kind"
            ),
        )
        triggers = append_only_triggers()


class DefaultRating(models.Model):
    """默认评价 (article 9): nobody rated within 7 natural days, so the rule says level 3.

    It has a table of its own, enters no score, and a real rating given later supersedes it.
    ``day`` is the business day on which it fell due; ``batch`` the sweep that made it.
    """

    service_key = models.UUIDField(primary_key=True)
    level = models.SmallIntegerField(db_default=3)
    day = models.DateField()
    batch = models.BigIntegerField()
    made_at = models.DateTimeField(db_default=Now())

    append_only = True
    personal_fields: dict[str, str] = {}
    non_personal_fields = ("service_key", "level", "day", "batch", "made_at")

    class Meta:
        db_table = "ratings_default"
        constraints = (models.CheckConstraint(condition=Q(level=3), name="ratings_default_level"),)
        triggers = append_only_triggers()


class Indicator(models.Model):
    """One label (评价指标) of one edition; ``basic`` is the interface's ``expandNorm=false``."""

    id = models.BigAutoField(primary_key=True)
    edition = models.CharField(max_length=16)
    norm_code = models.SmallIntegerField()
    norm_name = models.CharField(max_length=60)
    star_level = models.SmallIntegerField()
    basic = models.BooleanField()
    using = models.BooleanField()

    personal_fields: dict[str, str] = {}
    non_personal_fields = (
        "id", "edition", "norm_code", "norm_name", "star_level", "basic", "using",
    )  # fmt: skip

    class Meta:
        db_table = "ratings_indicator"
        constraints = (
            models.UniqueConstraint(
                fields=["edition", "norm_code"], name="ratings_indicator_once_per_edition"
            ),
            models.CheckConstraint(
                condition=Q(star_level__range=(1, 5)), name="ratings_indicator_level"
            ),
        )

    def __str__(self) -> str:
        return f"{self.norm_code} {self.norm_name}"
