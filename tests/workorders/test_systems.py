"""Departments' own systems: they do what their organisations may do, and no more."""

import secrets

from haochaping.core.errors import Refusal
from haochaping.identity.models import SystemApp
from haochaping.workorders.actions import advance
from haochaping.workorders.enums import State
from haochaping.workorders.models import WorkOrder, WorkOrderStep
from haochaping.workorders.queries import visible
from tests.fixtures.city import POLICE, SUPERVISOR
from tests.fixtures.office import CHANGGE_OFFICE, LABOUR, STATION, Offices, rate_badly


def app(*organisations: str) -> SystemApp:
    return SystemApp.objects.create(
        app_id=f"app-{secrets.token_hex(8)}",
        name="业务系统",
        kind="business",
        secret=b"",
        organisations=list(organisations),
    )


def app_takes(order: WorkOrder, step: str, system: SystemApp) -> str:
    try:
        done = advance(
            order_no=order.no, step=step, by=system.actor, user=system, comment="系统填报"
        )
    except Refusal as refusal:
        return refusal.code
    return done.state


def test_a_departments_system_does_the_departments_steps_only(offices: Offices) -> None:
    system, order = app(POLICE), rate_badly()
    assert app_takes(order, "dispatch", system) == "not-permitted"
    order = offices.walk(order, State.RECTIFYING)
    assert app_takes(order, "rectify", app(LABOUR)) == "out-of-scope"
    assert app_takes(order, "rectify", system) == State.ANSWERING
    assert app_takes(order, "feed-back", system) == State.ANSWERED
    assert app_takes(order, "close", system) == "not-permitted"
    step = WorkOrderStep.objects.get(order=order, step="rectify")
    assert (step.actor_kind, step.actor_id) == ("app", system.app_id)


def test_a_supervising_offices_system_does_that_offices_steps(offices: Offices) -> None:
    system = app(SUPERVISOR)
    order = rate_badly()
    assert app_takes(order, "dispatch", system) == State.VERIFYING
    assert app_takes(order, "uphold", system) == State.RECTIFYING


def test_a_system_for_all_organisations_goes_the_whole_way(offices: Offices) -> None:
    system, order = app(), rate_badly()
    for step in ("dispatch", "uphold", "rectify", "feed-back", "close"):
        last = app_takes(order, step, system)
    assert last == State.CLOSED


def test_a_system_of_organisations_that_are_gone_may_nothing(offices: Offices) -> None:
    assert app_takes(rate_badly(), "dispatch", app(STATION[:-2] + "00")) == "not-permitted"


def test_a_system_sees_its_own_organisations_orders_only(offices: Offices) -> None:
    order = rate_badly()
    for system, seen in ((app(POLICE), True), (app(SUPERVISOR), True), (app(), True)):
        assert visible(system).filter(pk=order.pk).exists() is seen
    for system in (app(LABOUR), app(STATION), app(CHANGGE_OFFICE)):
        assert not visible(system).filter(pk=order.pk).exists()
