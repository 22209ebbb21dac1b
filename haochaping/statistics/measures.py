"""Every measure once: its numerator, its denominator, its formula, what it leaves out.

A measure is computed from sums of the roll-up's counters. ``level_*`` sums are those of scored
origins (design §5) unless the measure says otherwise.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Counts = Mapping[str, int]
LEVELS = ("level_1", "level_2", "level_3", "level_4", "level_5")
# 1.959964…: the two-sided 95 % point of the normal distribution.
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Measure:
    """A ratio of two sums of counters; ``weights`` turns the numerator into a weighted sum."""

    code: str
    name: str
    label: Promise | str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    formula: str
    excludes: str
    weights: tuple[int, ...] = ()
    unit: str = "ratio"


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure of something. ``value`` is None without data: never 0 % and never 100 %."""

    measure: Measure
    numerator: int
    denominator: int
    value: float | None
    interval: tuple[float, float] | None

    @property
    def n(self) -> int:
        """How many observations the value rests on."""
        return self.denominator if self.denominator or self.measure.denominator else self.numerator


_SCORED = "不含默认评价、未经核验来源和已暂停、无效的评价"
_TABLE = (
    Measure(
        "ratings", "评价数", _("ratings"), LEVELS, (),
        "计分来源的首次评价数", _SCORED, unit="count",
    ),
    Measure(
        "active-rate", "主动评价率", _("share of services rated"),
        ("services_rated",), ("services",),
        "当期服务中有计分来源首次评价的服务数 ÷ 当期服务数", _SCORED,
    ),
    Measure(
        "praise-rate-narrow", "好评率（不含基本满意）", _("content (levels 4 and 5)"),
        ("level_4", "level_5"), LEVELS, "（非常满意＋满意）÷ 评价数", _SCORED,
    ),
    Measure(
        "praise-rate-wide", "好评率（含基本满意）", _("content (levels 3 to 5)"),
        ("level_3", "level_4", "level_5"), LEVELS, "（非常满意＋满意＋基本满意）÷ 评价数", _SCORED,
    ),
    Measure(
        "bad-rate", "差评率", _("not content"), ("level_1", "level_2"), LEVELS,
        "（不满意＋非常不满意）÷ 评价数", _SCORED,
    ),
    Measure(
        "mean-score", "平均分", _("mean level"), LEVELS, LEVELS,
        "各评价等级（5至1分）之和 ÷ 评价数", _SCORED, weights=(1, 2, 3, 4, 5), unit="level",
    ),
    Measure(
        "rectified-rate", "整改率", _("bad ratings mended"), ("orders_rectified",),
        ("orders_upheld",), "当期差评中已整改件数 ÷ 当期差评中核实属实件数", "不含核实不属实的差评",
    ),
)  # fmt: skip
MEASURES: dict[str, Measure] = {measure.code: measure for measure in _TABLE}


def figure(measure: Measure, counts: Counts) -> Figure:
    """The figure of one measure from sums of counters."""
    weights = measure.weights or (1,) * len(measure.numerator)
    pairs = zip(measure.numerator, weights, strict=True)
    numerator = sum(counts.get(name, 0) * weight for name, weight in pairs)
    if not measure.denominator:
        return Figure(measure, numerator, 0, float(numerator), None)
    denominator = sum(counts.get(name, 0) for name in measure.denominator)
    if denominator == 0:
        return Figure(measure, numerator, 0, None, None)
    value = numerator / denominator
    interval = (
        _mean_interval(counts, value, denominator)
        if measure.weights
        else wilson(numerator, denominator)
    )
    return Figure(measure, numerator, denominator, value, interval)


def figures(counts: Counts) -> list[Figure]:
    """All measures, in the order of the table."""
    return [figure(measure, counts) for measure in MEASURES.values()]


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share; unlike hits/n ± it is honest near 0 and 1."""
    share = hits / n
    centre = share + _Z**2 / (2 * n)
    half = _Z * math.sqrt(share * (1 - share) / n + _Z**2 / (4 * n * n))
    scale = 1 + _Z**2 / n
    return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)


def _mean_interval(counts: Counts, mean: float, n: int) -> tuple[float, float] | None:
    """95 % interval of a mean of levels, from their spread; none from a single rating."""
    if n < 2:
        return None
    squares = sum(counts.get(name, 0) * (level - mean) ** 2 for level, name in enumerate(LEVELS, 1))
    half = _Z * math.sqrt(squares / (n - 1) / n)
    return max(1.0, mean - half), min(5.0, mean + half)
