"""The roll-up: what was counted, by day, month and year and by one subject at a time."""

from django.db import models
from django.db.models import Q

COUNTERS = (
    "services",
    "services_rated",
    "level_1",
    "level_2",
    "level_3",
    "level_4",
    "level_5",
    "unscored",
    "follow_ups",
    "set_aside",
    "defaults",
    "orders",
    "orders_upheld",
    "orders_rectified",
)


class Grain(models.TextChoices):
    """By what a cell counts, beside its span of time and organisation.

    The two with channels keep channel and origin apart, the others sum over them: a ranking then
    reads one row for each that is ranked.
    """

    ORGANISATION = "organisation"
    CHANNEL = "channel"
    ITEM = "item"
    ITEM_CHANNEL = "item-channel"
    STAFF = "staff"
    WINDOW = "window"


class Span(models.TextChoices):
    """How much time a cell covers; its ``day`` is the first one of it."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Rollup(models.Model):
    """One cell of the roll-up.

    ``subject`` is '' for organisations, else an item, a clerk's number, or a window
    as ``hall/number``. ``pf`` and ``origin`` are 0 and '' but in the grains with channels, which
    count ratings only. Those hold every rating under its level; in the others levels are of scored
    origins, and ``unscored`` counts the rest. Counters are sums of events; a correction is an
    event that subtracts.
    """

    pk = models.CompositePrimaryKey(
        "grain", "span", "day", "org_code", "area_code", "subject", "pf", "origin"
    )
    grain = models.CharField(max_length=12)
    span = models.CharField(max_length=5)
    day = models.DateField()
    org_code = models.CharField(max_length=18)
    area_code = models.CharField(max_length=12)
    subject = models.CharField(max_length=64)
    pf = models.SmallIntegerField()
    origin = models.CharField(max_length=16)
    services = models.IntegerField(db_default=0)
    services_rated = models.IntegerField(db_default=0)
    level_1 = models.IntegerField(db_default=0)
    level_2 = models.IntegerField(db_default=0)
    level_3 = models.IntegerField(db_default=0)
    level_4 = models.IntegerField(db_default=0)
    level_5 = models.IntegerField(db_default=0)
    unscored = models.IntegerField(db_default=0)
    follow_ups = models.IntegerField(db_default=0)
    set_aside = models.IntegerField(db_default=0)
    defaults = models.IntegerField(db_default=0)
    orders = models.IntegerField(db_default=0)
    orders_upheld = models.IntegerField(db_default=0)
    orders_rectified = models.IntegerField(db_default=0)

    personal_fields: dict[str, str] = {}
    non_personal_fields = (
        "pk", "grain", "span", "day", "org_code", "area_code", "subject", "pf", "origin", *COUNTERS,
    )  # fmt: skip

    class Meta:
        db_table = "statistics_rollup"
        constraints = (
            models.CheckConstraint(
                condition=Q(grain__in=Grain.values), name="statistics_rollup_grain"
            ),
            models.CheckConstraint(
                condition=Q(span__in=Span.values), name="statistics_rollup_span"
            ),
        )
