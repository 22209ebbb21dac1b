"""What each kind of file may say: regions, windows, items; what belongs to what."""

import datetime as dt

import pytest

from haochaping.core.actor import SYSTEM
from haochaping.directory.actions import import_records
from haochaping.directory.enums import Kind
from haochaping.directory.models import Hall, HandlingItem, Region, ServiceItem, Terminal, Window
from tests.directory.conftest import POLICE, SUPERVISOR, Desk, errors_of

PASSPORT = POLICE + "4" + "411009001000"


def test_windows_and_terminals_stand_in_a_hall(town: Desk) -> None:
    windows = (
        "大厅编码,窗口编号,窗口名称,单位代码\n"
        f"411081DT01,A01,户籍窗口,{POLICE}\n411081DT01,A02,出入境窗口,{POLICE}\n"
    )
    assert town.brings(Kind.WINDOWS, windows).created == 2
    assert town.brings(Kind.WINDOWS, windows).unchanged == 2
    repeated = town.brings(Kind.WINDOWS, windows + f"411081DT01,A01,另一个,{POLICE}\n")
    assert errors_of(repeated) == [(4, "windowNo")]
    terminals = "terminalNo,terminalName,hallCode\nZD411081001,自助服务终端,411081DT01\n"
    assert town.brings(Kind.TERMINALS, terminals).created == 1
    assert Window.objects.get(number="A02").hall == Terminal.objects.get().hall


ITEMS = "taskCode,taskName,areaCode,taskType,subMatter,projectType\n"


def test_an_item_belongs_to_the_office_its_code_names(town: Desk) -> None:
    text = ITEMS + f"{PASSPORT},普通护照签发,411081,1,出入境,2\n"
    assert town.brings(Kind.ITEMS, text).created == 1
    item = ServiceItem.objects.get()
    assert (item.organisation.code, item.task_type) == (POLICE, "01")


def test_a_way_of_handling_belongs_to_its_item(town: Desk) -> None:
    text = (
        ITEMS
        + f"{PASSPORT}01,普通护照首次申领,411081,01,出入境,2\n"
        + f"{PASSPORT},普通护照签发,411081,01,出入境,2\n"
    )
    assert town.brings(Kind.ITEMS, text).created == 2
    assert HandlingItem.objects.get().item.task_code == PASSPORT
    assert town.brings(Kind.ITEMS, text).unchanged == 2
    more = ITEMS + f"{PASSPORT}02,普通护照换发,411081,01,出入境,2\n"
    assert town.brings(Kind.ITEMS, more).created == 1


def test_wrong_items_are_named(town: Desk) -> None:
    stranger = "91110000600037341L"
    report = town.brings(
        Kind.ITEMS,
        ITEMS
        + f"{stranger}4411009001000,没有这个单位,411081,01,,2\n"
        + f"{PASSPORT[:-1]},太短,411081,01,,2\n"
        + f"{PASSPORT},类型不对,411081,06,,3\n"
        + f"{POLICE}441100900200001,没有上级事项,411081,01,,2\n"
        + f"{PASSPORT[:-3]}002,区划不对,411999,01,,2\n",
    )
    assert errors_of(report) == [
        (2, "taskCode"),
        (3, "taskCode"),
        (4, "taskType"),
        (4, "projectType"),
        (5, "taskCode"),
        (6, "areaCode"),
    ]


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        ("2026-01-01", "2025-12-31", "validUntil"),
        ("2026-02-30", "", "validFrom"),
        ("gestern", "", "validFrom"),
    ],
)
def test_a_validity_that_cannot_be_is_refused(town: Desk, start: str, end: str, field: str) -> None:
    text = "areaCode,areaName,validFrom,validUntil\n" + f"411023,许昌县,{start},{end}\n"
    assert errors_of(town.brings(Kind.REGIONS, text)) == [(2, field)]


@pytest.mark.parametrize("written", ["2016-11-24", "2016/11/24", "20161124", "2016年11月24日"])
def test_dates_are_read_as_people_write_them(town: Desk, written: str) -> None:
    town.brings(Kind.REGIONS, f"区划代码,区划名称,失效日期\n411023,许昌县,{written}\n")
    assert Region.objects.get(code="411023000000").valid_until == dt.date(2016, 11, 24)


def test_regions_find_their_parents_in_any_order(db: None, desk: Desk) -> None:
    text = (
        "areaCode,areaName\n411081103201,一个村\n411081103,神垕镇\n411081,禹州市\n"
        "419001,济源市\n411000,许昌市\n410000,河南省\n"
    )
    assert desk.brings(Kind.REGIONS, text).created == 6
    parents = dict(Region.objects.values_list("code", "parent_id"))
    assert parents["411081103201"] == "411081103000"
    assert parents["411081000000"] == "411000000000"
    assert parents["419001000000"] == "410000000000"
    assert Region.objects.filter(code="410000000000", parent=None).exists()
    assert desk.brings(Kind.REGIONS, text).unchanged == 6


def test_a_named_parent_must_stand_above_the_region(town: Desk) -> None:
    head = "areaCode,areaName,parentCode\n"
    for parent in ("411082", "411000001", "411081103"):
        report = town.brings(Kind.REGIONS, head + f"411081103,神垕镇,{parent}\n")
        assert errors_of(report) == [(2, "parentCode")]
    kept = town.brings(Kind.REGIONS, head + "411081105,梁北镇,411000\n")
    assert kept.created == 1
    again = town.brings(Kind.REGIONS, "areaCode,areaName\n411081105,梁北镇\n")
    assert (again.unchanged, again.updated) == (1, 0)
    assert Region.objects.get(code="411081105000").parent_id == "411000000000"


def test_a_refused_region_is_nobodys_parent(town: Desk) -> None:
    text = "areaCode,areaName,parentCode\n411083,新县,411082\n411083100,新镇,411083\n"
    report = town.brings(Kind.REGIONS, text, partial=True)
    assert errors_of(report) == [(2, "parentCode"), (3, "parentCode")]


def test_rows_from_a_program_follow_the_same_rules(town: Desk) -> None:
    records = [
        ["hallCode", "hallName", "areaCode", "orgCode"],
        ["4110 81", "x", "411081", SUPERVISOR],
    ]
    report = import_records(Kind.HALLS, records, source="program", by=SYSTEM)
    assert errors_of(report) == [(2, "hallCode")]
    records[1][0] = "411081DT02"
    assert import_records(Kind.HALLS, records, source="program", by=SYSTEM).created == 1
    assert Hall.objects.count() == 2
