"""What the database refuses whoever asks, with SQL that goes past our own code."""
# ruff: noqa: S608  the statements are put together from this file alone

import pytest
from django.db import DatabaseError, connection, transaction

from haochaping.workorders.enums import State
from haochaping.workorders.models import WorkOrder, WorkOrderStep
from haochaping.workorders.states import WORKFLOW
from tests.fixtures.office import Offices, rate_badly

LISTED = set(WORKFLOW.pairs())


@transaction.atomic
def run(sql: str, *values: str) -> None:
    with connection.cursor() as cursor:
        # What is still to be checked of earlier rows is checked first, as if it were committed.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def refuses(message: str, sql: str, *values: str) -> None:
    with pytest.raises(DatabaseError, match=message):
        run(sql, *values)


@pytest.mark.parametrize("state", list(State))
def test_only_listed_changes_of_state_pass(offices: Offices, state: State) -> None:
    order = offices.walk(rate_badly(), state)
    unlisted = [other for other in State if other != state and (state, other) not in LISTED]
    assert unlisted
    for other in unlisted:
        refuses(
            "Invalid transition",
            "UPDATE workorders_order SET state = %s, steps = steps + 1 WHERE no = %s",
            other,
            order.no,
        )


def test_a_listed_change_without_its_step_row_fails_at_commit(offices: Offices) -> None:
    order = rate_badly()
    refuses(
        "has no step row",
        "UPDATE workorders_order SET state = 'verifying', steps = steps + 1 WHERE no = %s",
        order.no,
    )


@pytest.mark.parametrize(
    "change",
    [
        "state = 'verifying'",
        "due_at = due_at + interval '1 day'",
        "handling_org = '11411081XC0000036J'",
        "steps = steps + 2",
        "steps = steps - 1",
    ],
)
def test_an_order_changes_by_one_step_or_not_at_all(offices: Offices, change: str) -> None:
    order = rate_badly()
    refuses("changes by one step", f"UPDATE workorders_order SET {change} WHERE no = %s", order.no)


@pytest.mark.parametrize("state", [State.RECTIFYING, State.ANSWERING])
@pytest.mark.parametrize(
    "change", ["due_at = due_at + interval '1 day'", "clock = 'verify'", "clock = 'explain'"]
)
def test_the_fifteen_days_stay_once_they_are_issued(
    offices: Offices, state: State, change: str
) -> None:
    order = offices.walk(rate_badly(), state)
    following = "answering" if state == State.RECTIFYING else "answered"
    refuses(
        "an issued deadline stays",
        f"UPDATE workorders_order SET state = '{following}', steps = steps + 1, {change}"
        " WHERE no = %s",
        order.no,
    )


@pytest.mark.parametrize(
    "change",
    [
        "no = 'GD20261124-00000000'",
        "service_key = gen_random_uuid()",
        "assess_number = 2",
        "level = 1",
        "org_code = '11411081XC0000036J'",
        "area_code = '411000000000'",
        "opened_at = now()",
        "dims = '{}'",
    ],
)
def test_what_an_order_is_about_never_changes(offices: Offices, change: str) -> None:
    order = rate_badly(level=2)
    refuses(
        "Cannot update",
        f"UPDATE workorders_order SET state = 'verifying', steps = steps + 1, {change}"
        " WHERE no = %s",
        order.no,
    )


@pytest.mark.parametrize("table", ["workorders_step", "workorders_deadline"])
def test_the_story_and_its_deadlines_are_only_ever_added_to(offices: Offices, table: str) -> None:
    rate_badly()
    refuses("Cannot update or delete", f"UPDATE {table} SET seq = seq")
    refuses("Cannot update or delete", f"DELETE FROM {table}")
    refuses("only ever added", f"TRUNCATE {table}")


def test_no_order_is_removed(offices: Offices) -> None:
    rate_badly()
    refuses("Cannot delete", "DELETE FROM workorders_order")


def test_a_second_order_for_a_rating_is_refused(offices: Offices) -> None:
    order = rate_badly()
    order.pk = "GD20261124-00000000"
    with pytest.raises(DatabaseError, match="workorders_one_per_rating"), transaction.atomic():
        order.save(force_insert=True)


@pytest.mark.parametrize("state", [state for state in State if state != State.DISPATCHING])
def test_an_order_begins_at_its_beginning(offices: Offices, state: State) -> None:
    order = rate_badly()
    order.pk, order.assess_number, order.state = "GD20261124-00000000", 2, state
    with pytest.raises(DatabaseError, match="begins at its beginning"), transaction.atomic():
        order.save(force_insert=True)


def test_a_story_has_only_listed_steps(offices: Offices) -> None:
    step = WorkOrderStep.objects.get(order=rate_badly())
    step.pk, step.seq, step.step = None, 2, "close"
    step.from_state, step.to_state = State.DISPATCHING, State.CLOSED
    with pytest.raises(DatabaseError, match="step_in_the_table"), transaction.atomic():
        step.save(force_insert=True)


def test_a_clock_without_an_end_is_refused(offices: Offices) -> None:
    order = rate_badly()
    refuses(
        "clock_has_an_end",
        "UPDATE workorders_order SET state = 'verifying', steps = steps + 1, due_at = NULL"
        " WHERE no = %s",
        order.no,
    )


def test_the_application_cannot_remove_or_rewrite_a_story(offices: Offices) -> None:
    with connection.cursor() as cursor:
        for privilege in ("UPDATE", "DELETE", "TRUNCATE"):
            for table in ("workorders_step", "workorders_deadline"):
                cursor.execute(
                    "SELECT has_table_privilege('haochaping_app', %s, %s)", [table, privilege]
                )
                assert cursor.fetchone() == (False,), (table, privilege)
    assert not WorkOrder.objects.exists()
