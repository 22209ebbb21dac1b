"""Every ``.sql`` file fits the migrated schema: raw SQL is not checked by anything else."""

import re
from pathlib import Path

import psycopg
import pytest

from tests.fixtures.databases import CommittedDatabase

_ROOT = Path(__file__).resolve().parents[2]
_FILES = sorted((_ROOT / "haochaping").glob("**/sql/*.sql"))
# Rows that the code writes out stand as a comment; any rows of the same shape do for a test.
_ROWS = re.compile(r"INSERT INTO (\w+)(.*?)\(([^()]*)\)\s*VALUES /\*values\*/", re.DOTALL)
_NAMED = re.compile(r"%\((\w+)\)s")


@pytest.mark.parametrize("path", _FILES, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_the_statement_can_be_prepared(committed_db: CommittedDatabase, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    text = _ROWS.sub(r"INSERT INTO \1\2(\3) SELECT \3 FROM \1", text)
    names = list(dict.fromkeys(_NAMED.findall(text)))
    numbered = _NAMED.sub(lambda found: f"${names.index(found[1]) + 1}", text)
    if "%s" in numbered:
        pieces = numbered.split("%s")
        numbered = pieces[0] + "".join(f"${n}{rest}" for n, rest in enumerate(pieces[1:], start=1))

    with psycopg.connect(committed_db.app_url, autocommit=True) as session:
        session.execute(f"PREPARE this AS {numbered.replace('%%', '%')}")


def test_the_files_were_found() -> None:
    assert len(_FILES) > 5
