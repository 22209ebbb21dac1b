"""Writing the audit log, inside the transaction of what is audited: no audit, no action."""

import json
import re
from typing import Any

from haochaping.audit.models import Entry
from haochaping.core.actor import Actor

# Runs of digits that only a telephone or identity number has, wherever they stand in a detail.
_PERSONAL = re.compile(r"(?<!\d)(1\d{10}|\d{17}[\dXx]|\d{15})(?!\d)")


class PersonalDetail(ValueError):
    """A detail that seems to hold a telephone or identity number: a programming error."""


def record(*, by: Actor, action: str, object: str, detail: dict[str, Any] | None = None) -> Entry:
    """Add one entry. Raises PersonalDetail rather than store a personal number."""
    detail = detail or {}
    if _PERSONAL.search(json.dumps(detail, ensure_ascii=False, default=str)):
        raise PersonalDetail(action)
    return Entry.objects.create(
        actor_kind=by.kind, actor_id=by.id, action=action, object=object, detail=detail
    )
