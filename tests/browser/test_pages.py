"""Each page for everybody: nothing that axe objects to, nothing to scroll sideways, light."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, expect

from tests.fixtures.browser import Hall, open_newest_order, rate_badly, sideways, sign_in

MOST_BYTES = 60_000
Visit = Callable[[Page, Hall], object]


def empty_form(page: Page, hall: Hall) -> None:
    page.goto(f"/r/{hall.serve().ticket}")


def form_with_faults(page: Page, hall: Hall) -> None:
    empty_form(page, hall)
    page.locator("label.level-1").click()
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_role("alert")).to_be_visible()


def form_with_code(page: Page, hall: Hall) -> None:
    empty_form(page, hall)
    page.locator("summary").dispatch_event("click")  # larger type leaves the aspects out
    page.get_by_role("button", name="发送验证码").click()
    expect(page.locator("main")).to_contain_text("****")


def thanks(page: Page, hall: Hall) -> None:
    rate_badly(page, hall, hall.serve())


def results_with_figures(page: Page, hall: Hall) -> None:
    rate_badly(page, hall, hall.serve())
    page.goto("/results/411000000000")


def my_day(page: Page, hall: Hall) -> None:
    sign_in(page, hall, "dispatcher")
    page.goto("/workbench/")


def orders(page: Page, hall: Hall) -> None:
    sign_in(page, hall, "dispatcher")
    page.goto("/workbench/orders")


def order(page: Page, hall: Hall) -> None:
    rate_badly(page, hall, hall.serve())
    sign_in(page, hall, "dispatcher")
    open_newest_order(page)


def at(path: str) -> Visit:
    return lambda page, hall: page.goto(path)


PAGES: dict[str, Visit] = {
    "rating, empty": empty_form,
    "rating, with faults": form_with_faults,
    "rating, with a code": form_with_code,
    "thanks": thanks,
    "refused": at("/r/nothing"),
    "results": results_with_figures,
    "results without data": at("/results?period=2001"),
    "home": at("/"),
    "verify": at("/verify"),
    "sign-in": at("/workbench/sign-in"),
    "my day": my_day,
    "orders": orders,
    "order": order,
}
every_page = pytest.mark.parametrize("visit", PAGES.values(), ids=PAGES.keys())


@every_page
def test_a_page_is_for_everybody(visit: Visit, phone: Page, hall: Hall) -> None:
    visit(phone, hall)
    found = Axe().run(phone)
    assert found.violations_count == 0, found.generate_report()
    assert sideways(phone) == 0
    lang = phone.locator("html").get_attribute("lang")
    assert lang == "zh-hans"


@every_page
def test_larger_type_fits_a_telephone(visit: Visit, phone: Page, hall: Hall) -> None:
    phone.goto("/")
    phone.get_by_role("button", name="大字版").click()
    visit(phone, hall)
    size = phone.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
    # The workbench is denser: 16 px, or 20 in larger type.
    assert size >= (20 if "/workbench/" in phone.url else 24)
    assert sideways(phone) == 0


def test_larger_type_is_switched_on_where_one_is(phone: Page, hall: Hall) -> None:
    form_with_code(phone, hall)
    phone.get_by_role("button", name="大字版").click()
    expect(phone.locator("html.elder")).to_be_visible()
    expect(phone.get_by_role("button", name="提交评价")).to_be_visible()
    phone.get_by_role("button", name="标准显示").click()
    expect(phone.locator("html.elder")).to_have_count(0)


def test_the_rating_page_is_light(phone: Page, hall: Hall) -> None:
    finished: list[Request] = []

    def note(request: Request) -> None:
        finished.append(request)

    phone.on("requestfinished", note)
    phone.goto(f"/r/{hall.serve().ticket}", wait_until="networkidle")
    sizes = [request.sizes() for request in finished]
    total = sum(each["responseBodySize"] + each["responseHeadersSize"] for each in sizes)
    # Nothing came out of a cache: a first visit is measured.
    assert len(finished) >= 3 and min(each["responseBodySize"] for each in sizes) > 0
    assert total <= MOST_BYTES, [(r.url, r.sizes()) for r in finished]


def test_touch_targets_are_large_enough(phone: Page, hall: Hall) -> None:
    empty_form(phone, hall)
    heights = phone.locator("label.choice, main .button").evaluate_all(
        "each => each.map(one => one.getBoundingClientRect().height)"
    )
    assert len(heights) >= 7 and min(heights) >= 56


def test_english_is_chosen_on_the_page(phone: Page) -> None:
    phone.goto("/results")
    phone.get_by_role("button", name="English").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Published results")
    phone.get_by_role("button", name="中文").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("评价结果公示")
