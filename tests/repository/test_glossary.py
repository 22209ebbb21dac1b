"""The glossary says of every stored code what it is called; it and the code are the same."""

import importlib
import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import pytest
from django.db.models import Choices
from django.utils import translation

from haochaping.identity.permissions import Permission
from haochaping.identity.roles import ROLES
from haochaping.statistics.measures import MEASURES

_ROOT = Path(__file__).resolve().parents[2]
_PAGE = _ROOT / "docs" / "glossary.md"
# The end of a row with a code: … | `code name` | `code` |
_ROW = re.compile(
    r"^\| (?P<words>.*) \| `(?P<name>[\w.]+)` \| `(?P<code>[\w:-]+)` \|$", re.MULTILINE
)

Row = tuple[str, str]  # code name and code


def _enums() -> Iterator[tuple[str, type[Choices]]]:
    for path in sorted((_ROOT / "haochaping").glob("*/enums.py")):
        area = path.parent.name
        module = importlib.import_module(f"haochaping.{area}.enums")
        for name, found in vars(module).items():
            if isinstance(found, type) and found.__module__ == module.__name__:
                assert issubclass(found, Enum), f"{area}.{name} is no enum"
                assert issubclass(found, Choices), f"{area}.{name} has no labels"
                yield f"{area}.{name}", found


def _in_code() -> dict[Row, str]:
    """Code name and code of everything that is stored as a code → its Chinese."""
    with translation.override("zh-hans"):
        rows = {
            (f"{name}.{member.name}", str(member.value)): str(member.label)
            for name, enum in _enums()
            for member in enum
        }
    rows |= {("identity.ROLES", code): role.name for code, role in ROLES.items()}
    rows |= {(f"identity.Permission.{each.name}", each.value): each.sentence for each in Permission}
    return rows | {("statistics.MEASURES", code): each.name for code, each in MEASURES.items()}


@pytest.fixture(scope="module")
def on_page() -> dict[Row, str]:
    """Code name and code of each row of the page → its other cells."""
    found = list(_ROW.finditer(_PAGE.read_text(encoding="utf-8")))
    rows = {(row["name"], row["code"]): f"| {row['words']} |" for row in found}
    assert len(rows) == len(found), "a code stands on the page twice"
    return rows


def test_every_code_is_in_the_glossary(on_page: dict[Row, str]) -> None:
    assert set(_in_code()) - set(on_page) == set()


def test_the_glossary_names_no_code_that_is_gone(on_page: dict[Row, str]) -> None:
    assert set(on_page) - set(_in_code()) == set()


def test_the_glossary_says_what_pages_say(on_page: dict[Row, str]) -> None:
    other = {
        row: chinese
        for row, chinese in _in_code().items()
        if row in on_page and f"| {chinese} |" not in on_page[row]
    }
    assert other == {}


def test_measures_are_shown_with_the_formula_of_the_code(on_page: dict[Row, str]) -> None:
    for code, measure in MEASURES.items():
        assert f"| {measure.formula} |" in on_page["statistics.MEASURES", code]
