"""What must always be true is refused by the database itself."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from haochaping.directory.models import (
    Edition,
    Hall,
    HandlingItem,
    Organisation,
    Region,
    ServiceItem,
    Staff,
    Terminal,
    Window,
)
from tests.directory.conftest import POLICE, SUPERVISOR, Desk

TASK = POLICE + "4411009001000"


def police() -> Organisation:
    return Organisation.objects.get(code=POLICE)


def hall() -> Hall:
    return Hall.objects.get()


def item(**changes: object) -> ServiceItem:
    values: dict[str, object] = {
        "task_code": TASK,
        "name": "普通护照签发",
        "organisation": police(),
        "region_id": "411081000000",
        "task_type": "01",
        "project_type": "2",
    }
    return ServiceItem.objects.create(**(values | changes))


REFUSED: dict[str, Callable[[], object]] = {
    "region_code_has_12_digits": lambda: Region.objects.create(code="411082", name="x", level=3),
    "region_level_of_code": lambda: Region.objects.create(code="411082000000", name="x", level=4),
    "region_parent_stands_above": lambda: Region.objects.create(
        code="411000100000", name="x", level=4, parent_id="411081000000"
    ),
    "region_ends_after_it_starts": lambda: Region.objects.create(
        code="411082000000",
        name="x",
        level=3,
        valid_from=dt.date(2026, 1, 2),
        valid_until=dt.date(2026, 1, 1),
    ),
    "organisation_code_is_a_uscc": lambda: Organisation.objects.filter(code=POLICE).update(
        code="I" * 18
    ),
    "directory_organisation_code": lambda: Organisation.objects.filter(code=POLICE).update(
        code=SUPERVISOR
    ),
    "hall_code_shape": lambda: Hall.objects.update(code="a b"),
    "window_number_shape": lambda: Window.objects.create(
        hall=hall(), number="一号", name="x", organisation=police()
    ),
    "window_number_unique_in_hall": lambda: [
        Window.objects.create(hall=hall(), number="1", name="x", organisation=police())
        for _twice in range(2)
    ],
    "terminal_number_shape": lambda: Terminal.objects.create(hall=hall(), number="", name="x"),
    "staff_number_shape": lambda: Staff.objects.create(
        number="1-2", name="x", organisation=police()
    ),
    "item_code_shape": lambda: item(task_code=TASK[:-1]),
    "item_task_type_known": lambda: item(task_type="06"),
    "item_project_type_known": lambda: item(project_type="3"),
    "handling_item_code_shape": lambda: HandlingItem.objects.create(
        code=TASK, name="x", item=item()
    ),
    "directory_has_one_edition": lambda: Edition.objects.create(id=2),
}


@pytest.mark.parametrize("constraint", REFUSED)
def test_the_database_refuses(town: Desk, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        REFUSED[constraint]()


def test_rows_say_what_they_are(town: Desk) -> None:
    staff = Staff(number="10810001", name="陈静")
    window = Window(number="A01", name="户籍窗口")
    terminal = Terminal(number="ZD01", name="终端")
    handling = HandlingItem(code=TASK + "01", name="首次申领")
    shown = [str(row) for row in (Region.objects.first(), police(), hall(), item())]
    assert shown == [
        "河南省 410000000000",
        f"禹州市公安局 {POLICE}",
        "禹州市民之家 411081DT01",
        f"普通护照签发 {TASK}",
    ]
    assert [str(row) for row in (staff, window, terminal, handling)] == [
        "10810001 陈静",
        "A01 户籍窗口",
        "ZD01 终端",
        f"首次申领 {TASK}01",
    ]
