"""What the bench reports, and that its reference is one transaction of the five statements."""

import asyncio
import json
from pathlib import Path

from haochaping.ops.bench.client import run
from haochaping.ops.bench.result import Bar, Result

_SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "intake.pgbench.sql"


def test_the_ratio_is_the_median_of_the_pairs() -> None:
    result = Result("intake", "ratings/s", [(100, 200), (90, 100), (10, 100)], bar=Bar(0.5))
    assert (result.value, result.reference, result.ratio) == (90, 100, 0.5)
    assert result.held
    assert json.loads(result.json()) == {
        "name": "intake",
        "value": 90,
        "reference": 100,
        "ratio": 0.5,
        "unit": "ratings/s",
        "runs": 3,
        "spread": [0.1, 0.9],
        "bar": "≥ 0.5 x",
        "held": True,
        "note": "",
    }


def test_a_bar_on_the_value_needs_no_reference() -> None:
    bar = Bar(2, of="value", least=False)
    assert Result("visible", "s", [(1.5, None), (9, None), (1, None)], bar).held
    assert not Result("visible", "s", [(2.5, None)], bar).held


def test_a_ratio_that_could_not_be_taken_holds_nothing() -> None:
    assert not Result("intake", "ratings/s", [(100, None)], Bar(0.5)).held


def test_at_most_is_the_other_way_round() -> None:
    bar = Bar(1.5, least=False)
    assert Result("sweep", "s", [(3, 2)], bar).held
    assert not Result("sweep", "s", [(4, 2)], bar).held


def test_a_missed_bar_is_said() -> None:
    result = Result("intake", "ratings/s", [(40, 100)], bar=Bar(0.5))
    assert not result.held
    assert "MISSED" in result.lines()[-1]


def test_the_reference_commits_rating_by_rating() -> None:
    text = _SCRIPT.read_text(encoding="utf-8")
    words = [line.split()[0] for line in text.splitlines() if line and not line.startswith("--")]
    assert words == ["BEGIN;", "SELECT", "INSERT", "INSERT", "COMMIT;"]


def test_the_load_generator_counts_every_answer() -> None:
    """Against a server of the test's own: two connections, five requests, five answers."""

    async def play() -> dict[str, object]:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while not reader.at_eof():
                try:
                    head = await reader.readuntil(b"\r\n\r\n")
                except asyncio.IncompleteReadError:
                    break
                size = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
                body = await reader.readexactly(size)
                status = b"201 Created" if body == b'{"n":1}' else b"409 Conflict"
                answer = b"HTTP/1.1 " + status + b"\r\nContent-Length: 2\r\n\r\n{}"
                writer.write(answer)
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server:
            return await run(port, 2, 30.0, [b'{"n":1}'] * 3 + [b'{"n":2}'] * 2, "/")

    answer = asyncio.run(play())
    assert answer["statuses"] == {"201": 3, "409": 2}
