"""A workflow is a table; this engine reads it. It knows no domain and writes nothing.

The caller locks the row, asks ``Workflow.transition``, and writes the new state, the step row, the
audit entry and the event in one transaction.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from haochaping.core.errors import Refusal


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of a workflow's table.

    ``needs`` names what the step must be given; ``deadline`` names the rule whose clock starts
    when the step is done (``None``: the running one goes on); ``who`` says in plain words who may.
    """

    step: str
    sources: frozenset[str]
    target: str
    permission: str
    title: str
    who: str
    needs: frozenset[str] = field(default_factory=frozenset)
    deadline: str | None = None


class Workflow:
    """A frozen table of transitions with the look-ups that callers need."""

    def __init__(self, name: str, initial: str, table: Iterable[Transition]) -> None:
        self.name = name
        self.initial = initial
        self.table = tuple(table)
        self._by_step = {row.step: row for row in self.table}
        if len(self._by_step) != len(self.table):
            raise ValueError(f"{name}: a step stands in the table twice")

    def transition(self, step: str, state: str) -> Transition:
        """The row for ``step`` from ``state``; Refusal step-not-allowed when there is none."""
        row = self._by_step.get(step)
        if row is None or state not in row.sources:
            raise Refusal("step-not-allowed")
        return row

    def steps_from(self, state: str) -> list[Transition]:
        """The steps that the table lists from ``state``, in the table's order."""
        return [row for row in self.table if state in row.sources]

    def pairs(self) -> list[tuple[str, str]]:
        """All (from, to) pairs of states, for the database's own check."""
        return sorted({(source, row.target) for row in self.table for source in row.sources})
