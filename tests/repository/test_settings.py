"""Every setting is documented, and nothing is documented that nobody reads."""

import re
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_PAGE = _ROOT / "docs" / "operations" / "settings.md"
_NAME = re.compile(r"\bHAOCHAPING_[A-Z]+(?:_[A-Z]+)*\b")


def _read_by_the_node() -> set[str]:
    sources = [*(_ROOT / "haochaping").rglob("*.py"), *(_ROOT / "config").rglob("*.py")]
    return {name for path in sources for name in _NAME.findall(path.read_text(encoding="utf-8"))}


def _read_by_scripts_and_tests() -> set[str]:
    scripts = [path for path in (_ROOT / "bin").iterdir() if path.is_file()]
    sources = [*scripts, *(_ROOT / "tests").rglob("*.py")]
    return {name for path in sources for name in _NAME.findall(path.read_text(encoding="utf-8"))}


def test_every_variable_that_is_read_is_on_the_page() -> None:
    documented = set(_NAME.findall(_PAGE.read_text(encoding="utf-8")))

    assert _read_by_the_node() - documented == set()
    assert documented - _read_by_the_node() - _read_by_scripts_and_tests() == set()
