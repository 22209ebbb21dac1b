"""The published table of a work order: which step leads from where to where, and who takes it.

The database enforces the same table (``models.py``), ``docs/workorders.md`` shows it, and a new
step is a new row here. ``deadline`` names the rule whose clock starts with the step; ``STOPPED``
ends the running clock; ``None`` lets it run on. ``title`` and ``who`` are translated where they are
shown (``enums.CONTEXT``).
"""

from collections.abc import Mapping
from types import MappingProxyType

from haochaping.core.statemachine import Transition, Workflow
from haochaping.identity.permissions import Permission
from haochaping.workorders.enums import Clock, State, Step

STOPPED = "stopped"

_OFFICE = "the service-management office in whose region the rated unit lies"
_UNIT = "the unit that handles the order"

TABLE = (
    Transition(
        step=Step.DISPATCH,
        sources=frozenset({State.DISPATCHING}),
        target=State.VERIFYING,
        permission=Permission.WORKORDERS_DISPATCH,
        title="Dispatch",
        who=_OFFICE,
        needs=frozenset({"handling_org"}),
        deadline=Clock.VERIFY,
    ),
    Transition(
        step=Step.UPHOLD,
        sources=frozenset({State.VERIFYING}),
        target=State.RECTIFYING,
        permission=Permission.WORKORDERS_VERIFY,
        title="Uphold",
        who=_OFFICE,
        needs=frozenset({"comment"}),
        deadline=Clock.RECTIFY,
    ),
    Transition(
        step=Step.DISMISS,
        sources=frozenset({State.VERIFYING}),
        target=State.ANSWERING,
        permission=Permission.WORKORDERS_VERIFY,
        title="Dismiss",
        who=_OFFICE,
        needs=frozenset({"comment"}),
        deadline=Clock.EXPLAIN,
    ),
    Transition(
        step=Step.RECTIFY,
        sources=frozenset({State.RECTIFYING}),
        target=State.ANSWERING,
        permission=Permission.WORKORDERS_RECTIFY,
        title="Report rectification",
        who=_UNIT,
        needs=frozenset({"comment"}),
    ),
    Transition(
        step=Step.FEED_BACK,
        sources=frozenset({State.ANSWERING}),
        target=State.ANSWERED,
        permission=Permission.WORKORDERS_FEED_BACK,
        title="Answer the rater",
        who=_UNIT,
        needs=frozenset({"comment"}),
        deadline=STOPPED,
    ),
    Transition(
        step=Step.CLOSE,
        sources=frozenset({State.ANSWERED}),
        target=State.CLOSED,
        permission=Permission.WORKORDERS_CLOSE,
        title="Close",
        who=_OFFICE,
        deadline=STOPPED,
    ),
)

# The steps that decide whether the rating was right about the service (article 9, 11).
VERDICTS: Mapping[str, bool] = MappingProxyType({Step.UPHOLD: True, Step.DISMISS: False})

WORKFLOW = Workflow("workorder", State.DISPATCHING, TABLE)


def changes() -> list[tuple[str, str, str]]:
    """Every (step, from, to) that may stand in an order's story; opening comes from nowhere."""
    listed = {(row.step, source, row.target) for row in TABLE for source in row.sources}
    return sorted(listed | {(str(Step.OPEN), "", str(WORKFLOW.initial))})
