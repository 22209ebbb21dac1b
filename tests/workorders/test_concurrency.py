"""Two people act at once: over two real connections, one goes on and the other is told so."""

import threading
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from haochaping.audit.models import Entry
from haochaping.core.errors import Refusal
from haochaping.core.models import EventInbox
from haochaping.directory import reference
from haochaping.identity.models import User
from haochaping.workorders.actions import advance
from haochaping.workorders.enums import State
from haochaping.workorders.models import WorkOrder, WorkOrderStep
from tests.fixtures.city import make_city
from tests.fixtures.office import Offices, make_offices, rate_badly

if TYPE_CHECKING:
    from tests.fixtures.databases import CommittedDatabase


@pytest.fixture
def real_offices(committed_db: "CommittedDatabase") -> Offices:
    reference.forget()
    make_city()
    return make_offices()


def act_at_once(order: WorkOrder, acts: list[tuple[str, User]]) -> Counter[str]:
    """Everybody acts behind the same starting gun; what each was told."""
    told: list[str] = []
    gun = threading.Barrier(len(acts))

    def act(step: str, user: User) -> None:
        try:
            connection.ensure_connection()
            gun.wait(timeout=30)
            done = advance(order_no=order.no, step=step, by=user.actor, user=user, comment="说明")
            told.append(done.state)
        except Refusal as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=each) for each in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return Counter(told)


def test_two_dispatchers_at_once(real_offices: Offices) -> None:
    order = rate_badly()
    acts = [("dispatch", real_offices.dispatcher), ("dispatch", real_offices.own["supervisor"])]
    assert act_at_once(order, acts) == {"verifying": 1, "step-not-allowed": 1}
    assert WorkOrderStep.objects.filter(order=order).count() == 2
    assert Entry.objects.filter(action="workorders:dispatch").count() == 1
    assert EventInbox.objects.filter(kind="workorder.advanced").count() == 1


def test_two_verdicts_at_once(real_offices: Offices) -> None:
    order = real_offices.walk(rate_badly(), State.VERIFYING)
    acts = [("uphold", real_offices.dispatcher), ("dismiss", real_offices.own["supervisor"])]
    told = act_at_once(order, acts)
    assert told["step-not-allowed"] == 1 and sum(told.values()) == 2
    order.refresh_from_db()
    assert order.steps == 3 and order.due_at is not None


def test_eight_at_once_over_the_whole_way(real_offices: Offices) -> None:
    order = rate_badly()
    users = [real_offices.dispatcher, real_offices.handler]
    for step in ("dispatch", "uphold", "rectify", "feed-back", "close"):
        told = act_at_once(order, [(step, user) for user in users * 4])
        assert sum(told.values()) == 8
        refused = told["step-not-allowed"] + told["not-permitted"]
        assert refused == 7, told
    order.refresh_from_db()
    assert (order.state, order.steps) == (State.CLOSED, 6)
