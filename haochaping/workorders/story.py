"""The words in an order's story: sealed as they were written, shown without identities."""

from collections.abc import Sequence

from haochaping.core import crypto
from haochaping.workorders.enums import Step
from haochaping.workorders.models import WorkOrderStep

_PLACE = b"workorders_step"


def seal_comment(order_no: str, seq: int, comment: str) -> bytes | None:
    """The envelope of what was written at one step; None when nothing was."""
    if not comment:
        return None
    return crypto.seal(comment.encode(), aad=_aad(order_no, seq))


def comment_of(step: WorkOrderStep) -> str:
    """What was written at one step, as it was written: for the node's own use, not for a page."""
    if step.envelope is None:
        return ""
    return crypto.unseal(bytes(step.envelope), aad=_aad(step.order_id, step.seq)).decode()


def _aad(order_no: str, seq: int) -> bytes:
    return _PLACE + order_no.encode() + seq.to_bytes(2)


def answers_of(steps: Sequence[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """What was written at steps (order number, sequence) for the rater to read; one query."""
    nos = {no for no, _ in steps}
    rows = WorkOrderStep.objects.filter(order__in=nos, step=Step.FEED_BACK)
    wanted = set(steps)
    return {
        (row.order_id, row.seq): comment_of(row)
        for row in rows
        if (row.order_id, row.seq) in wanted
    }
