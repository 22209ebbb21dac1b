"""Work orders for departments' own systems."""

import json

import pytest

from haochaping.core.actor import SYSTEM
from haochaping.identity.actions import create_app
from haochaping.workorders.models import WorkOrder
from tests.fixtures.city import POLICE, SUPERVISOR, Push
from tests.fixtures.systems import System, problem
from tests.ratings.test_intake import rate, sms_ticket

STEPS = (
    ("dispatch", "请核对"),
    ("uphold", "情况属实，责任在窗口"),
    ("rectify", "已增开窗口并培训人员"),
    ("feed-back", "您反映的情况属实，已经改进，感谢您的监督"),
    ("close", "已反馈"),
)


@pytest.fixture
def order(push: Push) -> WorkOrder:
    """The order of a bad rating."""
    ticket = push("W1").ticket
    assert ticket is not None
    text = "等了两小时，电话19900000001也没人接"
    assert rate(sms_ticket(ticket), 1, writingEvaluation=text).created
    return WorkOrder.objects.get()


def test_an_order_is_listed_without_its_rater(order: WorkOrder, business: System) -> None:
    listed = json.loads(business.get("/api/v1/workorders").content)
    (seen,) = listed["workorders"]
    assert (seen["no"], seen["level"], seen["state"]) == (order.no, 1, "dispatching")
    assert listed["next"] is None and seen["nextSteps"] == ["dispatch"]
    assert "19900000001" not in seen["text"] and "等了两小时" in seen["text"]
    assert "申请人甲" not in json.dumps(listed, ensure_ascii=False)


def test_the_whole_way_to_closure(order: WorkOrder, business: System) -> None:
    for step, comment in STEPS:
        path = f"/api/v1/workorders/{order.no}/steps"
        answer = business.post(path, {"step": step, "comment": comment})
        assert answer.status_code == 200, answer.content
    one = json.loads(business.get(f"/api/v1/workorders/{order.no}").content)
    assert one["state"] == "closed" and one["nextSteps"] == [] and one["dueAt"] is None
    assert [each["step"] for each in one["steps"]] == ["open", *(step for step, _ in STEPS)]


def test_steps_that_are_refused(order: WorkOrder, business: System, channel: System) -> None:
    path = f"/api/v1/workorders/{order.no}/steps"
    assert problem(business.post(path, {"step": "close"})) == (409, "step-not-allowed")
    assert problem(business.post(path, {"step": "fly"})) == (409, "step-not-allowed")
    assert problem(business.post(path, {"step": 5})) == (422, "invalid")
    wrong = {"step": "dispatch", "deadline": "2027-01-01 00:00:00"}
    assert problem(business.post(path, wrong)) == (422, "invalid")
    assert problem(business.post(path, {"colour": 1})) == (422, "invalid")
    assert problem(channel.post(path, {"step": "dispatch"})) == (403, "wrong-kind-of-app")
    nobody = "/api/v1/workorders/GD20000101-NOBODY00/steps"
    assert problem(business.post(nobody, {"step": "dispatch"})) == (404, "unknown-workorder")
    order.refresh_from_db()
    assert order.state == "dispatching"


def test_a_unit_may_not_dispatch_its_own_order(order: WorkOrder) -> None:
    def app(org_code: str) -> System:
        return System(
            *create_app(name="系统", kind="business", organisations=[org_code], by=SYSTEM)
        )

    path = f"/api/v1/workorders/{order.no}/steps"
    refused = problem(app(POLICE).post(path, {"step": "dispatch", "comment": "自己办"}))
    assert refused[0] == 403
    assert app(SUPERVISOR).post(path, {"step": "dispatch"}).status_code == 200
