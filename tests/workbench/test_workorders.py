"""The pages on orders, opened by named people."""

import re
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from haochaping.audit.models import Entry
from haochaping.core.clock import parse_time
from haochaping.identity.models import User
from haochaping.ratings.actions import rule
from haochaping.ratings.enums import RulingKind
from haochaping.workorders.enums import State, Step
from haochaping.workorders.models import WorkOrder, WorkOrderStep
from tests.fixtures.office import LABOUR, Offices, rate_badly

SignedIn = Callable[[User], Client]
TODAY, LIST = "/workbench/orders/today", "/workbench/orders/"


def page_of(order: WorkOrder) -> str:
    return f"{LIST}{order.no}"


def text(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, response.content.decode()[:500]
    return response.content.decode()


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


# --- my day


def test_a_dispatcher_sees_what_waits_for_him(offices: Offices, signed_in: SignedIn) -> None:
    order = rate_badly()
    html = text(signed_in(offices.dispatcher), TODAY)
    assert order.no in html and "居民身份证补领" in html and "待分办" in html


def test_a_handler_sees_his_units_orders_and_no_others(
    offices: Offices, signed_in: SignedIn
) -> None:
    order = offices.walk(rate_badly(), State.RECTIFYING)
    assert order.no in text(signed_in(offices.handler), TODAY)
    assert order.no not in text(signed_in(offices.neighbour), TODAY)
    assert order.no not in text(signed_in(offices.other["dispatcher"]), TODAY)


def test_my_day_is_in_three_heaps(offices: Offices, signed_in: SignedIn) -> None:
    with time_machine.travel(parse_time("2026-11-24 09:00:00"), tick=True):
        late, due = rate_badly(), rate_badly()
        due = offices.walk(due, State.VERIFYING)
        waiting = offices.walk(rate_badly(), State.ANSWERED)
    with time_machine.travel(parse_time("2026-11-27 09:00:00"), tick=True):
        html = text(signed_in(offices.dispatcher), TODAY)
    heaps = re.split(r'<section class="heap', html)[1:]
    assert [order.no in heap for heap, order in zip(heaps, (late, due, waiting), strict=True)] == [
        True,
        True,
        True,
    ]
    assert "已超期2天 11月25日 星期三 24:00止" in words(heaps[0])
    assert "今天到期 11月27日 星期五 24:00止" in words(heaps[1])


def test_an_empty_day_says_what_will_appear(offices: Offices, signed_in: SignedIn) -> None:
    html = text(signed_in(offices.handler), TODAY)
    assert "没有等您办理的工单" in html and "没有超期的工单" in html


@pytest.mark.parametrize("role", ["clerk", "operator", "directory_admin", "discipline"])
@pytest.mark.parametrize("path", [TODAY, LIST])
def test_roles_without_orders_are_told_so(
    offices: Offices, signed_in: SignedIn, role: str, path: str
) -> None:
    html = text(signed_in(offices.own[role]), path, status=403)
    assert "GD2026" not in html and "<h1>" in html


@pytest.mark.parametrize("path", [TODAY, LIST, "/workbench/orders/GD20261124-00000000"])
def test_without_signing_in_there_is_only_the_door(offices: Offices, path: str) -> None:
    response = Client().get(path)
    assert response.status_code == 302
    assert response["Location"].startswith("/workbench/sign-in")


# --- the list


def test_the_list_is_narrowed_by_state_county_and_turn(
    offices: Offices, signed_in: SignedIn
) -> None:
    fresh, verifying = rate_badly(), offices.walk(rate_badly(), State.VERIFYING)
    rectifying = offices.walk(rate_badly(), State.RECTIFYING)
    client = signed_in(offices.dispatcher)

    def found(query: str) -> set[str]:
        html = text(client, f"{LIST}?{query}")
        return {order.no for order in (fresh, verifying, rectifying) if order.no in html}

    everything = {fresh.no, verifying.no, rectifying.no}
    assert found("") == everything
    assert found("state=verifying") == {verifying.no}
    assert found("area=411081000000") == everything
    assert found("mine=on") == {fresh.no, verifying.no}
    assert found("overdue=on") == set()
    assert found("state=nonsense&area=x") == everything


def test_reading_on_misses_and_doubles_nothing(offices: Offices, signed_in: SignedIn) -> None:
    numbers = {rate_badly().no for _ in range(53)}
    client = signed_in(offices.dispatcher)
    first = text(client, LIST)
    onward = re.search(r'href="\?([^"]+)" rel="next"', first)
    assert onward is not None
    second = text(client, f"{LIST}?{onward.group(1).replace('&amp;', '&')}")
    on_first = {no for no in numbers if no in first}
    on_second = {no for no in numbers if no in second}
    assert (len(on_first), len(on_second)) == (50, 3)
    assert on_first | on_second == numbers and 'rel="next"' not in second


def test_an_unknown_place_to_read_on_from(offices: Offices, signed_in: SignedIn) -> None:
    text(signed_in(offices.dispatcher), f"{LIST}?after=GD1", status=404)


def test_a_page_of_fifty_costs_no_more_queries_than_one_of_two(
    offices: Offices, signed_in: SignedIn, django_assert_max_num_queries: object
) -> None:
    client = signed_in(offices.dispatcher)
    for _ in range(30):
        rate_badly()
    text(client, LIST)
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        text(client, LIST)


# --- one order


def test_the_order_tells_what_was_rated_and_what_happened(
    offices: Offices, signed_in: SignedIn
) -> None:
    order = offices.walk(rate_badly(text="等了两个小时"), State.RECTIFYING)
    html = text(signed_in(offices.handler), page_of(order))
    said = words(html)
    for expected in (
        "不满意", "服务态度生硬", "等了两个小时", "居民身份证补领", "411081-20261124-",
        "禹州市公安局", "A07", "YZ0107", "生成工单", "分办", "核实属实", "15个自然日", "整改情况",
    ):  # fmt: skip
        assert expected in said, expected
    assert html.count("button filled") == 1


def test_nobody_sees_who_rated(offices: Offices, signed_in: SignedIn) -> None:
    complaint = "我是申请人甲，电话19900000001，身份证411081190001010014"
    order = offices.walk(rate_badly(text=complaint), State.RECTIFYING)
    for user in (offices.handler, offices.dispatcher, offices.own["auditor"]):
        html = text(signed_in(user), page_of(order))
        assert "19900000001" not in html and "411081190001010014" not in html
        assert "〔已隐去〕" in html


def test_words_of_staff_are_shown_without_numbers(offices: Offices, signed_in: SignedIn) -> None:
    order = offices.walk(rate_badly(), State.VERIFYING)
    order = offices.step(order, Step.UPHOLD, comment="已致电13800000000核实")
    html = text(signed_in(offices.handler), page_of(order))
    assert "13800000000" not in html and "已致电" in html


def test_every_look_at_an_order_is_logged_once(offices: Offices, signed_in: SignedIn) -> None:
    order = rate_badly()
    text(signed_in(offices.dispatcher), page_of(order))
    entry = Entry.objects.get(action="workorders:view")
    assert (entry.object, entry.actor_id) == (order.no, offices.dispatcher.login)


def test_scripts_in_texts_stay_texts(offices: Offices, signed_in: SignedIn) -> None:
    order = rate_badly(text="<script>alert(1)</script>")
    html = text(signed_in(offices.dispatcher), page_of(order))
    assert "<script>alert" not in html and "&lt;script&gt;alert" in html


def test_a_stranger_is_told_that_it_is_not_his(offices: Offices, signed_in: SignedIn) -> None:
    order = rate_badly(text="等了两个小时")
    for user in (offices.neighbour, offices.other["dispatcher"], offices.other["handler"]):
        assert "等了两个小时" not in text(signed_in(user), page_of(order), status=403)
    assert not Entry.objects.filter(action="workorders:view").exists()


def test_an_unknown_number(offices: Offices, signed_in: SignedIn) -> None:
    text(signed_in(offices.dispatcher), f"{LIST}GD20261124-00000000", status=404)


def test_a_reader_without_a_step_is_told_whose_turn_it_is(
    offices: Offices, signed_in: SignedIn
) -> None:
    html = text(signed_in(offices.own["auditor"]), page_of(rate_badly()))
    assert "等待其他单位办理" in html and "<textarea" not in html


def test_a_closed_order_has_nothing_left(offices: Offices, signed_in: SignedIn) -> None:
    order = offices.walk(rate_badly(), State.CLOSED)
    html = text(signed_in(offices.dispatcher), page_of(order))
    assert "工单已办结，无需再办" in html and "<textarea" not in html


def test_a_rating_under_a_ruling_says_so(offices: Offices, signed_in: SignedIn) -> None:
    order = rate_badly()
    rule(
        service_key=order.service_key,
        assess_number=1,
        kind=RulingKind.SUSPENDED,
        reason="不是本人",
        by=offices.dispatcher.actor,
    )
    assert "已有裁定" in text(signed_in(offices.dispatcher), page_of(order))


# --- one step


def test_a_step_is_taken_and_said(offices: Offices, signed_in: SignedIn) -> None:
    order = rate_badly()
    client = signed_in(offices.dispatcher)
    response = client.post(
        f"{page_of(order)}/dispatch", {"handling_org": LABOUR, "comment": "请核"}
    )
    assert response.status_code == 302 and response["Location"] == page_of(order)
    html = text(client, page_of(order))
    assert "已转为“待核实”" in html and "禹州市人力资源和社会保障局" in html


def test_the_whole_way_over_the_pages(offices: Offices, signed_in: SignedIn) -> None:
    order = rate_badly()
    for step in ("dispatch", "uphold", "rectify", "feed-back", "close"):
        client = signed_in(offices.takes(step))
        assert f"/{step}" in text(client, page_of(order))
        assert client.post(f"{page_of(order)}/{step}", {"comment": "说明"}).status_code == 302
    order.refresh_from_db()
    assert order.state == State.CLOSED


def test_words_come_back_when_something_is_wrong(offices: Offices, signed_in: SignedIn) -> None:
    order = offices.walk(rate_badly(), State.ANSWERING)
    client = signed_in(offices.handler)
    response = client.post(f"{page_of(order)}/feed-back", {"comment": "请打13800000000找我"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "请打13800000000找我" in html and "请不要写手机号" in html
    assert WorkOrderStep.objects.filter(order=order).count() == order.steps


def test_who_comes_second_sees_what_happened(offices: Offices, signed_in: SignedIn) -> None:
    order = rate_badly()
    client = signed_in(offices.dispatcher)
    offices.walk(order, State.VERIFYING)
    response = client.post(f"{page_of(order)}/dispatch", {})
    html = response.content.decode()
    assert response.status_code == 409
    assert "这一步已有人办理" in html and "待核实" in html


@pytest.mark.parametrize(
    ("side", "role", "status"),
    [("own", "handler", 403), ("other", "dispatcher", 403), ("own", "clerk", 403)],
)
def test_who_may_not_is_refused(
    offices: Offices, signed_in: SignedIn, side: str, role: str, status: int
) -> None:
    order = rate_badly()
    client = signed_in(getattr(offices, side)[role])
    assert client.post(f"{page_of(order)}/dispatch", {}).status_code == status
    order.refresh_from_db()
    assert order.state == State.DISPATCHING


def test_a_step_needs_the_forms_token(offices: Offices) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(offices.dispatcher, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(f"{page_of(rate_badly())}/dispatch", {}).status_code == 403


def test_a_step_is_never_taken_by_looking(offices: Offices, signed_in: SignedIn) -> None:
    order = rate_badly()
    assert signed_in(offices.dispatcher).get(f"{page_of(order)}/dispatch").status_code == 405


def test_a_dispatcher_can_hand_over_only_within_his_county(
    offices: Offices, signed_in: SignedIn
) -> None:
    html = text(signed_in(offices.dispatcher), page_of(rate_badly()))
    assert "禹州市公安局（被评价单位）" in html and "神垕派出所" in html
    assert "长葛市公安局" not in html
