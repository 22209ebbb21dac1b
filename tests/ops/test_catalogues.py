"""The compiler of translations, read back by Python's own gettext."""

import gettext
import io
import os
from pathlib import Path

import pytest

from haochaping.ops.catalogues import CatalogueUnreadable, compile_all, compiled

_PO = r"""# a comment
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=1; plural=0;\n"

#: templates/a.html:3
msgid "Rate"
msgstr "评价"

msgctxt "noun"
msgid "Rate"
msgstr "评分"

msgid ""
"Two "
"lines\n"
msgstr "两\"行\"\n"

#, fuzzy
msgid "Guess"
msgstr "猜"

msgid "%(n)s day"
msgid_plural "%(n)s days"
msgstr[0] "%(n)s 天"

msgid "Untranslated"
msgstr ""

#~ msgid "Old"
#~ msgstr "旧"
msgid "Close together"
msgstr "紧"
msgid "No empty line before"
msgstr "挨"
"""


def _catalogue(folder: Path, text: str = _PO) -> Path:
    path = folder / "haochaping/area/locale/zh_Hans/LC_MESSAGES/django.po"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_python_reads_what_was_compiled(tmp_path: Path) -> None:
    found = gettext.GNUTranslations(io.BytesIO(compiled(_catalogue(tmp_path))))
    assert found.gettext("Rate") == "评价"
    assert found.pgettext("noun", "Rate") == "评分"
    assert found.gettext("Two lines\n") == '两"行"\n'
    assert found.ngettext("%(n)s day", "%(n)s days", 3) == "%(n)s 天"
    assert found.gettext("Close together") == "紧"
    assert found.gettext("No empty line before") == "挨"
    for unknown in ("Guess", "Untranslated", "Old"):
        assert found.gettext(unknown) == unknown


def test_only_what_changed_is_compiled_again(tmp_path: Path) -> None:
    source = _catalogue(tmp_path)
    assert compile_all(tmp_path) == 1
    assert compile_all(tmp_path) == 0
    later = source.with_suffix(".mo").stat().st_mtime + 5
    os.utime(source, (later, later))
    assert compile_all(tmp_path) == 1


@pytest.mark.parametrize(
    "line", ['msgstr "open', "msgstr bare", '"string before any name"', 'msgstr "a" + "b"']
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str) -> None:
    source = _catalogue(tmp_path, f'{line}\nmsgid "x"\n')
    with pytest.raises(CatalogueUnreadable, match=r"django\.po, line 1"):
        compiled(source)


def test_every_catalogue_of_the_project_can_be_compiled() -> None:
    root = Path(__file__).parents[2]
    for source in root.glob("haochaping/**/LC_MESSAGES/*.po"):
        gettext.GNUTranslations(io.BytesIO(compiled(source)))
