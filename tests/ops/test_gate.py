"""Who is let through to Django, and who is asked to come back."""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import pytest

from haochaping.ops.gate import Gate

Message = MutableMapping[str, Any]


class Hall:
    """A gate before an application whose requests stay inside until they are let go."""

    def __init__(self, *, threads: int = 2, pressed: bool = False) -> None:
        self.pressed = pressed
        self.inside: list[str] = []
        self._leave = asyncio.Event()
        self.gate = Gate(self._work, threads=threads, pressed=lambda: self.pressed)

    async def _work(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        self.inside.append(scope["path"])
        await self._leave.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def enter(self, path: str, language: bytes = b"zh") -> list[Message]:
        """What one request is answered."""
        answers: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b""}

        async def send(message: Message) -> None:
            answers.append(message)

        scope = {"type": "http", "path": path, "headers": [(b"accept-language", language)]}
        await self.gate(scope, receive, send)
        return answers

    def open(self) -> None:
        self._leave.set()


async def crowd(hall: Hall, *paths: str) -> list[int]:
    """The statuses of requests that are all there at once."""
    tasks = [asyncio.create_task(hall.enter(path)) for path in paths]
    await asyncio.sleep(0)
    hall.open()
    return [(await task)[0]["status"] for task in tasks]


def test_what_fits_is_let_through() -> None:
    async def play() -> list[int]:
        return await crowd(Hall(threads=2), *["/r/x"] * 32)

    assert asyncio.run(play()) == [200] * 32


def test_more_than_can_wait_are_asked_to_come_back() -> None:
    async def play() -> list[int]:
        return await crowd(Hall(threads=2), *["/r/x"] * 34)

    assert asyncio.run(play()) == [200] * 32 + [503] * 2


@pytest.mark.parametrize("path", ["/results", "/results/411000", "/api/v1/public/results"])
def test_figures_take_half_of_the_threads_at_most(path: str) -> None:
    async def play() -> list[int]:
        return await crowd(Hall(threads=4), path, path, path, "/r/x")

    assert asyncio.run(play()) == [200, 200, 503, 200]


def test_figures_are_shed_before_ratings() -> None:
    async def play() -> list[int]:
        return await crowd(Hall(pressed=True), "/results", "/r/x", "/api/v1/services")

    assert asyncio.run(play()) == [503, 200, 200]


def test_operators_see_in_when_nobody_else_does() -> None:
    async def play() -> list[int]:
        return await crowd(Hall(threads=1), *["/r/x"] * 17, "/readyz")

    assert asyncio.run(play()) == [200] * 16 + [503, 200]


def test_who_left_makes_room() -> None:
    async def play() -> list[int]:
        hall = Hall(threads=1)
        await crowd(hall, *["/r/x"] * 17)
        return await crowd(hall, "/r/x", "/results")

    assert asyncio.run(play()) == [200, 200]


def test_programs_get_a_problem_and_people_a_sentence() -> None:
    async def play() -> tuple[list[Message], list[Message], list[Message]]:
        hall = Hall(pressed=True)
        return (
            await hall.enter("/api/v1/public/results", b"en"),
            await hall.enter("/results"),
            await hall.enter("/results", b"en-GB"),
        )

    problem, page, english = asyncio.run(play())
    assert json.loads(problem[1]["body"])["code"] == "overloaded"
    for answer in (problem, page, english):
        assert int(dict(answer[0]["headers"])[b"retry-after"]) > 0
    assert "稍后" in page[1]["body"].decode() or "繁忙" in page[1]["body"].decode()
    assert "very busy" in english[1]["body"].decode()
