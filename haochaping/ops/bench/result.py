"""How a figure is reported: ours, the reference of the same run, their ratio, the spread."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Bar:
    """What a figure is held to: its ratio or its value, at least or at most ``limit``."""

    limit: float
    of: Literal["ratio", "value"] = "ratio"
    least: bool = True

    def holds(self, found: float) -> bool:
        """Whether what was found keeps the bar."""
        return found >= self.limit if self.least else found <= self.limit

    def __str__(self) -> str:
        sign = "≥" if self.least else "≤"
        return f"{sign} {self.limit:g}{' x' if self.of == 'ratio' else ''}"


@dataclass(frozen=True, slots=True)
class Result:
    """One figure. ``pairs`` are (ours, reference) taken in turn; None where there is none.

    ``note`` says in one line what was measured, or why a bar is missed.
    """

    name: str
    unit: str
    pairs: Sequence[tuple[float, float | None]]
    bar: Bar
    note: str = ""

    @property
    def value(self) -> float:
        """The median of ours."""
        return statistics.median(ours for ours, _ in self.pairs)

    @property
    def reference(self) -> float | None:
        """The median of the reference."""
        found = [reference for _, reference in self.pairs if reference is not None]
        return statistics.median(found) if found else None

    @property
    def ratios(self) -> list[float]:
        """Pair by pair: a machine that slows down slows both."""
        return [ours / reference for ours, reference in self.pairs if reference]

    @property
    def ratio(self) -> float | None:
        """The median of the ratios."""
        return statistics.median(self.ratios) if self.ratios else None

    @property
    def held(self) -> bool:
        """Whether the bar is held; a ratio that could not be taken holds nothing."""
        found = self.value if self.bar.of == "value" else self.ratio
        return found is not None and self.bar.holds(found)

    @property
    def spread(self) -> tuple[float, float]:
        """The least and the greatest of what the bar is about."""
        found = self.ratios if self.bar.of == "ratio" else [ours for ours, _ in self.pairs]
        return (min(found), max(found)) if found else (0.0, 0.0)

    def json(self) -> str:
        """One line for programs."""
        return json.dumps(
            {
                "name": self.name,
                "value": _rounded(self.value),
                "reference": _rounded(self.reference),
                "ratio": _rounded(self.ratio),
                "unit": self.unit,
                "runs": len(self.pairs),
                "spread": [_rounded(each) for each in self.spread],
                "bar": str(self.bar),
                "held": self.held,
                "note": self.note,
            },
            ensure_ascii=False,
        )

    def row(self) -> str:
        """One line of the table; ``HEAD`` names the columns."""
        reference = "–" if self.reference is None else f"{self.reference:,.4g}"
        ratio = "–" if self.ratio is None else f"{self.ratio:.2f}"
        low, high = self.spread
        spread = f"{low:.3g}–{high:.3g}"
        verdict = "held" if self.held else "MISSED"
        return (
            f"{self.name:22} {self.value:>10,.4g} {self.unit:12} {reference:>10} {ratio:>6}"
            f" {spread:>14} {self.bar!s:>9}  {verdict}"
        )

    def lines(self) -> list[str]:
        """The row, and the note below it."""
        return [self.row(), *([f"    {self.note}"] if self.note else [])]


HEAD = (
    f"{'figure':22} {'value':>10} {'unit':12} {'reference':>10} {'ratio':>6} {'spread':>14}"
    f" {'bar':>9}"
)


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")
