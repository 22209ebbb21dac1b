"""Reading orders, for staff and for departments' systems: always within the reader's scope.

Nothing here says who rated: labels and the text without identifying numbers are all that is shown.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext

from haochaping.core.clock import business_day, day_end
from haochaping.core.errors import FieldError, Refusal
from haochaping.core.statemachine import Transition
from haochaping.directory.queries import within
from haochaping.identity.permissions import Permission
from haochaping.identity.scope import Scope
from haochaping.workorders import perms
from haochaping.workorders.enums import State
from haochaping.workorders.models import WorkOrder
from haochaping.workorders.perms import Doer
from haochaping.workorders.rules import is_order_no
from haochaping.workorders.states import TABLE, WORKFLOW

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to. ``area`` is a region's code of 12 digits."""

    state: str = ""
    area: str = ""
    overdue: bool = False
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list, newest first; ``next`` is what to ask for to read on, or empty."""

    orders: list[WorkOrder]
    next: str


@dataclass(frozen=True, slots=True)
class Heap:
    """Some orders of a kind and how many there are in all."""

    orders: list[WorkOrder]
    total: int


@dataclass(frozen=True, slots=True)
class MyDay:
    """What somebody has before him today. No order stands in two heaps."""

    overdue: Heap
    due_today: Heap
    waiting: Heap


def visible(doer: Doer) -> QuerySet[WorkOrder]:
    """The orders that somebody may see; Refusal not-permitted when that is none at all."""
    reach = perms.scope(doer, Permission.WORKORDERS_VIEW)
    if not reach:
        raise Refusal("not-permitted")
    return _inside(WorkOrder.objects.all(), reach)


def waiting_for(doer: Doer) -> QuerySet[WorkOrder]:
    """The visible orders whose next step is somebody's to take."""
    mine = Q(pk__in=[])
    for permission in {row.permission for row in TABLE}:
        reach = perms.scope(doer, permission)
        if not reach:
            continue
        states = {state for row in TABLE if row.permission == permission for state in row.sources}
        mine |= Q(state__in=sorted(states)) & _condition(reach)
    return visible(doer).filter(mine)


def my_day(doer: Doer, *, at: dt.datetime, most: int = 20) -> MyDay:
    """Overdue, due today, and otherwise waiting: at most ``most`` of each, the most urgent first.

    Overdue and due are shown to everybody who sees the order, because the offices above have to
    press for what a unit leaves lying.
    """
    seen = visible(doer).filter(due_at__isnull=False).order_by("due_at", "no")
    tonight = day_end(business_day(at))
    overdue = seen.filter(due_at__lt=at)
    today = seen.filter(due_at__gte=at, due_at__lte=tonight)
    rest = waiting_for(doer).filter(Q(due_at=None) | Q(due_at__gt=tonight))
    return MyDay(
        overdue=_heap(overdue, most),
        due_today=_heap(today, most),
        waiting=_heap(rest.order_by(F("due_at").asc(nulls_last=True), "no"), most),
    )


def page(
    doer: Doer,
    filters: Filters,
    *,
    at: dt.datetime,
    after: str = "",
    size: int = PAGE_SIZE,
) -> Page:
    """A part of the list, newest first. ``after`` is the number of the last order read so far.

    Reading on costs the same on the first and on the thousandth page. Refusals: not-permitted,
    unknown-workorder when there is no order ``after``, invalid for a state that there is not.
    """
    if filters.state and filters.state not in State.values:
        raise Refusal("invalid", errors=[FieldError("state", gettext("no such state"))])
    rows = waiting_for(doer) if filters.mine else visible(doer)
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.area:
        rows = rows.filter(area_code__startswith=within(filters.area))
    if filters.overdue:
        rows = rows.filter(due_at__lt=at)
    if after:
        rows = rows.filter(_older_than(after))
    found = list(rows.order_by("-opened_at", "-no")[: size + 1])
    more = len(found) > size
    return Page(found[:size], found[size - 1].no if more else "")


def _older_than(no: str) -> Q:
    last = WorkOrder.objects.filter(pk=no).first() if is_order_no(no) else None
    if last is None:
        raise Refusal("unknown-workorder")
    # The first condition says nothing new; it is what the index can begin to read at.
    return Q(opened_at__lte=last.opened_at) & (Q(opened_at__lt=last.opened_at) | Q(no__lt=no))


def find(doer: Doer, no: str) -> WorkOrder:
    """One order; Refusal unknown-workorder, not-permitted, out-of-scope."""
    order = WorkOrder.objects.filter(pk=no).first() if is_order_no(no) else None
    if order is None:
        raise Refusal("unknown-workorder")
    perms.require(doer, Permission.WORKORDERS_VIEW, order)
    return order


def next_steps(doer: Doer, order: WorkOrder) -> list[Transition]:
    """The steps that somebody may take with an order now, in the table's order."""
    return [
        row
        for row in WORKFLOW.steps_from(order.state)
        if perms.inside(perms.scope(doer, row.permission), order)
    ]


def _inside(rows: QuerySet[WorkOrder], reach: Scope) -> QuerySet[WorkOrder]:
    return rows.filter(_condition(reach))


def _condition(reach: Scope) -> Q:
    condition = Q(handling_org__in=reach.organisations)
    for area in reach.areas:
        condition |= Q(area_code__startswith=area)
    return condition


def _heap(rows: QuerySet[WorkOrder], most: int) -> Heap:
    found = list(rows[: most + 1])
    total = len(found) if len(found) <= most else rows.count()
    return Heap(found[:most], total)
