"""Regions as a tree, offices of a region, the snapshot."""

import datetime as dt

import pytest

from haochaping.core.actor import SYSTEM
from haochaping.directory import reference
from haochaping.directory.actions import import_file
from haochaping.directory.enums import Kind
from haochaping.directory.models import Organisation, Staff
from haochaping.directory.queries import (
    organisations_of,
    region_tree,
    subtree_codes,
    supervisor_of,
    within,
)
from tests.directory.conftest import POLICE, SUPERVISOR, Desk


def test_the_tree_starts_where_it_is_asked_to(town: Desk) -> None:
    (province,) = region_tree()
    assert province.codes() == ["410000000000", "411000000000", "411081000000", "411081103000"]
    (county,) = region_tree("411081000000")
    assert [child.name for child in county.children] == ["神垕镇"]
    assert region_tree("419999000000") == ()


def test_a_tree_of_a_day_leaves_out_what_was_gone(town: Desk) -> None:
    town.brings(
        Kind.REGIONS,
        "areaCode,areaName,validFrom,validUntil\n411023,许昌县,,2016-11-24\n411003,建安区,2016-11-25,\n",
    )
    names = {
        day: [child.name for child in region_tree("411000000000", on=day)[0].children]
        for day in (dt.date(2016, 11, 24), dt.date(2016, 11, 25))
    }
    assert names == {
        dt.date(2016, 11, 24): ["许昌县", "禹州市"],
        dt.date(2016, 11, 25): ["建安区", "禹州市"],
    }


def test_offices_of_a_region_and_of_those_inside(town: Desk) -> None:
    assert {found.code for found in organisations_of("411081000000")} == {POLICE, SUPERVISOR}
    assert not organisations_of("411000000000").exists()
    assert organisations_of("411000000000", below=True).count() == 2
    Organisation.objects.filter(code=POLICE).update(valid_until=dt.date(2020, 1, 1))
    assert organisations_of("411081000000", on=dt.date(2020, 1, 2)).get().code == SUPERVISOR


def test_the_supervising_office_is_the_nearest_above(town: Desk) -> None:
    for area in ("411081103000", "411081000000"):
        found = supervisor_of(area)
        assert found is not None
        assert found.code == SUPERVISOR
    assert supervisor_of("411000000000") is None


def test_a_scope_of_nobody_is_empty(town: Desk) -> None:
    assert subtree_codes([]) == frozenset()
    assert subtree_codes(["91110000600037341L"]) == frozenset()
    assert within("411081103000") == "411081103"


def test_the_snapshot_holds_every_kind(town: Desk) -> None:
    town.brings(Kind.STAFF, f"工号,姓名,单位代码,大厅编码\n10810001,陈静,{POLICE},411081DT01\n")
    town.brings(
        Kind.WINDOWS, f"hallCode,windowNo,windowName,orgCode\n411081DT01,A01,户籍,{POLICE}\n"
    )
    town.brings(Kind.TERMINALS, "terminalNo,terminalName,hallCode\nZD01,终端,411081DT01\n")
    item = POLICE + "4411009001000"
    town.brings(
        Kind.ITEMS,
        "taskCode,taskName,areaCode,taskType,projectType\n"
        f"{item},普通护照签发,411081,01,2\n{item}01,首次申领,411081,01,2\n",
    )
    copy = reference.snapshot()
    assert copy.regions["411081103000"].parent == "411081000000"
    assert copy.organisations[POLICE].area == "411081000000"
    assert copy.organisations[SUPERVISOR].is_supervisor
    assert copy.halls["411081DT01"].org == SUPERVISOR
    assert copy.windows["411081DT01", "A01"].org == POLICE
    assert copy.terminals["ZD01"].hall == "411081DT01"
    assert copy.staff["10810001"].name == "陈静"
    assert copy.items[item].handling == {item + "01"}
    assert copy.items[item].org == POLICE


def test_a_validity_includes_both_its_days() -> None:
    validity = reference.Validity(dt.date(2026, 1, 1), dt.date(2026, 1, 2))
    held = [validity.holds_on(dt.date(2025, 12, 31) + dt.timedelta(days=n)) for n in range(4)]
    assert held == [False, True, True, False]
    assert reference.Validity(None, None).holds_on(dt.date(1949, 10, 1))


def test_an_import_is_seen_at_once(town: Desk) -> None:
    assert "10810001" not in reference.snapshot().staff
    town.brings(Kind.STAFF, f"staffNo,staffName,orgCode\n10810001,陈静,{POLICE}\n")
    assert "10810001" in reference.snapshot().staff


def test_a_copy_past_its_life_is_loaded_anew_only_after_a_change(
    town: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = reference.snapshot()
    Staff.objects.create(
        number="1", name="past the actions", organisation=Organisation.objects.get(code=POLICE)
    )
    assert reference.snapshot() is copy
    monkeypatch.setattr(reference, "LIFE_SECONDS", 0.0)
    assert reference.snapshot() is copy
    path = town.write(f"staffNo,staffName,orgCode\n10810001,陈静,{POLICE}\n")
    import_file(Kind.STAFF, path, by=SYSTEM)
    assert set(reference.snapshot().staff) == {"1", "10810001"}
