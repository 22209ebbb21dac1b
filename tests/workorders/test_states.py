"""The published table: what is in it happens, everything else changes nothing (promise D1)."""

from itertools import product
from typing import Any

import pytest
from django.db import transaction

from haochaping.audit.models import Entry
from haochaping.core.errors import Refusal
from haochaping.core.models import EventInbox
from haochaping.identity.models import User
from haochaping.identity.roles import ROLES
from haochaping.workorders.actions import advance
from haochaping.workorders.enums import State, Step
from haochaping.workorders.models import WorkOrder, WorkOrderDeadline, WorkOrderStep
from haochaping.workorders.states import TABLE, WORKFLOW, changes
from tests.fixtures.office import STATION, WAY, Offices, rate_badly

STEPS = [str(row.step) for row in TABLE] + ["open", "reopen", ""]
OFFICE = {Step.DISPATCH, Step.UPHOLD, Step.DISMISS, Step.CLOSE}
# Written down a second time, from the mandate and not from the code: state, step, where it leads,
# and the roles that may.
SUPERVISING = {"dispatcher", "supervisor"}
HANDLING = {"handler", "unit_leader"}
EXPECTED = {
    (State.DISPATCHING, "dispatch"): (State.VERIFYING, SUPERVISING),
    (State.VERIFYING, "uphold"): (State.RECTIFYING, SUPERVISING),
    (State.VERIFYING, "dismiss"): (State.ANSWERING, SUPERVISING),
    (State.RECTIFYING, "rectify"): (State.ANSWERING, HANDLING),
    (State.ANSWERING, "feed-back"): (State.ANSWERED, HANDLING),
    (State.ANSWERED, "close"): (State.CLOSED, SUPERVISING),
}


def traces(order: WorkOrder) -> Any:
    """Everything that a step could leave behind."""
    return (
        WorkOrder.objects.filter(pk=order.pk).values().get(),
        WorkOrderStep.objects.count(),
        WorkOrderDeadline.objects.count(),
        Entry.objects.count(),
        EventInbox.objects.count(),
    )


def attempt(order: WorkOrder, step: str, user: User) -> str:
    """The state it leads to, or the code of the refusal; taken back either way."""
    before = traces(order)
    point = transaction.savepoint()
    refusal: Refusal | None = None
    try:
        advance(order_no=order.no, step=step, by=user.actor, user=user, comment="说明")
    except Refusal as caught:
        refusal = caught
    after = traces(order)
    transaction.savepoint_rollback(point)
    if refusal is None:
        return str(after[0]["state"])
    assert refusal.status in (403, 409)
    assert after == before, "a refused step left something behind"
    return refusal.code


def expected(state: State, step: str, role: str, own: bool) -> set[str]:
    target, roles = EXPECTED.get((state, step), (None, set()))
    if target is not None and role in roles and own:
        return {target}
    return {"not-permitted", "out-of-scope", "step-not-allowed"}


@pytest.mark.parametrize("state", list(State))
def test_every_step_of_every_role_in_and_out_of_the_unit(offices: Offices, state: State) -> None:
    order = offices.walk(rate_badly(), state)
    wrong = []
    for step, role, own in product(STEPS, ROLES, (True, False)):
        user = (offices.own if own else offices.other)[role]
        found = attempt(order, step, user)
        if found not in expected(state, step, role, own):
            wrong.append((step, role, own, found))
    assert wrong == []


@pytest.mark.parametrize("state", list(State))
def test_the_unit_next_door_may_nothing(offices: Offices, state: State) -> None:
    order = offices.walk(rate_badly(), state)
    codes = {attempt(order, step, offices.neighbour) for step in STEPS}
    assert codes <= {"not-permitted", "out-of-scope"}


def test_the_city_may_act_for_its_county(offices: Offices) -> None:
    assert attempt(rate_badly(), "dispatch", offices.city_dispatcher) == State.VERIFYING


def test_the_leader_above_may_act_for_the_station_below(offices: Offices) -> None:
    order = rate_badly()
    order = offices.step(order, Step.DISPATCH, handling_org=STATION)
    order = offices.step(order, Step.UPHOLD, comment="属实")
    assert attempt(order, "rectify", offices.handler) == State.ANSWERING


def test_an_account_that_ended_may_nothing(offices: Offices) -> None:
    user = offices.dispatcher
    user.is_active = False
    user.save()
    assert attempt(rate_badly(), "dispatch", user) == "not-permitted"


def test_the_table_is_the_expected_one() -> None:
    found = {(source, str(row.step)): row.target for row in TABLE for source in row.sources}
    assert found == {pair: target for pair, (target, _) in EXPECTED.items()}


def test_every_state_can_be_reached_and_left_except_the_last() -> None:
    reached = {WORKFLOW.initial} | {row.target for row in TABLE}
    left = {source for row in TABLE for source in row.sources}
    assert reached == set(State) and set(State) - left == {State.CLOSED}
    assert set(WAY) == set(State)


def test_only_the_writer_opens() -> None:
    assert [change for change in changes() if change[0] == "open"] == [("open", "", "dispatching")]
    assert "open" not in {row.step for row in TABLE}


def test_each_row_says_who_may_in_words() -> None:
    for row in TABLE:
        assert row.who and row.title
        assert ("office" in row.who) == (row.step in OFFICE)
