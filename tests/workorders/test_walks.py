"""Random walks: whatever people try in whatever order, the invariants of an order hold."""

from datetime import timedelta
from typing import Any

import time_machine
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from haochaping.core.clock import now
from haochaping.core.errors import Refusal
from haochaping.core.models import EventInbox
from haochaping.identity.models import User
from haochaping.workorders.actions import advance
from haochaping.workorders.enums import State, Step
from haochaping.workorders.models import WorkOrder, WorkOrderDeadline, WorkOrderStep
from haochaping.workorders.states import TABLE, changes
from tests.fixtures.city import POLICE
from tests.fixtures.office import LABOUR, Offices, rate_badly

STEPS = st.sampled_from([str(row.step) for row in TABLE] + ["open", "nothing"])
PEOPLE = st.sampled_from(
    [
        ("own", "dispatcher"),
        ("own", "handler"),
        ("own", "auditor"),
        ("other", "dispatcher"),
        ("other", "handler"),
    ]
)


class Walk(RuleBasedStateMachine):
    """One order, and people who try things with it while days pass."""

    offices: Offices

    @initialize()
    def open(self) -> None:
        self.point = transaction.savepoint()
        self.clock = time_machine.travel(now(), tick=False)
        self.travel = self.clock.start()
        self.order = rate_badly()
        self.done = 0

    @rule(step=STEPS, who=PEOPLE, words=st.sampled_from(["", "已处理", "字" * 2000]))
    def somebody_tries(self, step: str, who: tuple[str, str], words: str) -> None:
        user = getattr(self.offices, who[0])[who[1]]
        told = self.attempt(step, user, comment=words)
        if not told:
            assert who[0] == "own"
        assert told in {"", "not-permitted", "out-of-scope", "step-not-allowed", "invalid"}

    @rule(unit=st.sampled_from([POLICE, LABOUR]))
    def the_office_dispatches(self, unit: str) -> None:
        told = self.attempt("dispatch", self.offices.dispatcher, handling_org=unit)
        assert told in {"", "step-not-allowed"}

    def attempt(self, step: str, user: User, **more: str) -> str:
        """Empty when the step was taken, otherwise the code of the refusal."""
        try:
            with transaction.atomic():
                advance(order_no=self.order.no, step=step, by=user.actor, user=user, **more)
        except Refusal as refusal:
            return refusal.code
        self.done += 1
        return ""

    @rule(days=st.integers(1, 20))
    def days_pass(self, days: int) -> None:
        self.travel.shift(timedelta(days=days))

    @invariant()
    def the_story_is_whole(self) -> None:
        order, story = self.read()
        assert [row.seq for row in story] == list(range(1, order.steps + 1))
        assert order.steps == self.done + 1
        assert story[-1].to_state == order.state
        states = [row.to_state for row in story]
        assert [row.from_state for row in story] == ["", *states[:-1]]
        for row in story:
            assert (row.step, row.from_state, row.to_state) in set(changes())

    @invariant()
    def the_clock_runs_as_it_should(self) -> None:
        order, story = self.read()
        issued = {row.seq: row for row in WorkOrderDeadline.objects.filter(order=order)}
        assert (order.due_at is None) == (order.state in (State.ANSWERED, State.CLOSED))
        if order.due_at is not None:
            assert order.due_at == issued[max(issued)].due_at
        verdict = [row for row in story if row.step in (Step.UPHOLD, Step.DISMISS)]
        assert order.upheld == (verdict[0].step == Step.UPHOLD if verdict else None)
        for row in story:
            assert row.in_time == (None if row.due_before is None else row.at <= row.due_before)

    @invariant()
    def each_step_was_announced_once(self) -> None:
        order, _ = self.read()
        rows = EventInbox.objects.filter(
            service_key=order.service_key, kind__startswith="workorder"
        )
        assert sorted(row.payload["seq"] for row in rows) == list(range(1, order.steps + 1))

    def read(self) -> tuple[WorkOrder, list[Any]]:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        order = WorkOrder.objects.get(pk=self.order.no)
        return order, list(WorkOrderStep.objects.filter(order=order).order_by("seq"))

    def teardown(self) -> None:
        if hasattr(self, "clock"):
            self.clock.stop()
            transaction.savepoint_rollback(self.point)


def test_walks_of_people_who_try_everything(offices: Offices) -> None:
    Walk.offices = offices
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
