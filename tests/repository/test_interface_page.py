"""The page for integrators: every code of a refusal, and an example that is right."""

import json
import re
from pathlib import Path

import pytest

from haochaping.core.refusals import REFUSALS
from haochaping.identity.signatures import signature

_FOLDER = Path(__file__).resolve().parents[2] / "docs" / "interfaces"
_ROW = re.compile(r"^\| (?P<status>\d{3}) \| (?P<codes>.+) \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def page() -> str:
    """The text of the page."""
    return (_FOLDER / "README.md").read_text(encoding="utf-8")


def test_every_refusal_stands_under_its_status(page: str) -> None:
    documented = {
        (code, int(row["status"]))
        for row in _ROW.finditer(page)
        for code in re.findall(r"`([a-z0-9-]+)`", row["codes"])
    }

    assert documented == {(code, kind.status) for code, kind in REFUSALS.items()}


def test_the_worked_example_is_the_first_vector(page: str) -> None:
    vectors = json.loads((_FOLDER / "signature-vectors.json").read_text(encoding="utf-8"))
    first = vectors["vectors"][0]

    for part in ("secret", "signed", "signature"):
        assert first[part] in page
    assert first["signature"] == signature(
        first["secret"],
        first["method"],
        first["target"],
        first["timestamp"],
        first["nonce"],
        first["body"].encode(),
    )
