"""Which request something is done for: its id and the address it came from."""

import contextlib
import contextvars
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """``request_id`` stands in the logs as well; both are empty outside a request."""

    request_id: str = ""
    address: str = ""


_ORIGIN: contextvars.ContextVar[Origin] = contextvars.ContextVar("origin")
_NONE = Origin()


def origin() -> Origin:
    """The request being served by this thread or task."""
    return _ORIGIN.get(_NONE)


@contextlib.contextmanager
def serving(given: Origin) -> Iterator[None]:
    """Everything recorded inside belongs to ``given``."""
    token = _ORIGIN.set(given)
    try:
        yield
    finally:
        _ORIGIN.reset(token)
