"""Whole ways through the node in a real browser: rate, mend, publish."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.fixtures.browser import (
    Hall,
    choose,
    open_newest_order,
    rate_badly,
    reload_until,
    sign_in,
    take_step,
)

CITY = "411000000000"


def office_row(hall: Hall) -> str:
    """The row of the first place's office in the last table of the results."""
    return f"section:last-of-type tr:has(th:text-is('{hall.place['orgName']}'))"


def ratings_of_office(page: Page, hall: Hall) -> int:
    """Its published number of ratings; 0 when it is not in the table yet."""
    cell = page.locator(f"{office_row(hall)} td").first
    return int(cell.inner_text()) if cell.count() else 0


def mended(page: Page) -> int:
    """How many bad ratings the sentence above the figures calls mended; 0 without a sentence."""
    words = page.locator(".sentence strong")
    return int(words.last.inner_text()) if words.count() else 0


def test_a_bad_rating_is_mended_and_published(
    phone: Page, at_desk: Callable[[], Page], hall: Hall
) -> None:
    phone.goto(f"/results/{CITY}")
    ratings_before, mended_before = ratings_of_office(phone, hall), mended(phone)

    served = hall.serve()
    receipt = rate_badly(phone, hall, served)
    assert re.fullmatch(r"[0-9A-Za-z]{41}", receipt)

    dispatcher, handler = at_desk(), at_desk()
    sign_in(dispatcher, hall, "dispatcher")
    sign_in(handler, hall, "handler")
    open_newest_order(dispatcher)
    order = dispatcher.url
    expect(dispatcher.locator("main")).to_contain_text(served.project_no)
    expect(dispatcher.locator("main")).not_to_contain_text(served.mobile)
    take_step(dispatcher, "请核对当日窗口排班", "待核实")
    take_step(dispatcher, "情况属实", "整改中")
    handler.goto(order)
    take_step(handler, "已增开一个窗口", "待反馈")
    take_step(handler, "窗口已增开，欢迎再次监督", "已反馈")
    dispatcher.goto(order)
    take_step(dispatcher, "整改到位", "已办结")

    phone.goto(f"/results/{CITY}")
    reload_until(phone, f"{office_row(hall)} td >> nth=0", str(ratings_before + 1))
    reload_until(phone, ".sentence strong >> nth=-1", str(mended_before + 1))


def test_the_receipt_is_found_again(phone: Page, hall: Hall) -> None:
    receipt = rate_badly(phone, hall, hall.serve())
    phone.goto("/verify")
    phone.get_by_label("评价回执").fill(receipt)
    phone.get_by_role("button", name="查询").click()
    expect(phone.locator("main")).to_contain_text("您的评价原样保存着")


def test_a_service_is_rated_once(phone: Page, hall: Hall) -> None:
    served = hall.serve()
    rate_badly(phone, hall, served)
    phone.goto(f"/r/{served.ticket}")
    expect(phone.locator("main")).to_contain_text("每次服务只评价一次")


def test_without_script_the_form_is_complete(plain_phone: Page, hall: Hall) -> None:
    served = hall.serve()
    page = plain_phone
    page.goto(f"/r/{served.ticket}")
    page.get_by_role("button", name="提交评价").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("请在五个选项中选一个")
    summary.get_by_role("link").click()
    expect(page.locator("#level-5")).to_be_focused()

    choose(page, "非常不满意")
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_role("alert")).to_contain_text("请选一个原因")
    expect(page.locator("#level-1")).to_be_checked()

    page.get_by_label("您想说的话").fill("窗口没人")
    page.get_by_role("button", name="发送验证码").click()
    expect(page.get_by_label("您想说的话")).to_have_value("窗口没人")
    page.get_by_label("短信验证码").fill(hall.code_sent_to(served.mobile))
    # Enter in the field sends the rating, not another code.
    page.get_by_label("短信验证码").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("谢谢您，评价已收到")


def test_the_keyboard_is_enough(phone: Page, hall: Hall) -> None:
    phone.goto(f"/r/{hall.serve().ticket}")
    phone.locator("#level-5").focus()
    phone.keyboard.press("ArrowDown")
    expect(phone.locator("#level-4")).to_be_checked()
    phone.keyboard.press("Tab")
    phone.keyboard.press("Space")
    expect(phone.locator(".reasons-4 input").first).to_be_checked()
