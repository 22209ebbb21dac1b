"""Writing the audit log, inside the transaction of what is audited: no audit, no action."""

import re
from typing import Any

from haochaping.audit.context import origin
from haochaping.audit.models import Entry
from haochaping.audit.personal import refuse_personal
from haochaping.core.actor import Actor

_ACTION = re.compile(r"[a-z][a-z-]*:[a-z][a-z-]*")


def record(
    *,
    by: Actor,
    action: str,
    object: str,  # noqa: A002 (the column's name)
    detail: dict[str, Any] | None = None,
) -> Entry:
    """Add one entry about ``object``, the thing's own code or number.

    Raises PersonalDetail rather than store a personal number, ValueError for an action that is
    not ``area:verb``.
    """
    detail = detail or {}
    if not _ACTION.fullmatch(action):
        raise ValueError(f"an action is area:verb, not {action!r}")
    refuse_personal(detail, action)
    refuse_personal(object, f"{action}.object")
    request = origin()
    return Entry.objects.create(
        actor_kind=by.kind,
        actor_id=by.id,
        actor_label=by.label,
        action=action,
        object=object,
        detail=detail,
        request_id=request.request_id,
        # A rater's address would lead to the person; the log is about what staff and systems do.
        address=None if by.kind == "rater" else request.address or None,
    )
