"""The shape of the code: short files, short functions, one job per file name, no secrets."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
_FOLDERS = ("benchmarks", "bin", "config", "deploy", "docs", "haochaping", "templates", "tests")
_LONGEST_FILE = 300
_LONGEST_FUNCTION = 60
_FORBIDDEN_NAMES = {"utils.py", "helpers.py", "common.py", "manager.py", "misc.py"}
_SECRETS = re.compile(r"BEGIN (RSA |EC |OPENSSH )?PRIVATE KEY|AKIA[0-9A-Z]{16}")


def _files(*suffixes: str) -> list[Path]:
    """Files that somebody wrote; git is not asked, because it need not be here."""
    return [
        path
        for folder in _FOLDERS
        for path in sorted((_ROOT / folder).rglob("*"))
        if path.suffix in suffixes and path.is_file()
    ]


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def _relative(path: Path) -> str:
    return str(path.relative_to(_ROOT))


@pytest.fixture(scope="module")
def python_files() -> list[Path]:
    """Every Python file that somebody wrote."""
    return [path for path in _files(".py") if "migrations" not in path.parts]


def test_no_file_is_longer_than_can_be_kept_in_mind(python_files: list[Path]) -> None:
    long = {
        _relative(path): lines
        for path in python_files
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > _LONGEST_FILE
    }
    assert long == {}


def test_no_function_is_longer_than_a_screen(python_files: list[Path]) -> None:
    long = {
        f"{_relative(path)}:{name}": lines
        for path in python_files
        for name, lines in _functions(path)
        if lines > _LONGEST_FUNCTION
    }
    assert long == {}


def test_no_file_is_named_after_nothing(python_files: list[Path]) -> None:
    assert [_relative(path) for path in python_files if path.name in _FORBIDDEN_NAMES] == []


def test_nothing_secret_is_kept() -> None:
    texts = _files(".py", ".md", ".toml", ".sql", ".html", ".txt", ".csv", ".po", ".sh")
    leaked = [
        _relative(path)
        for path in texts
        if path != Path(__file__) and _SECRETS.search(path.read_text(encoding="utf-8"))
    ]
    assert leaked == []
    assert _files(".key", ".pem") == []


def test_pages_hold_no_script_and_no_style_of_their_own() -> None:
    """The content security policy would drop them, and the page would look broken."""
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=\"|javascript:")
    found = {
        f"{_relative(path)}:{number}"
        for path in _files(".html")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if inline.search(line)
    }
    assert found == set()
