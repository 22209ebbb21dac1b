"""Work orders, their stories and their clocks. What must always be true, the database holds."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from haochaping.core.append_only import append_only_triggers
from haochaping.workorders import triggers
from haochaping.workorders.enums import Clock, State, Unit
from haochaping.workorders.states import changes


def _listed() -> Q:
    """A step row says what the published table says."""
    listed = Q()
    for step, source, target in changes():
        listed |= Q(step=step, from_state=source, to_state=target)
    return listed


class WorkOrder(models.Model):
    """The order of one negative rating (article 10).

    ``org_code`` and ``area_code`` are the rated unit's; ``handling_org`` the unit that works on it.
    ``dims`` are the dimensions of the rated service, for the events. ``steps`` counts the rows of
    the story. ``due_at`` is the end of the running clock (``clock``), empty when none runs. The
    rating itself stays where it is: level and labels are read beside it.
    """

    no = models.CharField(max_length=32, primary_key=True)
    service_key = models.UUIDField()
    assess_number = models.SmallIntegerField()
    level = models.SmallIntegerField()
    org_code = models.CharField(max_length=18)
    area_code = models.CharField(max_length=12)
    handling_org = models.CharField(max_length=18)
    state = models.CharField(max_length=16, choices=State.choices)
    steps = models.SmallIntegerField()
    clock = models.CharField(max_length=16, choices=Clock.choices, db_default="", blank=True)
    due_at = models.DateTimeField(null=True)
    upheld = models.BooleanField(null=True)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    dims = models.JSONField()

    personal_fields: dict[str, str] = {}
    non_personal_fields = (
        "no", "service_key", "assess_number", "level", "org_code", "area_code", "handling_org",
        "state", "steps", "clock", "due_at", "upheld", "opened_at", "changed_at", "dims",
    )  # fmt: skip

    class Meta:
        db_table = "workorders_order"
        ordering = ("-opened_at", "-no")
        indexes = (
            # The lists: all, of a unit, of a region, each newest first. A region's code is looked
            # up by its beginning, which the database does only with a pattern index.
            models.Index(fields=["-opened_at", "-no"], name="workorders_newest"),
            models.Index(fields=["handling_org", "-opened_at", "-no"], name="workorders_of_unit"),
            models.Index(
                fields=["area_code"],
                opclasses=["varchar_pattern_ops"],
                name="workorders_of_area",
            ),
            # Due today and overdue: only what still runs.
            models.Index(
                fields=["due_at"],
                condition=Q(due_at__isnull=False),
                name="workorders_due",
            ),
            models.Index(
                fields=["state", "-opened_at"],
                condition=~Q(state=State.CLOSED),
                name="workorders_open",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["service_key", "assess_number"],
                name="workorders_one_per_rating",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="workorders_state"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="workorders_level"),
            models.CheckConstraint(condition=Q(steps__gte=1), name="workorders_has_a_story"),
            models.CheckConstraint(
                condition=Q(clock="", due_at__isnull=True)
                | (Q(clock__in=Clock.values) & Q(due_at__isnull=False)),
                name="workorders_clock_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(changed_at__gte=F("opened_at")),
                name="workorders_changed_after_opening",
            ),
        )
        triggers = triggers.ORDER

    def __str__(self) -> str:
        return self.no


class WorkOrderStep(models.Model):
    """One change of an order. ``seq`` counts from 1, the opening.

    ``envelope`` holds what was written, sealed: staff write names and numbers into texts.
    ``in_time`` says whether the clock that ran was kept; empty when none ran.
    """

    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="story")
    seq = models.SmallIntegerField()
    step = models.CharField(max_length=24)
    from_state = models.CharField(max_length=16, blank=True)
    to_state = models.CharField(max_length=16)
    actor_kind = models.CharField(max_length=8)
    actor_id = models.CharField(max_length=64)
    actor_label = models.CharField(max_length=100)
    at = models.DateTimeField()
    envelope = models.BinaryField(null=True)
    handling_org = models.CharField(max_length=18)
    due_before = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    in_time = models.BooleanField(null=True)

    append_only = True
    personal_fields = {
        "actor_id": "the login of a member of staff, who answers for the step",
        "actor_label": "the name of a member of staff, who answers for the step",
        "envelope": "words of staff, sealed with SM4-GCM; shown redacted",
    }
    non_personal_fields = (
        "id", "order", "seq", "step", "from_state", "to_state", "actor_kind", "at",
        "handling_org", "due_before", "due_at", "in_time",
    )  # fmt: skip

    class Meta:
        db_table = "workorders_step"
        ordering = ("order", "seq")
        constraints = (
            models.UniqueConstraint(fields=["order", "seq"], name="workorders_step_once"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="workorders_step_from_1"),
            models.CheckConstraint(condition=_listed(), name="workorders_step_in_the_table"),
        )
        triggers = append_only_triggers()


class WorkOrderDeadline(models.Model):
    """A deadline as it was issued with step ``seq``: rule, anchor and end, never touched again."""

    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(WorkOrder, on_delete=models.PROTECT, related_name="deadlines")
    seq = models.SmallIntegerField()
    clock = models.CharField(max_length=16, choices=Clock.choices)
    amount = models.SmallIntegerField()
    unit = models.CharField(max_length=8, choices=Unit.choices)
    anchor_at = models.DateTimeField()
    due_at = models.DateTimeField()
    provisional = models.BooleanField()

    append_only = True
    personal_fields: dict[str, str] = {}
    non_personal_fields = (
        "id", "order", "seq", "clock", "amount", "unit", "anchor_at", "due_at", "provisional",
    )  # fmt: skip

    class Meta:
        db_table = "workorders_deadline"
        ordering = ("order", "seq")
        constraints = (
            models.UniqueConstraint(fields=["order", "seq"], name="workorders_deadline_once"),
            models.CheckConstraint(
                condition=Q(due_at__gt=F("anchor_at")), name="workorders_deadline_later"
            ),
            models.CheckConstraint(condition=Q(amount__gte=1), name="workorders_deadline_days"),
        )
        triggers = append_only_triggers()


class DeadlineRule(models.Model):
    """How long a clock runs in this node. A change holds for clocks that start afterwards."""

    clock = models.CharField(max_length=16, primary_key=True, choices=Clock.choices)
    amount = models.SmallIntegerField()
    unit = models.CharField(max_length=8, choices=Unit.choices)
    source = models.CharField(max_length=100, db_default="")
    changed_at = models.DateTimeField(db_default=Now())

    personal_fields: dict[str, str] = {}
    non_personal_fields = ("clock", "amount", "unit", "source", "changed_at")

    class Meta:
        db_table = "workorders_deadline_rule"
        constraints = (
            models.CheckConstraint(condition=Q(clock__in=Clock.values), name="workorders_rule_of"),
            models.CheckConstraint(
                condition=Q(amount__range=(1, 366)), name="workorders_rule_days"
            ),
            models.CheckConstraint(condition=Q(unit__in=Unit.values), name="workorders_rule_unit"),
        )

    def __str__(self) -> str:
        return f"{self.clock}: {self.amount} {self.unit}"
