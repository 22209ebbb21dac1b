"""Raters who do not give up: submissions that are repeated until they are answered."""

import json
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from django.conf import settings
from django.test import override_settings

from haochaping.cases.enums import TicketPurpose, TicketWay
from haochaping.cases.tickets import Ticket

# A node is serving again within 30 seconds (promise A2); this is how often raters try till then.
_TRIES = 600
_PAUSE_SECONDS = 0.1


@contextmanager
def keys_of(data: Path) -> Iterator[None]:
    """Derive tickets with the keys of the node in ``data`` instead of the tests' own."""
    with override_settings(NODE=replace(settings.NODE, data_dir=data)):
        yield


def sms_ticket(service_key: UUID) -> str:
    """The link that the node itself would send to the number on file of a service."""
    return Ticket(service_key, TicketPurpose.RATE, TicketWay.SMS, 1, 1).text()


@dataclass(frozen=True, slots=True)
class Submission:
    """One rating to be sent until it is answered."""

    service_key: UUID
    body: dict[str, Any]


class Raters:
    """``threads`` raters at once; ``answers`` maps a service to the answer it was given."""

    def __init__(self, url: str, submissions: list[Submission], *, threads: int) -> None:
        self._url = url
        self._waiting: queue.SimpleQueue[Submission] = queue.SimpleQueue()
        for each in submissions:
            self._waiting.put(each)
        self._threads = [threading.Thread(target=self._work) for _ in range(threads)]
        self._changed = threading.Condition()
        self._pause = threading.Event()
        self.answers: dict[UUID, tuple[int, dict[str, Any]]] = {}
        self.repeats = 0

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def wait_for(self, answered: int) -> None:
        """Come back when so many are answered."""
        with self._changed:
            done = self._changed.wait_for(lambda: len(self.answers) >= answered, timeout=120)
        assert done, f"only {len(self.answers)} of {answered} were answered"

    def join(self) -> None:
        """Come back when all are answered."""
        for thread in self._threads:
            thread.join(timeout=120)
            assert not thread.is_alive()

    def _work(self) -> None:
        with httpx.Client(base_url=self._url, timeout=10) as client:
            while not self._waiting.empty():
                try:
                    submission = self._waiting.get_nowait()
                except queue.Empty:
                    return
                self._send(client, submission)

    def _send(self, client: httpx.Client, submission: Submission) -> None:
        for _ in range(_TRIES):
            answer = _try(lambda: client.post("/api/v1/ratings", json=submission.body))
            if answer is not None:
                with self._changed:
                    self.answers[submission.service_key] = answer
                    self._changed.notify_all()
                return
            self.repeats += 1
            self._pause.wait(_PAUSE_SECONDS)


def _try(send: Callable[[], httpx.Response]) -> tuple[int, dict[str, Any]] | None:
    """Status and body of an answer; None where a rater tries again."""
    try:
        response = send()
        body: dict[str, Any] = response.json()
    except (httpx.TransportError, json.JSONDecodeError):
        return None
    return None if response.status_code in (429, 503) else (response.status_code, body)
