"""Working days of the People's Republic: statutory holidays and exchanged days (调休).

The table ``core_calendar_day`` holds the days that differ from Monday to Friday. It is filled from
the published arrangements that the package ``chinesecalendar`` carries, and may be edited: the
arrangement of a year is announced in the November before it. A year without any row is counted
Monday to Friday, and what was computed with it is provisional; nothing ever waits for a calendar.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from chinese_calendar import constants

from haochaping.core.models import CalendarDay

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """``days`` says of a day whether it is worked; a day not in it follows the week."""

    days: Mapping[dt.date, bool]
    years: frozenset[int] = field(default=frozenset())

    @classmethod
    def of(cls, days: Mapping[dt.date, bool]) -> "Calendar":
        """The calendar that ``days`` make; a year is known when one of its days is."""
        return cls(MappingProxyType(dict(days)), frozenset(day.year for day in days))

    def is_working(self, day: dt.date) -> bool:
        """Whether offices work on ``day``."""
        return self.days.get(day, day.weekday() < _SATURDAY)

    def knows(self, day: dt.date) -> bool:
        """Whether the arrangement of the year of ``day`` is in the table."""
        return day.year in self.years


def stored(first: dt.date, last: dt.date) -> Calendar:
    """The calendar of the years from that of ``first`` to that of ``last``; one query."""
    rows = CalendarDay.objects.filter(
        day__gte=dt.date(first.year, 1, 1), day__lte=dt.date(last.year, 12, 31)
    )
    return Calendar.of(dict(rows.values_list("day", "working")))


def published() -> dict[dt.date, tuple[bool, str]]:
    """Every day of the published arrangements: whether it is worked, and the holiday's name."""
    days = {day: (False, _chinese(name)) for day, name in constants.holidays.items()}
    days |= {day: (True, _chinese(name)) for day, name in constants.workdays.items()}
    return days


def add_missing_years() -> list[int]:
    """Fill in the years that are published and not in the table; answers them.

    Years that are there stay as they are, edited or not.
    """
    known = set(CalendarDay.objects.values_list("day__year", flat=True).distinct())
    rows = [
        CalendarDay(day=day, working=working, name=name)
        for day, (working, name) in sorted(published().items())
        if day.year not in known
    ]
    CalendarDay.objects.bulk_create(rows, ignore_conflicts=True)
    return sorted({row.day.year for row in rows})


def _chinese(name: str) -> str:
    return str(constants.Holiday(name).chinese)
