"""Tables of the directory. What must always be true is a constraint of the database."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left
from django.db.models.lookups import Exact, LessThan
from treebeard.mp_tree import MP_Node, MP_NodeManager

from haochaping.directory import rules
from haochaping.directory.enums import ProjectType, RegionLevel, TaskType

DATED = ("valid_from", "valid_until")


class Dated(models.Model):
    """Something valid from one day to another, both included; an empty end is open.

    Rows are never deleted when an office closes: ratings of former days point at them.
    """

    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    personal_fields: ClassVar[dict[str, str]] = {}

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None)
                | Q(valid_until=None)
                | Q(valid_until__gte=F("valid_from")),
                name="%(class)s_ends_after_it_starts",
            ),
        ]


def _level_matches_code() -> Q:
    """Each level with the shape of its codes: 2, 4, 6, 9 or 12 digits that are not all zeros."""
    return (
        Q(level=RegionLevel.PROVINCE, code__regex=r"^[0-9]{2}0{10}$")
        | Q(level=RegionLevel.CITY, code__regex=r"^[0-9]{2}(?!00)[0-9]{2}0{8}$")
        | Q(level=RegionLevel.COUNTY, code__regex=r"^[0-9]{4}(?!00)[0-9]{2}0{6}$")
        | Q(level=RegionLevel.TOWNSHIP, code__regex=r"^[0-9]{6}(?!000)[0-9]{3}000$")
        | Q(level=RegionLevel.VILLAGE, code__regex=r"^[0-9]{9}(?!000)[0-9]{3}$")
    )


class Region(Dated):
    """A division of one of the five levels (GB/T 2260 and its continuation, 12 digits)."""

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=64)
    level = models.PositiveSmallIntegerField(choices=RegionLevel)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )

    non_personal_fields = ("code", "name", "level", "parent", *DATED)

    class Meta(Dated.Meta):
        abstract = False
        ordering = ["code"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(code__regex=rules.REGION_PATTERN),
                name="region_code_has_12_digits",
            ),
            models.CheckConstraint(condition=_level_matches_code(), name="region_level_of_code"),
            models.CheckConstraint(
                condition=Q(parent=None)
                | Q(
                    LessThan(F("parent_id"), F("code")),
                    Exact(Left("parent_id", 2), Left("code", 2)),
                ),
                name="region_parent_stands_above",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.code}"


class Organisation(Dated, MP_Node):  # type: ignore[misc]  # treebeard ships no types
    """An office that serves, in the tree of who answers for whom.

    ``is_supervisor`` marks the 政务服务管理机构 of its region (article 4): it dispatches, verifies
    and closes for every office there, whatever the tree says.
    """

    code = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=128)
    short_name = models.CharField(max_length=64, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    is_supervisor = models.BooleanField(default=False, db_default=False)

    objects: ClassVar[models.Manager["Organisation"]] = MP_NodeManager()

    non_personal_fields = (
        "id", "path", "depth", "numchild", "code", "name", "short_name", "region", "is_supervisor",
        *DATED,
    )  # fmt: skip

    class Meta(Dated.Meta):
        abstract = False
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(code__regex=rules.USCC_PATTERN),
                name="organisation_code_is_a_uscc",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.code}"


class Hall(Dated):
    """A place where people are served: a service hall, a branch, a township's service centre."""

    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=128)
    region = models.ForeignKey(Region, models.PROTECT, related_name="halls")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="halls")

    non_personal_fields = ("id", "code", "name", "region", "organisation", *DATED)

    class Meta(Dated.Meta):
        abstract = False
        ordering = ["code"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(code__regex=rules.PLACE_PATTERN), name="hall_code_shape"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.code}"


class Window(Dated):
    """A counter of a hall and the office that sits behind it."""

    hall = models.ForeignKey(Hall, models.PROTECT, related_name="windows")
    number = models.CharField(max_length=20)
    name = models.CharField(max_length=64)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="windows")

    non_personal_fields = ("id", "hall", "number", "name", "organisation", *DATED)

    class Meta(Dated.Meta):
        abstract = False
        ordering = ["hall", "number"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint("hall", "number", name="window_number_unique_in_hall"),
            models.CheckConstraint(
                condition=Q(number__regex=rules.WINDOW_PATTERN),
                name="window_number_shape",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Terminal(Dated):
    """A self-service machine (article 8: its rating page shows the machine's number)."""

    number = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=64)
    hall = models.ForeignKey(Hall, models.PROTECT, related_name="terminals")

    non_personal_fields = ("id", "number", "name", "hall", *DATED)

    class Meta(Dated.Meta):
        abstract = False
        ordering = ["number"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(number__regex=rules.PLACE_PATTERN),
                name="terminal_number_shape",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Staff(Dated):
    """Someone who serves. Number and name are shown at the window and to the rater (article 8)."""

    number = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=50)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="staff")
    hall = models.ForeignKey(Hall, models.PROTECT, null=True, blank=True, related_name="staff")

    personal_fields = {"name": "a clerk's name, shown on duty by article 8"}
    non_personal_fields = ("id", "number", "organisation", "hall", *DATED)

    class Meta(Dated.Meta):
        abstract = False
        ordering = ["number"]
        verbose_name_plural = "staff"
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(number__regex=rules.STAFF_PATTERN),
                name="staff_number_shape",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class ServiceItem(Dated):
    """An item (事项) as one office carries it out; its code names the office (domain §7.3)."""

    task_code = models.CharField(max_length=31, unique=True)
    name = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="items")
    region = models.ForeignKey(Region, models.PROTECT, related_name="items")
    task_type = models.CharField(max_length=2, choices=TaskType)
    subject = models.CharField(max_length=64, blank=True)
    project_type = models.CharField(max_length=1, choices=ProjectType)

    non_personal_fields = (
        "id", "task_code", "name", "organisation", "region", "task_type", "subject", "project_type",
        *DATED,
    )  # fmt: skip

    class Meta(Dated.Meta):
        abstract = False
        ordering = ["task_code"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(task_code__regex=rules.TASK_PATTERN), name="item_code_shape"
            ),
            models.CheckConstraint(
                condition=Q(task_type__in=TaskType.values), name="item_task_type_known"
            ),
            models.CheckConstraint(
                condition=Q(project_type__in=ProjectType.values),
                name="item_project_type_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.task_code}"


class HandlingItem(Dated):
    """A way of handling an item (业务办理项): its item's code and two characters more."""

    code = models.CharField(max_length=33, unique=True)
    name = models.CharField(max_length=200)
    item = models.ForeignKey(ServiceItem, models.PROTECT, related_name="handling_items")

    non_personal_fields = ("id", "code", "name", "item", *DATED)

    class Meta(Dated.Meta):
        abstract = False
        ordering = ["code"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(code__regex=rules.HANDLING_PATTERN),
                name="handling_item_code_shape",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.code}"


class Edition(models.Model):
    """The one row that names the directory's present state: each change gives it a new value.

    Processes that hold a copy read this row to see whether theirs is still the present state.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    value = models.UUIDField(default=uuid.uuid4)

    personal_fields: ClassVar[dict[str, str]] = {}
    non_personal_fields = ("id", "value")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="directory_has_one_edition"),
        ]
