"""Every English text of the pages has its Chinese one."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation.template import templatize

_ROOT = Path(__file__).resolve().parents[2]
_PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop"}
_PLURAL = {"ngettext", "ngettext_lazy"}
_CONTEXT = {"pgettext", "pgettext_lazy"}
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[A-Za-z]{2}")
# What templatize() makes of {% translate %} and {% blocktranslate %}.
_IN_TEMPLATE = re.compile(
    r"\b(?P<kind>gettext|pgettext|ngettext|npgettext|_)\((?P<arguments>(?:[^()'\"]"
    r"|u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\")*)\)",
    re.DOTALL,
)


class Text(NamedTuple):
    """A text as the code has it, with its context if it has one, and where it stands."""

    place: str
    context: str | None
    english: str
    plural: str | None = None

    @property
    def chinese(self) -> str:
        """What the catalogues make of it."""
        if self.plural is not None:
            return ngettext(self.english, self.plural, 1)
        if self.context is None:
            return gettext(self.english)
        return pgettext(self.context, self.english)


def _of_call(name: str, arguments: list[object], place: str) -> Iterator[Text]:
    texts = [argument for argument in arguments if isinstance(argument, str)]
    if name in _CONTEXT and len(texts) >= 2:
        yield Text(place, texts[0], texts[1])
    elif name in _PLURAL and len(texts) >= 2:
        yield Text(place, None, texts[0], texts[1])
    elif name in _PLAIN and texts:
        yield Text(place, None, texts[0])


def _in_python(path: Path) -> Iterator[Text]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, (ast.Name, ast.Attribute)):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            constants = [a.value for a in node.args if isinstance(a, ast.Constant)]
            place = f"{path.relative_to(_ROOT)}:{node.lineno}"
            yield from _of_call(name, list(constants), place)


def _in_template(path: Path) -> Iterator[Text]:
    made = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for found in _IN_TEMPLATE.finditer(made):
        call = ast.parse(f"f({found['arguments'].strip()})", mode="eval").body
        assert isinstance(call, ast.Call)
        constants: list[object] = [a.value for a in call.args if isinstance(a, ast.Constant)]
        # templatize() doubles percent signs no more than xgettext undoes.
        yield from _of_call(found["kind"], constants, str(path.relative_to(_ROOT)))


@pytest.fixture(scope="module")
def texts() -> list[Text]:
    """Every text of the code that is meant to be translated."""
    python = [
        path for path in (_ROOT / "haochaping").rglob("*.py") if "migrations" not in path.parts
    ]
    pages = [path for path in (_ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"}]
    found = [text for path in python for text in _in_python(path)]
    return found + [text for path in pages for text in _in_template(path)]


def test_every_text_is_translated(texts: list[Text]) -> None:
    with translation.override("zh-hans"):
        missing = {
            (text.english, text.context or ""): text.place
            for text in texts
            if _WORD.search(text.english) and not _CHINESE.search(text.chinese)
        }
    assert missing == {}


def test_the_code_is_written_in_english(texts: list[Text]) -> None:
    chinese = {
        text.place
        for text in texts
        if _CHINESE.search(text.english) and not _WORD.search(text.english)
    }
    assert chinese == set()


def test_texts_were_found_in_code_and_pages(texts: list[Text]) -> None:
    assert any(text.place.startswith("haochaping/") for text in texts)
    assert any(text.place.startswith("templates/") for text in texts)
