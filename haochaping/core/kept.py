"""A value that is read from the database now and then instead of at every use."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """Keeps what ``load`` answered for ``seconds``; one thread reloads while others wait."""

    def __init__(self, load: Callable[[], T], *, seconds: float) -> None:
        self._load = load
        self._seconds = seconds
        self._lock = threading.Lock()
        self._value: T | None = None
        self._until = 0.0

    def get(self) -> T:
        """The value, at most ``seconds`` old."""
        value = self.fresh()
        if value is not None:
            return value
        with self._lock:
            value = self.fresh()
            if value is None:
                value = self._value = self._load()
                self._until = time.monotonic() + self._seconds
            return value

    def fresh(self) -> T | None:
        """The value if it need not be read anew, else None. Never waits."""
        return self._value if time.monotonic() < self._until else None

    def forget(self) -> None:
        """Read anew at the next use."""
        self._until = 0.0
