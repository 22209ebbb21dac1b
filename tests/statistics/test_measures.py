"""Measures: known values, intervals, and the state of having no data."""

import pytest

from haochaping.statistics.measures import MEASURES, figure, figures, wilson
from haochaping.statistics.periods import parse_period

COUNTS = {
    "services": 200, "services_rated": 120, "level_1": 1, "level_2": 3, "level_3": 6,
    "level_4": 20, "level_5": 90, "orders_upheld": 4, "orders_rectified": 3,
}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("ratings", 120.0),
        ("active-rate", 0.6),
        ("praise-rate-narrow", 110 / 120),
        ("praise-rate-wide", 116 / 120),
        ("bad-rate", 4 / 120),
        ("mean-score", (1 + 6 + 18 + 80 + 450) / 120),
        ("rectified-rate", 0.75),
    ],
)
def test_values(code: str, value: float) -> None:
    assert figure(MEASURES[code], COUNTS).value == pytest.approx(value)


def test_without_data_there_is_no_value() -> None:
    for each in figures({}):
        if each.measure.denominator:
            assert (each.value, each.interval, each.n) == (None, None, 0)


def test_wilson_against_published_values() -> None:
    # 81 of 263: the interval that textbooks print for this example.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson(20, 20)[1] == 1.0


def test_the_interval_of_a_mean_holds_it_and_stays_on_the_scale() -> None:
    shown = figure(MEASURES["mean-score"], COUNTS)
    assert shown.interval is not None and shown.value is not None
    assert 1 <= shown.interval[0] < shown.value < shown.interval[1] <= 5
    assert figure(MEASURES["mean-score"], {"level_5": 1}).interval is None


def test_every_measure_says_what_it_is() -> None:
    for code, measure in MEASURES.items():
        assert measure.code == code and measure.name and measure.formula and measure.excludes


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2024-02-29", "2024-02-29", "2024-02-29"),
    ],
)
def test_periods(text: str, first: str, last: str) -> None:
    period = parse_period(text)
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)


@pytest.mark.parametrize("text", ["", "24", "2024-13", "2023-02-29", "2024-2", "1999", "now"])
def test_impossible_periods(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_period(text)
