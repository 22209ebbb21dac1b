"""Periods of figures: a day, a month or a year, written as ``YYYY[-MM[-DD]]``."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

_TEXT = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """From ``first`` to ``last``, both included; ``text`` as it was written."""

    text: str
    first: dt.date
    last: dt.date

    @property
    def spans(self) -> tuple[str, ...]:
        """The spans of time whose cells lie within: a month has days, and is a month."""
        return ("day", "month", "year")[: {4: 3, 7: 2, 10: 1}[len(self.text)]]


def parse_period(text: str) -> Period:
    """Read a period; ValueError for anything else, also for days that do not exist."""
    match = _TEXT.fullmatch(text)
    if match is None or not 2000 <= int(match[1]) <= 9000:
        raise ValueError("a period is written as 2026, 2026-11 or 2026-11-24")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    if month is None:
        return Period(text, dt.date(year, 1, 1), dt.date(year, 12, 31))
    if day is None:
        first = dt.date(year, month, 1)
        return Period(text, first, first.replace(day=calendar.monthrange(year, month)[1]))
    only = dt.date(year, month, day)
    return Period(text, only, only)
