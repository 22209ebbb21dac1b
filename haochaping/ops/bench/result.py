"""How a figure is reported: ours, the reference of the same run, their ratio, the spread."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """One figure. ``value`` and ``reference`` are medians of ``pairs`` taken in turn."""

    name: str
    unit: str
    pairs: Sequence[tuple[float, float]]
    bar: float

    @property
    def value(self) -> float:
        """The median of ours."""
        return statistics.median(ours for ours, _ in self.pairs)

    @property
    def reference(self) -> float:
        """The median of the reference."""
        return statistics.median(reference for _, reference in self.pairs)

    @property
    def ratio(self) -> float:
        """The median of the ratios, pair by pair: a machine that slows down slows both."""
        return statistics.median(ours / reference for ours, reference in self.pairs)

    @property
    def held(self) -> bool:
        """Whether the bar is held."""
        return self.ratio >= self.bar

    def json(self) -> str:
        """One line for programs."""
        return json.dumps(
            {
                "name": self.name,
                "value": round(self.value, 1),
                "reference": round(self.reference, 1),
                "ratio": round(self.ratio, 3),
                "unit": self.unit,
                "runs": len(self.pairs),
            }
        )

    def lines(self) -> list[str]:
        """A few lines for people."""
        rows = [
            f"  run {number}: {ours:10.1f}  reference {reference:10.1f}  {ours / reference:6.2f} x"
            for number, (ours, reference) in enumerate(self.pairs, 1)
        ]
        verdict = "held" if self.held else "MISSED"
        last = f"{self.name}: {self.value:.1f} {self.unit}, reference {self.reference:.1f}"
        return [*rows, f"{last}, ratio {self.ratio:.2f} x (bar {self.bar:.2f} x: {verdict})"]
