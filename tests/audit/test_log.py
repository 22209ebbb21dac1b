"""The log: only ever added to, never about a person, read newest first."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from haochaping.audit.actions import record
from haochaping.audit.context import Origin, origin, serving
from haochaping.audit.models import Entry
from haochaping.audit.personal import PersonalDetail, looks_personal
from haochaping.audit.queries import PAGE, Search, about, entries
from haochaping.core.actor import SYSTEM, Actor
from haochaping.core.clock import business_day, now

CLERK = Actor("staff", "yz.clerk", "窗口人员甲")
RATER = Actor("rater", "6f9619ff-8b86-d011-b42d-00cf4fc964ff", "")


def note(action: str = "users:create", thing: str = "chen.an", **more: Any) -> Entry:
    return record(by=more.pop("by", CLERK), action=action, object=thing, detail=more or None)


def test_an_entry_says_who_what_when_and_from_where(db: None) -> None:
    with serving(Origin("request-1", "10.20.0.7")):
        note(role="handler")
    entry = Entry.objects.get()
    assert (entry.actor_kind, entry.actor_id, entry.actor_label) == (
        "staff",
        "yz.clerk",
        CLERK.label,
    )
    assert (entry.action, entry.object) == ("users:create", "chen.an")
    assert entry.detail == {"role": "handler"}
    assert (entry.request_id, entry.address) == ("request-1", "10.20.0.7")
    assert abs(now() - entry.at) < dt.timedelta(hours=1)


def test_outside_a_request_there_is_no_address(db: None) -> None:
    note(by=SYSTEM)
    entry = Entry.objects.get()
    assert (entry.request_id, entry.address) == ("", None)


def test_a_raters_address_is_never_kept(db: None) -> None:
    with serving(Origin("request-1", "10.20.0.7")):
        note(by=RATER)
    assert Entry.objects.get().address is None


def test_one_request_inside_another_ends_with_itself() -> None:
    with serving(Origin("outer")):
        with serving(Origin("inner")):
            assert origin().request_id == "inner"
        assert origin().request_id == "outer"
    assert origin() == Origin()


@pytest.mark.parametrize(
    "detail",
    [
        {"number": "13800001234"},
        {"number": 13800001234},
        {"words": "请打138 0000 1234"},
        {"words": "１３８－００００－１２３４"},
        {"words": "+8613800001234。"} | {"x": "电话13800001234"},
        {"deep": [{"down": ("411081199001011234",)}]},
        {"certificate": "41108119900101123X"},
        {"certificate": "41108119900101123x"},
        {"old": "411081900101123"},
        {"13800001234": "as a name"},
    ],
)
def test_a_personal_number_is_refused(db: None, detail: dict[str, Any]) -> None:
    with pytest.raises(PersonalDetail) as refusal:
        note(**detail)
    assert "1234" not in str(refusal.value) and "123X" not in str(refusal.value).upper()
    assert not Entry.objects.exists()


def test_nor_does_one_stand_as_the_thing(db: None) -> None:
    with pytest.raises(PersonalDetail):
        note(thing="13800001234")


@pytest.mark.parametrize(
    "value",
    [
        "11411081XC0000019G",
        "114110000057470385",
        "GD20261124-7K3M9QXA",
        "411081-20261124-000001",
        "4110812026112400000001",
        "11411081XC0000027B4000109026000",
        "2026-11-24 10:30:00",
        1795486800,
        12345678901,
        "127.0.0.1",
        None,
        True,
    ],
)
def test_codes_and_numbers_of_the_trade_pass(db: None, value: Any) -> None:
    assert note(value=value).detail == {"value": value}


def test_identifiers_by_chance_never_look_personal() -> None:
    for seed in range(20_000):
        text = str(uuid.uuid5(uuid.NAMESPACE_OID, str(seed)))
        assert not looks_personal(text), text


@pytest.mark.parametrize(
    "action", ["", "create", "Users:create", "users:", "users:Create!", "a:b:c"]
)
def test_an_action_is_area_and_verb(db: None, action: str) -> None:
    with pytest.raises(ValueError, match="area:verb"):
        note(action)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor_id = 'somebody'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
    ],
)
def test_nobody_changes_what_was_recorded(db: None, statement: str) -> None:
    note()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Entry.objects.get().actor_id == "yz.clerk"


def test_what_is_rolled_back_was_not_done(db: None) -> None:
    def fail() -> None:
        with transaction.atomic():
            note()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not Entry.objects.exists()


def test_the_log_is_read_newest_first_a_page_at_a_time(db: None) -> None:
    for number in range(PAGE + 3):
        note(thing=f"user-{number}")
    first = entries(Search())
    assert [len(first.entries), first.entries[0].object] == [PAGE, f"user-{PAGE + 2}"]
    second = entries(Search(), before=first.next_before)
    assert [entry.object for entry in second.entries] == ["user-2", "user-1", "user-0"]
    assert second.next_before is None


def test_a_full_last_page_has_no_next(db: None) -> None:
    for number in range(3):
        note(thing=f"user-{number}")
    assert entries(Search(), size=3).next_before is None


@pytest.mark.parametrize(
    ("search", "found"),
    [
        (Search(), {"chen.an", "app-1", "old"}),
        (Search(actor="yz.clerk"), {"chen.an"}),
        (Search(area="apps"), {"app-1"}),
        (Search(area="app"), set()),
        (Search(object="chen.an"), {"chen.an"}),
        (Search(first_day=business_day(now())), {"chen.an", "app-1"}),
        (Search(last_day=dt.date(2020, 2, 29)), {"old"}),
        (Search(first_day=dt.date(2020, 3, 1), last_day=dt.date(2020, 3, 1)), set()),
    ],
)
def test_a_search_narrows(db: None, search: Search, found: set[str]) -> None:
    note(thing="chen.an")
    note("apps:create", "app-1", by=SYSTEM)
    last_moment = dt.datetime(2020, 2, 29, 15, 59, 59, tzinfo=dt.UTC)
    Entry.objects.create(
        at=last_moment, actor_kind="system", actor_id="system", action="x:y", object="old"
    )
    assert {entry.object for entry in entries(search).entries} == found


def test_everything_about_one_thing_oldest_first(db: None) -> None:
    for action in ("users:create", "users:lock"):
        note(action)
    note(thing="somebody.else")
    assert [entry.action for entry in about("chen.an")] == ["users:create", "users:lock"]
