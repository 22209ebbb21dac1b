"""Deadlines: pure functions of a rule, an anchor and a calendar (article 10; design §3.11).

Counting starts the day after the anchor; a deadline ends at 24:00 of its last day in Shanghai,
which is 00:00 of the next. Natural days are all days, also when the last one is a holiday.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from haochaping.core.clock import business_day, day_end
from haochaping.workorders.enums import Unit

ONE_DAY = dt.timedelta(days=1)


class WorkingDays(Protocol):
    """What a deadline must know of a calendar."""

    def is_working(self, day: dt.date) -> bool:
        """Whether ``day`` is worked."""

    def knows(self, day: dt.date) -> bool:
        """Whether that is certain: the arrangement of its year is published."""


@dataclass(frozen=True, slots=True)
class Rule:
    """``amount`` (at least 1) of days, counted in ``unit``."""

    amount: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a deadline came about; as text, the sentence for the page."""

    amount: int
    unit: Unit
    anchor_day: dt.date
    provisional: bool

    def __str__(self) -> str:
        start = date_format(self.anchor_day, "DATE_FORMAT")
        text = _sentence(self.unit, self.amount) % {
            "amount": self.amount,
            "start": start,
        }
        if self.provisional:
            text += gettext("; the holidays of that year are not published yet")
        return text


@dataclass(frozen=True, slots=True)
class Deadline:
    """``due_at`` is 24:00 of the last day. ``provisional``: a year's holidays were not known."""

    due_at: dt.datetime
    provisional: bool
    explanation: Explanation


def due(rule: Rule, anchor: dt.datetime, calendar: WorkingDays) -> Deadline:
    """The deadline that ``rule`` sets for something that happened at ``anchor``."""
    if rule.amount < 1:
        raise ValueError("a deadline has at least one day")
    first = business_day(anchor)
    if rule.unit == Unit.NATURAL:
        last, certain = first + rule.amount * ONE_DAY, True
    else:
        last, certain = _working_days_later(first, rule.amount, calendar)
    explanation = Explanation(rule.amount, rule.unit, first, not certain)
    return Deadline(day_end(last), not certain, explanation)


def _working_days_later(first: dt.date, amount: int, calendar: WorkingDays) -> tuple[dt.date, bool]:
    day, left, certain = first, amount, True
    while left:
        day += ONE_DAY
        certain = certain and calendar.knows(day)
        left -= calendar.is_working(day)
    return day, certain


def last_day(due_at: dt.datetime) -> dt.date:
    """The day at whose 24:00 a deadline ends."""
    return business_day(due_at - dt.timedelta(microseconds=1))


def days_left(due_at: dt.datetime, at: dt.datetime) -> int:
    """Whole days from today to the last day: 0 on the last day itself, below 0 when overdue."""
    return (last_day(due_at) - business_day(at)).days


def kept(due_at: dt.datetime | None, at: dt.datetime) -> bool | None:
    """Whether something done at ``at`` was in time; None when no clock was running."""
    return None if due_at is None else at <= due_at


def _sentence(unit: Unit, amount: int) -> str:
    if unit == Unit.NATURAL:
        return ngettext(
            "%(amount)s natural day from %(start)s",
            "%(amount)s natural days from %(start)s",
            amount,
        )
    return ngettext(
        "%(amount)s working day from %(start)s",
        "%(amount)s working days from %(start)s",
        amount,
    )
