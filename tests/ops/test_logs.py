"""What may not stand in a log, however it comes there."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from haochaping.ops.logs import configure, scrub_text


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """A log of a part called "web"; the process's own logging is put back afterwards."""
    root = logging.getLogger()
    before, level = root.handlers, root.level
    configure(tmp_path, "web")
    yield tmp_path / "logs" / "web.log"
    for handler in root.handlers:
        handler.close()
    root.handlers, root.level = before, level
    structlog.reset_defaults()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("call 13812345678 now", "call [mobile] now"),
        ("电话13812345678。", "电话[mobile]。"),
        ("+86 138 1234 5678", "[mobile]"),
        ("card 41100219900307123X.", "card [certificate]."),
        ("GET /r/Ab3dEf7hIj1lMn5pQr9tUv2x HTTP", "GET /r/[ticket] HTTP"),
        ("/api/v1/tickets/Ab3dEf7hIj1lMn5pQr9tUv2x/code", "/api/v1/tickets/[ticket]/code"),
        ("postgresql://app:s3cret@/db", "postgresql://app:[password]@/db"),
        ("write to li.lei@example.cn", "write to [e-mail]"),
    ],
)
def test_personal_data_in_a_text_is_replaced(text: str, shown: str) -> None:
    assert scrub_text(text) == shown


@pytest.mark.parametrize(
    "text",
    ["position 12345678901", "411002000000", "task 1141100000576401270100000000000", "2026-11-24"],
)
def test_codes_and_times_stay(text: str) -> None:
    assert scrub_text(text) == text


def test_a_line_is_one_json_object_without_the_person(log: Path) -> None:
    structlog.get_logger("area").warning(
        "rated", mobile="x", nested={"userName": "李雷", "n": 3}, numbers=[13812345678], ok=True
    )
    (line,) = log.read_text(encoding="utf-8").splitlines()
    said = json.loads(line)
    assert said["event"] == "rated"
    assert said["level"] == "warning"
    assert said["mobile"] == "[hidden]"
    assert said["nested"] == {"userName": "[hidden]", "n": 3}
    assert said["numbers"] == ["[mobile]"]
    assert said["ok"] is True


def test_an_exception_of_the_standard_logging_is_scrubbed_too(log: Path) -> None:
    try:
        raise ValueError("bad number 13812345678")
    except ValueError:
        logging.getLogger("django.request").exception("failed for %s", "41100219900307123X")
    text = log.read_text(encoding="utf-8")
    assert json.loads(text)["event"] == "failed for [certificate]"
    assert "[mobile]" in text
    assert "13812345678" not in text
    assert "41100219900307123X" not in text
