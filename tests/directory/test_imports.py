"""Files that come in: encodings, headers, errors with row and field, all or nothing."""

import datetime as dt
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils.translation import override

from haochaping.audit.models import Entry
from haochaping.core.actor import SYSTEM
from haochaping.directory.actions import import_file
from haochaping.directory.enums import Kind
from haochaping.directory.models import (
    Edition,
    Organisation,
    Region,
    Staff,
)
from tests.directory.conftest import POLICE, Desk, errors_of

STAFF = "staffNo,staffName,orgCode,hallCode\n"


def spreadsheet(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("目录", 0)
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_a_new_file_creates_rows_and_the_same_file_changes_nothing(town: Desk) -> None:
    text = STAFF + f"10810001,陈静,{POLICE},411081DT01\n10810002,王磊,{POLICE},\n"
    first = town.brings(Kind.STAFF, text)
    again = town.brings(Kind.STAFF, text)
    assert (first.created, first.updated, first.unchanged, first.written) == (2, 0, 0, True)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    assert Staff.objects.get(number="10810002").hall is None


def test_a_changed_row_is_updated_and_absent_columns_keep_their_values(town: Desk) -> None:
    town.brings(Kind.STAFF, STAFF + f"10810001,陈静,{POLICE},411081DT01\n")
    report = town.brings(Kind.STAFF, f"staffNo,staffName,orgCode\n10810001,陈晶,{POLICE}\n")
    clerk = Staff.objects.get(number="10810001")
    assert (report.updated, clerk.name) == (1, "陈晶")
    assert clerk.hall is not None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_the_encodings_that_offices_use_are_read(town: Desk, encoding: str) -> None:
    path = town.write(f"工号,姓名,单位代码\n10810001,陈静,{POLICE}\n", encoding=encoding)
    report = import_file(Kind.STAFF, path, by=SYSTEM)
    assert (report.created, report.errors) == (1, ())
    assert Staff.objects.get().name == "陈静"


def test_a_spreadsheet_is_read_as_people_see_it(town: Desk, tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["区划代码", "区划名称", "生效日期"],
        [411081104, "鸿畅镇", dt.date(2020, 1, 1)],
    ]
    path = spreadsheet(tmp_path / "regions.xlsx", rows)
    report = import_file(Kind.REGIONS, path, by=SYSTEM)
    assert report.errors == ()
    region = Region.objects.get(code="411081104000")
    assert (region.name, region.valid_from) == ("鸿畅镇", dt.date(2020, 1, 1))
    assert (region.level, region.parent_id) == (4, "411081000000")


def test_a_long_code_that_became_a_number_is_refused(town: Desk, tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["orgCode", "orgName", "areaCode", "supervisor"],
        [114110810027340912, "禹州市司法局", "411081", True],
    ]
    path = spreadsheet(tmp_path / "organisations.xlsx", rows)
    assert errors_of(import_file(Kind.ORGANISATIONS, path, by=SYSTEM)) == [(2, "orgCode")]


def test_every_wrong_row_is_named_and_nothing_is_written(town: Desk) -> None:
    report = town.brings(
        Kind.STAFF,
        STAFF
        + f"10810001,陈静,{POLICE},411081DT01\n"
        + f"108-10002,王磊,{POLICE},\n"
        + "\n"
        + f"10810003,,{POLICE[:-1]}A,\n"
        + "10810004,张伟,91110000600037341L,411081DT99\n"
        + f"10810001,李娜,{POLICE},\n"
        + f"10810005,李娜,{POLICE},,多余\n"
        + f"10810006,李\x07娜,{POLICE},\n",
    )
    assert errors_of(report) == [
        (3, "staffNo"),
        (5, "staffName"),
        (5, "orgCode"),
        (6, "orgCode"),
        (6, "hallCode"),
        (7, "staffNo"),
        (8, "file"),
        (9, "staffName"),
    ]
    assert (report.created, report.written, Staff.objects.count()) == (0, False, 0)


def test_partial_keeps_the_rows_that_are_right(town: Desk) -> None:
    text = STAFF + f"10810001,陈静,{POLICE},\n10-2,王磊,{POLICE},\n"
    report = import_file(Kind.STAFF, town.write(text), by=SYSTEM, partial=True)
    assert (report.created, report.written) == (1, True)
    assert errors_of(report) == [(3, "staffNo")]
    assert Staff.objects.get().number == "10810001"


def test_a_dry_run_counts_and_writes_nothing(town: Desk) -> None:
    edition = Edition.objects.get().value
    report = town.brings(Kind.STAFF, STAFF + f"10810001,陈静,{POLICE},\n", dry_run=True)
    assert (report.created, report.written) == (1, False)
    assert not Staff.objects.exists()
    assert Edition.objects.get().value == edition


def test_an_import_leaves_one_line_in_the_log_and_a_refused_one_none(town: Desk) -> None:
    before = Entry.objects.count()
    good = STAFF + f"10810001,陈静,{POLICE},\n"
    town.brings(Kind.STAFF, good, dry_run=True)
    town.brings(Kind.STAFF, STAFF + "1-2,陈静,,\n")
    assert Entry.objects.count() == before
    import_file(Kind.STAFF, town.write(good, name="13812345678.csv"), by=SYSTEM)
    entry = Entry.objects.latest("at")
    assert Entry.objects.count() == before + 1
    assert (entry.action, entry.object, entry.actor_id) == ("directory:import", "staff", "system")
    assert entry.detail == {
        "source": "….csv",
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "refused": 0,
    }


def test_a_change_names_a_new_edition(town: Desk) -> None:
    before = Edition.objects.get().value
    town.brings(Kind.STAFF, STAFF + f"10810001,陈静,{POLICE},\n")
    assert isinstance(before, uuid.UUID)
    assert Edition.objects.get().value != before


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(0, "file")]),
        ("staffNo,staffName\n1,陈静\n", [(1, "orgCode")]),
        (STAFF.strip() + ",爱好\n", [(1, "爱好")]),
        (STAFF.strip() + ",工号\n", [(1, "staffNo")]),
        (STAFF + '"10810001,陈静\n', [(0, "file")]),
    ],
)
def test_a_file_without_its_columns_is_refused(
    town: Desk, text: str, expected: list[tuple[int, str]]
) -> None:
    assert errors_of(town.brings(Kind.STAFF, text)) == expected


def test_a_file_that_cannot_be_read_is_an_error_of_the_report(town: Desk, tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"no spreadsheet")
    binary = tmp_path / "binary.csv"
    binary.write_bytes(b"\xff\xff\xff\x00")
    for path in (broken, binary, tmp_path / "absent.csv", tmp_path / "absent.xlsx"):
        assert errors_of(import_file(Kind.STAFF, path, by=SYSTEM)) == [(0, "file")]


def test_errors_are_said_in_the_language_in_force(town: Desk) -> None:
    text = STAFF + f"10810001,,{POLICE},\n"
    messages = []
    for language in ("zh-hans", "en"):
        with override(language):
            messages.append(town.brings(Kind.STAFF, text).errors[0].message)
    assert messages == ["不能为空", "must not be empty"]


@pytest.mark.parametrize(
    ("kind", "text", "field"),
    [
        (Kind.REGIONS, "areaCode,areaName\n4110,许昌市\n", "areaCode"),
        (Kind.REGIONS, f"areaCode,areaName\n411000,{'市' * 65}\n", "areaName"),
        (
            Kind.ORGANISATIONS,
            f"orgCode,orgName,areaCode,supervisor\n{POLICE},禹州市公安局,411081,也许\n",
            "supervisor",
        ),
        (Kind.ORGANISATIONS, "orgCode,orgName,areaCode\nA,禹州市公安局,411081\n", "orgCode"),
        (Kind.HALLS, f"hallCode,hallName,areaCode,orgCode\n一号,x,411081,{POLICE}\n", "hallCode"),
        (Kind.TERMINALS, "terminalNo,terminalName,hallCode\nZ D,x,411081DT01\n", "terminalNo"),
    ],
)
def test_a_cell_of_another_shape_is_named(town: Desk, kind: Kind, text: str, field: str) -> None:
    assert errors_of(town.brings(kind, text)) == [(2, field)]


def test_yes_and_no_of_a_spreadsheet_are_read(town: Desk, tmp_path: Path) -> None:
    head = ["orgCode", "orgName", "areaCode", "supervisor"]
    rows: list[list[Any]] = [head, [POLICE, "禹州市公安局", 411081, True]]
    path = spreadsheet(tmp_path / "organisations.xlsx", rows)
    assert import_file(Kind.ORGANISATIONS, path, by=SYSTEM).updated == 1
    assert Organisation.objects.get(code=POLICE).is_supervisor


def test_a_code_of_digits_that_no_spreadsheet_can_hold_is_refused(
    town: Desk, tmp_path: Path
) -> None:
    rows: list[list[Any]] = [["areaCode", "areaName"], [4.11081e17, "太长"], [411081.5, "半个"]]
    path = spreadsheet(tmp_path / "regions.xlsx", rows)
    assert errors_of(import_file(Kind.REGIONS, path, by=SYSTEM)) == [
        (2, "areaCode"),
        (3, "areaCode"),
    ]
