"""Deadlines against an oracle that counts day by day in another way (promise D2)."""

import datetime as dt
from itertools import count

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from haochaping.core.calendar import Calendar, published
from haochaping.core.clock import SHANGHAI, parse_time
from haochaping.workorders import deadlines
from haochaping.workorders.deadlines import Rule, due
from haochaping.workorders.enums import Unit

PUBLISHED = Calendar.of({day: working for day, (working, _) in published().items()})
UNKNOWN = Calendar.of({})
MIDNIGHT = dt.time(0, 0)

# Written down from the State Council's notices, not from the package: first and last free day of
# Spring Festival and National Day, and the weekend days worked in exchange.
FREE = {
    2024: [("2024-02-10", "2024-02-17"), ("2024-10-01", "2024-10-07")],
    2025: [("2025-01-28", "2025-02-04"), ("2025-10-01", "2025-10-08")],
    2026: [("2026-02-15", "2026-02-23"), ("2026-10-01", "2026-10-07")],
}
WORKED = [
    "2024-02-04", "2024-02-18", "2024-09-29", "2024-10-12",
    "2025-01-26", "2025-02-08", "2025-09-28", "2025-10-11",
    "2026-02-14", "2026-02-28", "2026-09-20", "2026-10-10",
]  # fmt: skip


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def last_day(rule: Rule, anchor: str, calendar: Calendar = PUBLISHED) -> str:
    return deadlines.last_day(due(rule, parse_time(anchor), calendar).due_at).isoformat()


def natural(amount: int) -> Rule:
    return Rule(amount, Unit.NATURAL)


def working(amount: int) -> Rule:
    return Rule(amount, Unit.WORKING)


# --- the oracle: ordinals and filters instead of a running day


def oracle(rule: Rule, anchor: dt.datetime, calendar: Calendar) -> tuple[dt.datetime, bool]:
    start = (anchor.astimezone(dt.UTC) + dt.timedelta(hours=8)).date().toordinal()
    if rule.unit == Unit.NATURAL:
        last, counted = start + rule.amount, []
    else:
        days = (ordinal for ordinal in count(start + 1) if oracle_works(ordinal, calendar))
        last = [next(days) for _ in range(rule.amount)][-1]
        counted = list(range(start + 1, last + 1))
    years = {dt.date.fromordinal(ordinal).year for ordinal in counted}
    end_utc = dt.datetime.combine(dt.date.fromordinal(last), dt.time(16, 0), tzinfo=dt.UTC)
    return end_utc, not years <= {known.year for known in calendar.days}


def oracle_works(ordinal: int, calendar: Calendar) -> bool:
    date = dt.date.fromordinal(ordinal)
    if date in calendar.days:
        return calendar.days[date]
    return ordinal % 7 not in (6, 0)  # ordinal 1 was a Monday


moments = st.datetimes(
    min_value=dt.datetime(2019, 12, 1),  # noqa: DTZ001  the strategy adds the zone
    max_value=dt.datetime(2027, 3, 31),  # noqa: DTZ001
    timezones=st.sampled_from([SHANGHAI, dt.UTC, dt.timezone(dt.timedelta(hours=-9))]),
)
rules = st.builds(Rule, st.integers(1, 60), st.sampled_from(list(Unit)))
calendars = st.one_of(
    st.just(PUBLISHED),
    st.just(UNKNOWN),
    st.dictionaries(
        st.dates(dt.date(2019, 12, 1), dt.date(2027, 6, 30)),
        st.booleans(),
        max_size=200,
    ).map(Calendar.of),
)


@given(rule=rules, anchor=moments, calendar=calendars)
def test_every_deadline_equals_the_oracles(
    rule: Rule, anchor: dt.datetime, calendar: Calendar
) -> None:
    found = due(rule, anchor, calendar)
    assert (found.due_at, found.provisional) == oracle(rule, anchor, calendar)


@given(rule=rules, anchor=moments, calendar=calendars)
def test_a_deadline_ends_at_24_00_in_shanghai_and_leaves_whole_days(
    rule: Rule, anchor: dt.datetime, calendar: Calendar
) -> None:
    found = due(rule, anchor, calendar)
    assert found.due_at.astimezone(SHANGHAI).time() == MIDNIGHT
    assert found.due_at - anchor >= rule.amount * dt.timedelta(days=1)
    assert deadlines.days_left(found.due_at, anchor) >= rule.amount


# --- situations counted by hand


@pytest.mark.parametrize(
    ("anchor", "expected"),
    [
        ("2026-11-24 10:30:00", "2026-12-09"),
        ("2026-11-24 00:00:00", "2026-12-09"),
        ("2026-11-24 23:59:59", "2026-12-09"),
        ("2026-12-20 09:00:00", "2027-01-04"),  # over the year's end
        ("2024-02-20 09:00:00", "2024-03-06"),  # over 29 February
        ("2025-02-20 09:00:00", "2025-03-07"),
        (
            "2026-02-09 09:00:00",
            "2026-02-24",
        ),  # Spring Festival inside: natural days go on
        ("2026-09-20 09:00:00", "2026-10-05"),  # ends on a holiday, and stays there
    ],
)
def test_fifteen_natural_days(anchor: str, expected: str) -> None:
    assert last_day(natural(15), anchor) == expected


@pytest.mark.parametrize(
    ("amount", "anchor", "expected"),
    [
        (1, "2026-11-24 10:30:00", "2026-11-25"),  # Tuesday to Wednesday
        (1, "2026-11-27 17:59:00", "2026-11-30"),  # Friday to Monday
        (3, "2026-11-26 08:00:00", "2026-12-01"),
        (1, "2026-11-28 08:00:00", "2026-11-30"),  # opened on a Saturday
        (
            1,
            "2026-02-13 09:00:00",
            "2026-02-14",
        ),  # the Saturday before the festival is worked
        (2, "2026-02-13 09:00:00", "2026-02-24"),  # then nine free days
        (3, "2026-02-13 09:00:00", "2026-02-25"),
        (1, "2025-01-27 09:00:00", "2025-02-05"),
        (3, "2025-02-05 09:00:00", "2025-02-08"),  # that Saturday is worked
        (
            1,
            "2024-02-09 09:00:00",
            "2024-02-18",
        ),  # the Sunday after the festival is worked
        (1, "2026-09-30 09:00:00", "2026-10-08"),
        (3, "2026-09-30 09:00:00", "2026-10-10"),
        (1, "2023-12-29 09:00:00", "2024-01-02"),  # New Year's Day is a Monday
        (1, "2024-02-28 09:00:00", "2024-02-29"),
    ],
)
def test_working_days(amount: int, anchor: str, expected: str) -> None:
    assert last_day(working(amount), anchor) == expected


@pytest.mark.parametrize(
    ("anchor", "expected"),
    [
        ("2026-11-24T16:00:00Z", "2026-11-26"),  # already the 25th in Shanghai
        ("2026-11-24T15:59:59Z", "2026-11-25"),
        ("2026-11-24T23:00:00-08:00", "2026-11-26"),
    ],
)
def test_the_anchor_counts_by_the_day_in_shanghai(anchor: str, expected: str) -> None:
    assert last_day(natural(1), anchor) == expected


@pytest.mark.parametrize("year", sorted(FREE))
def test_the_published_calendar_has_the_festivals_of_the_notices(year: int) -> None:
    for first, last in FREE[year]:
        span = [
            dt.date.fromordinal(n) for n in range(day(first).toordinal(), day(last).toordinal())
        ]
        assert not any(PUBLISHED.is_working(each) for each in [*span, day(last)])
    assert all(PUBLISHED.is_working(day(text)) for text in WORKED)


# --- years that are not published


def test_a_missing_next_year_is_counted_monday_to_friday_and_provisional() -> None:
    found = due(working(3), parse_time("2026-12-30 09:00:00"), PUBLISHED)
    assert deadlines.last_day(found.due_at) == day("2027-01-04")
    assert found.provisional
    assert "尚未公布" in in_chinese(found)


def test_what_ends_before_the_missing_year_is_certain() -> None:
    assert not due(working(1), parse_time("2026-12-30 09:00:00"), PUBLISHED).provisional


def test_natural_days_need_no_calendar() -> None:
    assert not due(natural(15), parse_time("2026-12-30 09:00:00"), UNKNOWN).provisional


# --- words and edges


def in_chinese(found: deadlines.Deadline) -> str:
    with override("zh-hans"):
        return str(found.explanation)


def test_the_explanation_says_from_when_and_how_many_days() -> None:
    found = due(natural(15), parse_time("2026-11-24 10:30:00"), PUBLISHED)
    assert in_chinese(found) == "自2026年11月24日次日起算，共15个自然日"
    with override("en"):
        assert str(found.explanation) == "15 natural days from Nov. 24, 2026"


def test_working_days_are_called_so() -> None:
    found = due(working(1), parse_time("2026-11-24 10:30:00"), PUBLISHED)
    assert in_chinese(found) == "自2026年11月24日次日起算，共1个工作日"
    with override("en"):
        assert str(found.explanation) == "1 working day from Nov. 24, 2026"


@pytest.mark.parametrize("amount", [0, -1])
def test_a_rule_without_days_is_refused(amount: int) -> None:
    with pytest.raises(ValueError, match="at least one day"):
        due(natural(amount), parse_time("2026-11-24 10:30:00"), UNKNOWN)


@pytest.mark.parametrize(
    ("at", "left"),
    [
        ("2026-11-23 09:00:00", 3),
        ("2026-11-26 00:00:00", 0),
        ("2026-11-26 23:59:59", 0),
        ("2026-11-27 00:00:00", -1),
    ],
)
def test_days_left_are_counted_to_the_last_day(at: str, left: int) -> None:
    end = parse_time("2026-11-27 00:00:00")
    assert deadlines.days_left(end, parse_time(at)) == left


def test_kept_until_24_00_and_not_a_moment_longer() -> None:
    end = parse_time("2026-11-27 00:00:00")
    assert deadlines.kept(end, end) is True
    assert deadlines.kept(end, end + dt.timedelta(microseconds=1)) is False
    assert deadlines.kept(None, end) is None
