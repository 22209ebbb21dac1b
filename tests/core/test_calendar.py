"""The calendar's table: filled from what is published, edited by hand, never overwritten."""

import datetime as dt

import pytest

from haochaping.core import calendar
from haochaping.core.models import CalendarDay

pytestmark = pytest.mark.django_db

FESTIVAL = dt.date(2026, 2, 17)
WORKED_SATURDAY = dt.date(2026, 2, 14)


def test_a_migrated_node_knows_the_published_years() -> None:
    years = {row.day.year for row in CalendarDay.objects.all()}
    assert years == set(range(2004, 2027))
    assert CalendarDay.objects.get(day=FESTIVAL).name == "春节"


def test_holidays_are_free_and_exchanged_days_are_worked() -> None:
    stored = calendar.stored(FESTIVAL, FESTIVAL)
    assert not stored.is_working(FESTIVAL)
    assert stored.is_working(WORKED_SATURDAY)
    assert stored.is_working(dt.date(2026, 11, 24)) and not stored.is_working(dt.date(2026, 11, 28))


def test_a_year_that_is_not_there_is_not_known() -> None:
    stored = calendar.stored(dt.date(2026, 12, 30), dt.date(2027, 1, 10))
    assert stored.knows(dt.date(2026, 12, 31)) and not stored.knows(dt.date(2027, 1, 1))
    assert stored.is_working(dt.date(2027, 1, 1))


def test_the_years_on_both_sides_are_read() -> None:
    stored = calendar.stored(dt.date(2024, 12, 31), dt.date(2025, 1, 1))
    assert stored.years == {2024, 2025}


def test_an_edited_day_holds_and_is_not_overwritten() -> None:
    CalendarDay.objects.filter(day=WORKED_SATURDAY).update(working=False)
    assert calendar.add_missing_years() == []
    assert not calendar.stored(FESTIVAL, FESTIVAL).is_working(WORKED_SATURDAY)


def test_a_year_that_was_lost_comes_back() -> None:
    CalendarDay.objects.filter(day__year=2026).delete()
    assert calendar.add_missing_years() == [2026]
    assert not calendar.stored(FESTIVAL, FESTIVAL).is_working(FESTIVAL)


def test_a_year_entered_by_hand_is_known() -> None:
    CalendarDay.objects.create(day=dt.date(2027, 1, 1), working=False, name="元旦")
    stored = calendar.stored(dt.date(2027, 1, 1), dt.date(2027, 1, 1))
    assert stored.knows(dt.date(2027, 6, 1)) and not stored.is_working(dt.date(2027, 1, 1))
