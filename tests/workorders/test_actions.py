"""One step: what is written with it, what it needs, and that nothing remains of half a step."""

import datetime as dt

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from haochaping.audit.models import Entry
from haochaping.core.actor import SYSTEM
from haochaping.core.clock import now, parse_time
from haochaping.core.errors import Refusal
from haochaping.core.models import EventInbox
from haochaping.workorders.actions import advance, change_rule, look_at
from haochaping.workorders.deadlines import Rule, last_day
from haochaping.workorders.enums import Clock, State, Step, Unit
from haochaping.workorders.models import WorkOrder, WorkOrderDeadline, WorkOrderStep
from haochaping.workorders.story import comment_of
from tests.fixtures.city import POLICE
from tests.fixtures.office import CHANGGE_POLICE, LABOUR, Offices, rate_badly
from tests.workorders.test_states import attempt, traces


def refused(order: WorkOrder, offices: Offices, step: str, **more: str) -> Refusal:
    before = traces(order)
    with pytest.raises(Refusal) as caught:
        offices.step(order, step, **more)
    assert traces(order) == before
    return caught.value


# --- what belongs to a step


def test_a_step_leaves_its_story_audit_and_event(offices: Offices) -> None:
    order = offices.walk(rate_badly(), State.VERIFYING)
    offices.step(order, Step.UPHOLD, comment="经查监控，等候两小时属实")
    step = WorkOrderStep.objects.get(order=order, seq=3)
    assert (step.step, step.from_state, step.to_state) == ("uphold", "verifying", "rectifying")
    assert (step.actor_kind, step.actor_id) == ("staff", offices.dispatcher.login)
    assert comment_of(step) == "经查监控，等候两小时属实"
    entry = Entry.objects.get(action="workorders:uphold")
    assert (entry.object, entry.actor_id) == (order.no, offices.dispatcher.login)
    event = EventInbox.objects.filter(kind="workorder.advanced").latest("id")
    assert event.service_key == order.service_key
    assert {name: event.payload[name] for name in ("no", "seq", "step", "from", "to")} == {
        "no": order.no, "seq": 3, "step": "uphold", "from": "verifying", "to": "rectifying",
    }  # fmt: skip
    assert event.payload["upheld"] is True and event.payload["in_time"] is True


def test_words_lie_sealed_in_the_database(offices: Offices) -> None:
    order = offices.walk(rate_badly(), State.VERIFYING)
    offices.step(order, Step.UPHOLD, comment="电话联系了王五 13800000000")
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(s)::text FROM workorders_step s")
        stored = str(cursor.fetchall())
    assert "王五" not in stored and "13800000000" not in stored


def test_the_whole_way(offices: Offices) -> None:
    order = offices.walk(rate_badly(), State.CLOSED)
    order.refresh_from_db()
    assert (order.state, order.upheld, order.due_at, order.clock) == (State.CLOSED, True, None, "")
    assert order.steps == order.story.count() == 6


def test_a_dismissed_rating_is_answered_too(offices: Offices) -> None:
    order = offices.walk(rate_badly(), State.VERIFYING)
    order = offices.step(order, Step.DISMISS, comment="法律规定须本人到场")
    assert (order.state, order.upheld, order.clock) == (State.ANSWERING, False, Clock.EXPLAIN)
    order = offices.step(order, Step.FEED_BACK, comment="依法须本人到场，可预约上门")
    assert order.state == State.ANSWERED


# --- deadlines


def test_fifteen_natural_days_are_issued_with_the_verdict_and_kept_to_the_answer(
    offices: Offices,
) -> None:
    with time_machine.travel(parse_time("2026-11-24 10:30:00"), tick=True):
        order = offices.walk(rate_badly(), State.RECTIFYING)
    issued = order.due_at
    assert issued is not None and last_day(issued).isoformat() == "2026-12-09"
    with time_machine.travel(parse_time("2026-12-08 18:00:00"), tick=True):
        order = offices.step(order, Step.RECTIFY, comment="已增开窗口")
    assert order.due_at == issued
    with time_machine.travel(parse_time("2026-12-10 00:00:01"), tick=True):
        offices.step(order, Step.FEED_BACK, comment="已增开窗口")
    kept = dict(WorkOrderStep.objects.filter(order=order).values_list("step", "in_time"))
    assert (kept["rectify"], kept["feed-back"]) == (True, False)


def test_each_clock_is_stored_with_its_rule(offices: Offices) -> None:
    with time_machine.travel(parse_time("2026-11-27 09:00:00"), tick=True):
        order = offices.walk(rate_badly(), State.RECTIFYING)
    stored = {
        row.clock: (row.amount, row.unit, last_day(row.due_at).isoformat())
        for row in WorkOrderDeadline.objects.filter(order=order)
    }
    assert stored == {
        "dispatch": (1, "working", "2026-11-30"),
        "verify": (3, "working", "2026-12-02"),
        "rectify": (15, "natural", "2026-12-12"),
    }


def test_changing_a_rule_moves_no_issued_deadline(offices: Offices) -> None:
    running = offices.walk(rate_badly(), State.RECTIFYING)
    rule = Rule(5, Unit.WORKING)
    change_rule(clock=Clock.RECTIFY, rule=rule, source="镇里的规定", by=SYSTEM)
    fresh = offices.walk(rate_badly(), State.RECTIFYING)
    unchanged = WorkOrder.objects.get(pk=running.pk)
    assert unchanged.due_at == running.due_at
    assert unchanged.deadlines.get(clock=Clock.RECTIFY).amount == 15
    assert fresh.deadlines.get(clock=Clock.RECTIFY).amount == 5
    assert Entry.objects.get(action="workorders:change-rule").detail["amount"] == 5


# --- what a step needs


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (State.VERIFYING, Step.UPHOLD),
        (State.VERIFYING, Step.DISMISS),
        (State.RECTIFYING, Step.RECTIFY),
        (State.ANSWERING, Step.FEED_BACK),
    ],
)
@pytest.mark.parametrize("comment", ["", " \n\t ", "字" * 1001, "好\x00坏"])
def test_a_text_that_is_missing_or_does_not_fit(
    offices: Offices, state: State, step: Step, comment: str
) -> None:
    order = offices.walk(rate_badly(), state)
    refusal = refused(order, offices, step, comment=comment)
    assert refusal.code == "invalid" and refusal.errors[0].field == "comment"


@pytest.mark.parametrize(
    "answer",
    [
        "请回电13800000000",
        "卡号 6222 0212 3456 7890 123",
        "身份证41108119900101001X",
        "a@b.cn 联系",
    ],
)
def test_an_answer_names_no_ones_numbers(offices: Offices, answer: str) -> None:
    order = offices.walk(rate_badly(), State.ANSWERING)
    assert refused(order, offices, Step.FEED_BACK, comment=answer).code == "invalid"


def test_an_answer_may_name_the_offices_own_telephone(offices: Offices) -> None:
    order = offices.walk(rate_badly(), State.ANSWERING)
    order = offices.step(order, Step.FEED_BACK, comment="有疑问请打0374-8123456或12345")
    assert order.state == State.ANSWERED


def test_an_answer_fits_into_a_message(offices: Offices) -> None:
    order = offices.walk(rate_badly(), State.ANSWERING)
    assert refused(order, offices, Step.FEED_BACK, comment="字" * 301).code == "invalid"


def test_lines_are_kept_and_ends_trimmed(offices: Offices) -> None:
    order = offices.walk(rate_badly(), State.VERIFYING)
    offices.step(order, Step.UPHOLD, comment="  一是\r\n二是 \n")
    assert comment_of(WorkOrderStep.objects.get(order=order, seq=3)) == "一是\n二是"


# --- who handles


def test_the_rated_unit_handles_unless_another_is_named(offices: Offices) -> None:
    assert offices.walk(rate_badly(), State.VERIFYING).handling_org == POLICE


def test_dispatch_to_another_unit_hands_the_order_over(offices: Offices) -> None:
    order = offices.step(rate_badly(), Step.DISPATCH, handling_org=LABOUR)
    order = offices.step(order, Step.UPHOLD, comment="属实")
    assert attempt(order, "rectify", offices.neighbour) == State.ANSWERING
    assert attempt(order, "rectify", offices.handler) == "out-of-scope"


@pytest.mark.parametrize(
    ("wanted", "code"),
    [(CHANGGE_POLICE, "out-of-scope"), ("114110810000000000", "unknown-organisation")],
)
def test_dispatch_reaches_only_known_units_of_the_own_region(
    offices: Offices, wanted: str, code: str
) -> None:
    assert refused(rate_badly(), offices, Step.DISPATCH, handling_org=wanted).code == code


def test_only_the_dispatch_names_a_unit(offices: Offices) -> None:
    order = offices.walk(rate_badly(), State.VERIFYING)
    refusal = refused(order, offices, Step.UPHOLD, comment="属实", handling_org=LABOUR)
    assert refusal.errors[0].field == "handlingOrg"


@pytest.mark.parametrize("no", ["GD20261124-00000000", "", "1", "GD20261124-0000\x0000", "😀" * 99])
def test_an_unknown_number(offices: Offices, no: str) -> None:
    user = offices.dispatcher
    with pytest.raises(Refusal) as stepping:
        advance(order_no=no, step="dispatch", by=user.actor, user=user)
    with pytest.raises(Refusal) as looking:
        look_at(order_no=no, by=user.actor, user=user)
    assert stepping.value.code == looking.value.code == "unknown-workorder"


# --- all or nothing


@pytest.mark.parametrize(
    "table",
    [
        "workorders_order",
        "workorders_step",
        "workorders_deadline",
        "audit_entry",
        "core_event_inbox",
    ],
)
def test_when_one_effect_fails_none_remains(offices: Offices, table: str) -> None:
    order = offices.walk(rate_badly(), State.VERIFYING)
    before = traces(order)
    with pytest.raises(DatabaseError, match="disk full"):
        uphold_while_broken(offices, order, table)
    assert traces(order) == before


@transaction.atomic
def uphold_while_broken(offices: Offices, order: WorkOrder, table: str) -> None:
    break_table(table)
    offices.step(order, Step.UPHOLD, comment="属实")


def break_table(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "CREATE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'disk full'; END $$"
        )
        cursor.execute(
            f"CREATE TRIGGER broken BEFORE INSERT OR UPDATE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION pg_temp.refuse()"
        )
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_the_same_step_twice_is_refused_the_second_time(offices: Offices) -> None:
    order = offices.walk(rate_badly(), State.VERIFYING)
    assert refused(order, offices, Step.DISPATCH).code == "step-not-allowed"
    assert now() - order.changed_at < dt.timedelta(minutes=1)
