"""A small town to bring files into: a county, two offices and a hall."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from haochaping.core.actor import SYSTEM
from haochaping.directory import reference
from haochaping.directory.actions import ImportReport, import_file
from haochaping.directory.enums import Kind

POLICE = "11411081XC0000027B"
SUPERVISOR = "11411081XC0000019G"


@pytest.fixture(autouse=True)
def _no_copy_of_another_test() -> Iterator[None]:
    reference.forget()
    yield
    reference.forget()


class Desk:
    """Someone at a desk who writes files and brings them in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, text: str, *, encoding: str = "utf-8", name: str = "table.csv") -> Path:
        path = self.folder / name
        path.write_bytes(text.encode(encoding))
        return path

    def brings(
        self, kind: Kind, text: str, *, partial: bool = False, dry_run: bool = False
    ) -> ImportReport:
        return import_file(kind, self.write(text), by=SYSTEM, partial=partial, dry_run=dry_run)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def town(db: None, desk: Desk) -> Desk:
    """禹州市 with its supervising office, its police and one hall."""
    files = {
        Kind.REGIONS: "areaCode,areaName\n"
        "410000000000,河南省\n411000000000,许昌市\n411081,禹州市\n411081103,神垕镇\n",
        Kind.ORGANISATIONS: "orgCode,orgName,areaCode,supervisor\n"
        f"{SUPERVISOR},禹州市政务服务和大数据管理局,411081,是\n{POLICE},禹州市公安局,411081,否\n",
        Kind.HALLS: "hallCode,hallName,areaCode,orgCode\n"
        f"411081DT01,禹州市民之家,411081,{SUPERVISOR}\n",
    }
    for kind, text in files.items():
        assert desk.brings(kind, text).errors == ()
    return desk


def errors_of(report: ImportReport) -> list[tuple[int, str]]:
    """Row and field of each error."""
    return [(error.row, error.field) for error in report.errors]
