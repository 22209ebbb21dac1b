"""Orders as lines of a list: what was rated, whose turn it is, until when."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext

from haochaping.cases.models import Service
from haochaping.directory.reference import Reference, area12, snapshot
from haochaping.ratings.enums import Level
from haochaping.workorders.deadlines import days_left, last_day
from haochaping.workorders.enums import CONTEXT, State
from haochaping.workorders.models import WorkOrder
from haochaping.workorders.states import WORKFLOW


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline as a reader of today sees it: how long, and until when.

    ``tone``: calm, soon (today or tomorrow) or late.
    """

    words: str
    ends: str
    tone: str


@dataclass(frozen=True, slots=True)
class Line:
    """One order in a list."""

    order: WorkOrder
    level: Level
    state: State
    task_name: str
    project_no: str
    county: str
    unit: str
    turn: str
    due: Due | None


def due_words(due_at: dt.datetime | None, at: dt.datetime) -> Due | None:
    """``3 days left``, ``Thu 26 November, 24:00``; None when no clock runs."""
    if due_at is None:
        return None
    left = days_left(due_at, at)
    if left > 0:
        words = ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left}
    elif left == 0:
        words = gettext("due today")
    else:
        words = ngettext("%(days)s day overdue", "%(days)s days overdue", -left) % {"days": -left}
    day = date_format(last_day(due_at), pgettext("a day with its weekday", "D j F"))
    ends = gettext("%(day)s, 24:00") % {"day": day}
    return Due(words, ends, "late" if left < 0 else "soon" if left <= 1 else "calm")


def lines_of(orders: Sequence[WorkOrder], *, at: dt.datetime) -> list[Line]:
    """The lines of some orders, in their order; one query for all of them."""
    directory = snapshot()
    services = {
        key: (task_name, project_no)
        for key, task_name, project_no in Service.objects.filter(
            pk__in=[order.service_key for order in orders]
        ).values_list("service_key", "task_name", "project_no")
    }
    return [_line(order, *services[order.service_key], directory, at) for order in orders]


def _line(
    order: WorkOrder, task_name: str, project_no: str, directory: Reference, at: dt.datetime
) -> Line:
    return Line(
        order=order,
        level=Level(order.level),
        state=State(order.state),
        task_name=task_name,
        project_no=project_no,
        county=county_name(order.area_code, directory),
        unit=unit_name(order.handling_org, directory),
        turn=turn(order.state),
        due=due_words(order.due_at, at),
    )


def unit_name(code: str, directory: Reference) -> str:
    """The short name of an organisation, or its code when the directory lost it."""
    unit = directory.organisations.get(code)
    return (unit.short_name or unit.name) if unit else code


def county_name(area_code: str, directory: Reference) -> str:
    """The county (or city) in which a region lies."""
    for code in (area12(area_code[:6]), area_code):
        region = directory.regions.get(code)
        if region is not None:
            return region.name
    return area_code


def turn(state: str) -> str:
    """Who has to act in ``state``, in words; empty when nobody has."""
    steps = WORKFLOW.steps_from(state)
    return pgettext(CONTEXT, steps[0].who) if steps else ""
