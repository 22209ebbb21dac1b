"""The application that takes ratings: group commit, answers after commit, every way to refuse."""

import asyncio
import json
from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
from django.db import OperationalError

from haochaping.core.errors import Refusal
from haochaping.directory import reference
from haochaping.ratings import committer
from haochaping.ratings.http import BODY_LIMIT, RatingIntake
from haochaping.ratings.models import Rating
from haochaping.ratings.queries import LABELS_IN_USE
from haochaping.workorders.models import WorkOrder
from tests.fixtures.city import make_city, push_service
from tests.fixtures.databases import CommittedDatabase
from tests.ratings.test_intake import sms_ticket

Answer = tuple[int, dict[str, str], dict[str, Any]]


@pytest.fixture
def real_city(committed_db: CommittedDatabase) -> Iterator[None]:
    """The small city in a database where threads see each other's commits."""
    reference.forget()
    make_city()
    reference.forget()
    yield
    reference.forget()


def ticket_of(number: str) -> str:
    ticket = push_service(number).ticket
    assert ticket is not None
    return sms_ticket(ticket)


async def send(
    intake: RatingIntake, body: bytes, *, method: str = "POST", **headers: str
) -> Answer:
    """One request in two parts, as a slow telephone sends it."""
    parts = [body[: len(body) // 2], body[len(body) // 2 :]]
    answered: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        part = parts.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(parts)}

    async def respond(message: MutableMapping[str, Any]) -> None:
        answered.append(message)

    names = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"method": method, "path": "/api/v1/ratings", "query_string": b"", "headers": names}
    await intake(scope, receive, respond)
    start, content = answered
    found = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], found, json.loads(content["body"])


def ask(body: Any, **options: str) -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return asyncio.run(send(RatingIntake(), content, **options))


def test_what_arrives_at_once_is_committed_together(real_city: None) -> None:
    """Forty raters, three of them twice: forty ratings, and the orders of the bad ones."""
    bodies: list[dict[str, Any]] = [
        {"ticket": ticket_of(f"G{n}"), "satisfaction": 1 + n % 5, "writingEvaluation": "如实"}
        for n in range(40)
    ]

    async def all_at_once() -> list[Answer]:
        intake = RatingIntake()
        sent = bodies + bodies[:3]
        answers = await asyncio.gather(*(send(intake, json.dumps(b).encode()) for b in sent))
        await intake.drain()
        return answers

    answers = asyncio.run(all_at_once())
    statuses = [status for status, _, _ in answers]
    assert sorted(statuses) == [200] * 3 + [201] * 40
    for twice in range(3):
        assert answers[twice][2]["receipt"] == answers[40 + twice][2]["receipt"]
    assert Rating.objects.count() == 40
    assert WorkOrder.objects.count() == sum(b["satisfaction"] <= 2 for b in bodies)


@pytest.mark.parametrize(
    ("body", "options", "expected"),
    [
        (b"{", {}, (400, "malformed-json")),
        (b"[" * 100_000, {}, (400, "malformed-json")),
        (b"[]", {}, (422, "invalid")),
        (b"{}", {}, (422, "invalid")),
        (b'{"ticket": 5, "satisfaction": 5}', {}, (422, "invalid")),
        (b'{"ticket": "x", "satisfaction": 5}', {}, (404, "unknown-ticket")),
        (b"x=1", {"content_type": "text/plain"}, (415, "unsupported-media-type")),
        (b" " * (BODY_LIMIT + 1), {}, (413, "too-large")),
        (b"{}", {"method": "GET"}, (405, "method-not-allowed")),
    ],
)
def test_refusals(
    real_city: None, body: bytes, options: dict[str, str], expected: tuple[int, str]
) -> None:
    status, headers, problem = ask(body, **options)
    assert (status, problem["code"]) == expected
    assert headers["content-type"] == "application/problem+json"
    assert headers["cache-control"] == "no-store"


def test_a_refusal_in_english(real_city: None) -> None:
    _, _, problem = ask(b"{}", accept_language="en-GB")
    assert problem["title"] == "Some values are missing or not valid."
    assert {each["field"] for each in problem["errors"]} == {"satisfaction", "ticket"}


def test_without_a_ticket_the_app_must_sign(real_city: None) -> None:
    rater = {"name": "甲", "certType": "111", "certNo": "411081190001010014"}
    claim = {"projectNo": "X", "serviceNumber": 1, "satisfaction": 5, "rater": rater}
    status, _, problem = ask(claim)
    assert (status, problem["code"]) == (401, "signature-missing")


def test_a_database_that_is_gone_is_told_politely(
    real_city: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {"ticket": ticket_of("D1"), "satisfaction": 5}
    LABELS_IN_USE.get()

    def gone(submissions: object) -> None:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(committer, "submit", gone)
    status, headers, problem = ask(body)
    assert (status, problem["code"]) == (503, "unavailable")
    assert int(headers["retry-after"]) > 0


def test_a_full_queue_is_told_politely(real_city: None, monkeypatch: pytest.MonkeyPatch) -> None:
    body = {"ticket": ticket_of("Q1"), "satisfaction": 5}
    monkeypatch.setattr(committer, "QUEUE", 0)
    status, headers, problem = ask(body)
    assert (status, problem["code"]) == (503, "overloaded")
    assert "retry-after" in headers


def test_a_queue_that_waits_too_long_is_told_before_the_body_is_read(
    real_city: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(committer, "WAIT_SECONDS", -1.0)
    status, headers, problem = ask({"ticket": "what stands here is not looked at"})
    assert (status, problem["code"]) == (503, "overloaded")
    assert int(headers["retry-after"]) > 0


def test_a_lone_request_presses_nobody(real_city: None) -> None:
    intake = RatingIntake()
    assert not intake.pressed()


def test_a_fault_of_our_own_does_not_leak(real_city: None, monkeypatch: pytest.MonkeyPatch) -> None:
    body = {"ticket": ticket_of("F1"), "satisfaction": 5}

    def faulty(submissions: object) -> None:
        raise ValueError("secret inner detail")

    monkeypatch.setattr(committer, "submit", faulty)
    status, _, problem = ask(body)
    assert (status, problem["code"]) == (500, "internal-error")
    assert "secret" not in json.dumps(problem)


def test_a_client_that_hangs_up_leaves_nothing(real_city: None) -> None:
    async def hang_up() -> None:
        async def receive() -> MutableMapping[str, Any]:
            return {"type": "http.disconnect"}

        answered: list[MutableMapping[str, Any]] = []

        async def respond(message: MutableMapping[str, Any]) -> None:
            answered.append(message)

        scope = {"method": "POST", "path": "/", "query_string": b"", "headers": []}
        await RatingIntake()(scope, receive, respond)
        assert answered[0]["status"] == 400

    asyncio.run(hang_up())
    assert Rating.objects.count() == 0


def test_refusals_keep_their_words() -> None:
    refusal = Refusal("overloaded", retry_after=2)
    assert refusal.problem("en")["title"].startswith("The service is very busy")
