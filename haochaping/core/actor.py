"""Who does something: a member of staff, a system, a rater, or the node itself."""

from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["staff", "app", "rater", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """``id`` is a login, an app id or ``system``; a rater's is the service key, never a name."""

    kind: ActorKind
    id: str
    label: str


SYSTEM = Actor("system", "system", "系统")
