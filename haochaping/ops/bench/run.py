"""One run of the bench: its size, its node, its data. The figures' modules take what they need."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field

from haochaping.ops.bench.data import generate
from haochaping.ops.bench.node import BenchNode, bench_node

QUICK_ROWS = 1_000_000
LONG_ROWS = 10_000_000


@dataclass(slots=True)
class Bench:
    """``say`` takes a line about progress. The node is started when a figure first asks for it."""

    quick: bool
    say: Callable[[str], None]
    _stack: ExitStack = field(default_factory=ExitStack)
    _node: BenchNode | None = None
    _seeded: int = 0

    @property
    def rows(self) -> int:
        """How many ratings a figure is taken over."""
        return QUICK_ROWS if self.quick else LONG_ROWS

    @property
    def seconds(self) -> int:
        """How long one run under load takes."""
        return 5 if self.quick else 120

    @property
    def node(self) -> BenchNode:
        """A running node of the bench's own, with Django set up for its database."""
        if self._node is None:
            self.say("starting a node …")
            self._node = self._stack.enter_context(bench_node())
        return self._node

    def seeded(self, rows: int) -> None:
        """Make sure that ``rows`` ratings with their services and people are in the node."""
        if rows > self._seeded:
            generate(self.node.data, self._seeded + 1, rows, say=self.say)
            self._seeded = rows

    def close(self) -> None:
        """Stop the node and remove what it left."""
        self._stack.close()
