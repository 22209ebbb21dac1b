"""Published results: no data, data, places and periods that there are not; the display."""

import re
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests.fixtures.city import COUNTY, Push
from tests.public.conftest import PERSONAL, Rate, publish, served

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer


def words(response: "Answer", status: int = 200) -> str:
    """The page's source; nothing in it runs or names anybody."""
    html = response.content.decode()
    assert response.status_code == status, html
    assert "unsafe-inline" not in response["Content-Security-Policy"]
    assert "<script" not in html and not re.search(r"\sstyle=|\son\w+=", html)
    assert not [each for each in (*PERSONAL, "测试员") if each in html]
    return html


def cells(html: str, name: str) -> dict[str, str]:
    """The cells of the row of ``name``, by their heading."""
    row = re.search(
        rf'<th scope="row">(?:<a [^>]*>)?{name}(?:</a>)?</th>(.*?)</tr>', html, re.DOTALL
    )
    assert row is not None, name
    found = re.findall(r'data-label="([^"]+)">(?:<span[^>]*>)?([^<]*)', row[1])
    return {label: text.strip() for label, text in found}


@pytest.fixture
def three_ratings(push: Push, rate_on_page: Rate) -> None:
    """Two content, one not; a fourth service stays without a rating."""
    rate_on_page("A1", 5)
    rate_on_page("A2", 3)
    rate_on_page("A3", 2, evalDetail="214", writingEvaluation="等了两个小时")
    served(push, "A4")
    publish()


@pytest.mark.parametrize("path", ["/results", f"/results/{COUNTY}", "/results?period=2001-02"])
def test_no_data_is_a_state_of_its_own(city: None, client: Client, path: str) -> None:
    html = words(client.get(path))
    assert "还没有计分的评价" in html and "暂无数据" in html
    assert cells(html, "评价数")["数值"] == "0"
    assert "%" not in cells(html, "好评率（含基本满意）")["数值"]
    assert "NaN" not in html and "None" not in html


@pytest.mark.parametrize("path", ["/results", f"/results/{COUNTY}", "/results/411081"])
def test_the_figures_of_a_place(three_ratings: None, client: Client, path: str) -> None:
    html = words(client.get(path))
    assert "共有 <strong>3</strong> 条评价" in html and "<strong>1</strong> 条差评已转办" in html
    assert "66.67" in cells(html, "好评率（含基本满意）")["数值"]
    office = cells(html, "禹州市公安局")
    assert office["评价数"] == "3" and "33.3" in office["差评率"]
    assert "75" in office["主动评价率"] and office["平均分"].startswith("3.3")
    assert "等了两个小时" not in html and "A1" not in html


def test_a_place_leads_to_its_own_page(three_ratings: None, client: Client) -> None:
    html = words(client.get("/results"))
    link = re.search(rf'href="(/results/{COUNTY}[^"]*)"', html)
    assert link is not None
    assert "<h1>禹州市 · 评价结果公示" in words(client.get(link[1]))


def test_periods(three_ratings: None, client: Client) -> None:
    html = words(client.get("/results"))
    links = re.findall(r'href="(\?period=[\d-]+)"', html)
    assert len(links) == 2 and html.count('aria-current="true"') == 1
    for link in links:
        assert "<strong>3</strong>" in words(client.get(f"/results{link}"))


@pytest.mark.parametrize(
    "path",
    [
        "/results/999999999999", "/results/x", "/results/禹州", "/results?period=2026-13",
        "/results?period=x", "/results?period=0000", "/results?period=2026-02-30",
        "/results?period=99999", "/results?period=２０２６", "/results/411081?period=%00",
    ],
)  # fmt: skip
def test_what_there_is_not(city: None, client: Client, path: str) -> None:
    html = words(client.get(path), 404)
    assert 'href="/results"' in html and "没有保存" not in html


def test_results_are_only_read(city: None, client: Client) -> None:
    assert client.post("/results").status_code == 405


# --- first page and display


def test_the_first_page_leads_on(city: None, client: Client) -> None:
    html = words(client.get("/"))
    assert 'href="/results"' in html and 'href="/verify"' in html
    assert '<html lang="zh-hans"' in html


def test_larger_type_is_kept(city: None, client: Client) -> None:
    response = client.post("/display", {"elder": "on", "next": "/results?period=2026"})
    assert response["Location"] == "/results?period=2026"
    assert 'class="elder' in words(client.get("/"))
    client.post("/display", {"elder": "off"})
    assert 'class="elder' not in words(client.get("/"))


def test_the_language_is_kept(city: None, client: Client) -> None:
    client.post("/display", {"language": "en"})
    assert "You were served" in words(client.get("/"))
    client.post("/display", {"language": "xx"})
    assert "You were served" in words(client.get("/"))


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "\\\\x"])
def test_the_display_leads_to_no_other_site(city: None, client: Client, target: str) -> None:
    assert client.post("/display", {"elder": "on", "next": target})["Location"] == "/"


def test_english_by_the_browsers_wish(city: None) -> None:
    english = Client(headers={"accept-language": "en"})
    assert "Published results" in words(english.get("/results"))
