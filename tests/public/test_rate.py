"""The rating page in each of its states, with the client of a browser without script."""

import datetime as dt
import json
import re
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.test import Client

from haochaping.cases.enums import TicketPurpose
from haochaping.core.actor import SYSTEM
from haochaping.core.clock import now
from haochaping.ratings.actions import rule
from haochaping.ratings.enums import Origin, Proof, RulingKind
from haochaping.ratings.models import Rating, Ruling
from haochaping.ratings.queries import raw_text
from tests.fixtures.city import Push
from tests.public.conftest import PERSONAL, Rate, code_for, sent, served, sms_texts

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer


def words(response: "Answer", status: int = 200) -> str:
    """The page's source, after what every page of a rater keeps to was checked."""
    html = response.content.decode()
    assert response.status_code == status, html
    policy = response["Content-Security-Policy"]
    assert "unsafe-inline" not in policy and "default-src" in policy
    assert "<script" not in html and not re.search(r"\sstyle=|\son\w+=", html)
    assert "no-store" in response["Cache-Control"]
    assert not [each for each in PERSONAL if each in html]
    return html


def checked(html: str) -> set[str]:
    """The ids of what is chosen in a form."""
    return set(re.findall(r'id="([^"]+)" value="[^"]*" checked', html))


# --- what is shown


def test_the_page_says_what_is_rated(push: Push, client: Client) -> None:
    html = words(client.get(f"/r/{served(push).text()}"))
    for expected in (
        "居民身份证补领", "411081-20261124-000001", "禹州市公安局", "禹州市民之家 A07",
        "YZ0107 测试员", "非常满意", "基本满意", "非常不满意", "勤政廉洁", "发送验证码",
    ):  # fmt: skip
        assert expected in html, expected
    assert checked(html) == set()


def test_a_link_sent_by_the_node_needs_no_code(push: Push, client: Client) -> None:
    html = words(client.get(f"/r/{sent(served(push))}"))
    assert "验证码" not in html


@pytest.mark.parametrize(("asked", "kept"), [("3", 3), ("9", 2), ("x", 2), ("", 2)])
def test_the_link_names_its_channel(push: Push, client: Client, asked: str, kept: int) -> None:
    link = f"/r/{sent(served(push))}"
    html = words(client.get(f"{link}?pf={asked}"))
    assert f'name="pf" value="{kept}"' in html
    client.post(link, {"satisfaction": "5", "pf": asked})
    assert Rating.objects.get().pf == kept


@pytest.mark.parametrize("text", ["x", "0" * 43, "%E8%AF%84", "a" * 500])
def test_an_unknown_link(city: None, client: Client, text: str) -> None:
    for response in (client.get(f"/r/{text}"), client.post(f"/r/{text}", {"satisfaction": "5"})):
        assert "请看看网址是否完整" in words(response, 404)


def test_the_link_of_a_notice_does_not_rate(push: Push, client: Client) -> None:
    words(client.get(f"/r/{sent(served(push), TicketPurpose.DISPUTE)}"), 404)


def test_a_link_expires(push: Push, client: Client) -> None:
    link = f"/r/{sent(served(push))}"
    with time_machine.travel(now() + dt.timedelta(days=31)):
        assert "30 天内" in words(client.get(link), 410)
        words(client.post(link, {"satisfaction": "5"}), 410)
        words(client.post(f"{link}/code"), 410)
    assert not Rating.objects.exists()


def test_a_service_is_rated_once(push: Push, client: Client) -> None:
    link = f"/r/{sent(served(push))}"
    client.post(link, {"satisfaction": "5"})
    assert "每次服务只评价一次" in words(client.get(link), 409)
    words(client.post(link, {"satisfaction": "4"}), 409)
    assert Rating.objects.get().level == 5


# --- what has to be mended


@pytest.mark.parametrize("level", ["", "0", "6", "12", "²", "五", "-1", "9" * 5000])
def test_an_answer_is_one_of_five(push: Push, client: Client, level: str) -> None:
    html = words(client.post(f"/r/{sent(served(push))}", {"satisfaction": level}), 422)
    assert "<title>请检查一下" in html and 'href="#level-5">请在五个选项中选一个' in html
    assert not Rating.objects.exists()


@pytest.mark.parametrize("level", ["1", "2"])
def test_a_bad_answer_needs_a_reason(push: Push, client: Client, level: str) -> None:
    html = words(client.post(f"/r/{sent(served(push))}", {"satisfaction": level}), 422)
    assert 'href="#reasons">请选一个原因' in html
    assert checked(html) == {f"level-{level}"}


@pytest.mark.parametrize("text", ["长" * 501, "\x07"])
def test_words_that_cannot_be_taken(push: Push, client: Client, text: str) -> None:
    form = {"satisfaction": "2", "writingEvaluation": text}
    html = words(client.post(f"/r/{sent(served(push))}", form), 422)
    assert 'href="#writing"' in html and 'aria-describedby="writing-wrong"' in html


def test_what_was_filled_in_comes_back(push: Push, client: Client) -> None:
    form = {
        "satisfaction": "4",
        "evalDetail": ["406", "215"],
        "writingEvaluation": "<b>可以</b>" + "再" * 500,
        "aspect-visits": "3",
        "publish": "on",
    }
    html = words(client.post(f"/r/{sent(served(push))}", form), 422)
    assert checked(html) == {"level-4", "label-406"}
    assert "&lt;b&gt;可以" in html and "<b>可以" not in html
    assert 'name="publish" checked' in html
    aspect = re.search(r'id="aspect-visits".*?</select>', html, re.DOTALL)
    assert aspect is not None and '<option value="3" selected>' in aspect[0]


@pytest.mark.parametrize("value", ["6", "²", "x"])
def test_an_aspect_has_the_same_five_answers(push: Push, client: Client, value: str) -> None:
    form = {"satisfaction": "5", "aspect-attitude": value}
    assert 'href="#aspects"' in words(client.post(f"/r/{sent(served(push))}", form), 422)


def test_reasons_of_another_level_are_left_behind(push: Push, client: Client) -> None:
    form = {"satisfaction": "5", "evalDetail": ["214", "510"]}
    assert client.post(f"/r/{sent(served(push))}", form).status_code == 302
    assert Rating.objects.get().labels == [510]


# --- the code


def test_the_code_is_sent_and_taken(push: Push, client: Client) -> None:
    ticket = served(push)
    link = f"/r/{ticket.text()}"
    form = {"satisfaction": "2", "evalDetail": ["214"], "writingEvaluation": "等了两个小时"}
    before = len(sms_texts())
    html = words(client.post(f"{link}/code", form))
    assert "199****0001" in html and "重新发送验证码" in html
    assert {"level-2", "label-214"} <= checked(html) and "等了两个小时" in html

    (message,) = (json.loads(line) for line in sms_texts()[before:])
    assert message["number"] == "19900000001"
    code = re.search(r"(?<!\d)\d{6}(?!\d)", message["text"])
    assert code is not None
    response = client.post(link, form | {"code": f" {code[0]} "})
    assert response.status_code == 302 and response["Location"].startswith("/thanks/")
    rating = Rating.objects.get()
    assert (rating.level, rating.labels) == (2, [214])
    assert (rating.origin, rating.proof) == (Origin.TICKET, Proof.ONE_TIME_CODE)
    assert raw_text(ticket.service_key) == "等了两个小时"


def test_without_a_code_the_page_asks_for_one(push: Push, client: Client) -> None:
    html = words(client.post(f"/r/{served(push).text()}", {"satisfaction": "5"}), 403)
    assert 'href="#code"' in html and "重新发送验证码" not in html
    assert checked(html) == {"level-5"} and not Rating.objects.exists()


def test_a_wrong_code_is_said_and_the_answer_stays(push: Push, client: Client) -> None:
    ticket = served(push)
    wrong = "000000" if code_for(ticket) != "000000" else "000001"
    form = {"satisfaction": "3", "code": wrong}
    html = words(client.post(f"/r/{ticket.text()}", form), 403)
    assert "重新发送验证码" in html and checked(html) == {"level-3"}
    assert not Rating.objects.exists()


def test_tries_run_out(push: Push, client: Client) -> None:
    ticket = served(push)
    code = code_for(ticket)
    wrong = "000000" if code != "000000" else "000001"
    for _ in range(5):
        client.post(f"/r/{ticket.text()}", {"satisfaction": "3", "code": wrong})
    words(client.post(f"/r/{ticket.text()}", {"satisfaction": "3", "code": code}), 429)
    assert not Rating.objects.exists()


def test_a_second_code_has_to_wait(push: Push, client: Client) -> None:
    link = f"/r/{served(push).text()}/code"
    words(client.post(link, {"satisfaction": "5"}))
    html = words(client.post(link, {"satisfaction": "5"}), 429)
    assert checked(html) == {"level-5"} and 'href="#code"' in html


def test_without_a_number_on_file_the_window_helps(push: Push, client: Client) -> None:
    link = f"/r/{served(push, mobile=None).text()}/code"
    assert "请到窗口登记您的手机号" in words(client.post(link, {"satisfaction": "5"}), 409)


def test_coming_back_to_the_codes_address_leads_to_the_form(push: Push, client: Client) -> None:
    link = f"/r/{served(push).text()}"
    assert client.get(f"{link}/code")["Location"] == link


def test_a_form_needs_its_token(push: Push) -> None:
    strict = Client(enforce_csrf_checks=True)
    link = f"/r/{sent(served(push))}"
    assert strict.post(link, {"satisfaction": "5"}).status_code == 403
    assert not Rating.objects.exists()


# --- thanks, look-up


def test_the_thanks_show_the_receipt_and_nothing_of_the_answer(
    client: Client, rate_on_page: Rate
) -> None:
    thanks = rate_on_page("A1", 1, evalDetail="115", writingEvaluation="态度很差")
    html = words(client.get(thanks))
    assert thanks.removeprefix("/thanks/") in html and "15 天内" in html
    assert "不满意</" not in html and "态度很差" not in html and "居民身份证补领" not in html
    assert "请看看回执是否完整" in words(client.get("/thanks/nothing"), 404)


def test_a_receipt_is_looked_up(client: Client, rate_on_page: Rate) -> None:
    receipt = rate_on_page("A1", 5).removeprefix("/thanks/")
    words(client.get("/verify"))
    html = words(client.post("/verify", {"receipt": f" {receipt} "}))
    assert "您的评价原样保存着" in html and "非常满意" not in html
    assert "#receipt" in words(client.post("/verify", {"receipt": "x"}), 404)


def test_an_invalid_rating_is_said_to_its_receipt(
    push: Push, client: Client, rate_on_page: Rate
) -> None:
    receipt = rate_on_page("A1", 5).removeprefix("/thanks/")
    rule(
        service_key=Rating.objects.get().service_key,
        assess_number=1,
        kind=RulingKind.INVALID,
        reason="重复",
        by=SYSTEM,
    )
    assert "被认定为无效" in words(client.post("/verify", {"receipt": receipt}))


# --- not me


def test_not_me_sets_the_rating_aside(push: Push, client: Client) -> None:
    ticket = served(push)
    client.post(f"/r/{sent(ticket)}", {"satisfaction": "5"})
    notice = f"/n/{sent(ticket, TicketPurpose.DISPUTE)}"
    asked = words(client.get(notice))
    assert "居民身份证补领" in asked and "满意" not in asked
    assert not Ruling.objects.exists()  # looking at a link, as scanners do, changes nothing
    assert "已暂停计入" in words(client.post(notice))
    words(client.post(notice))
    assert Ruling.objects.get().kind == RulingKind.SUSPENDED
    with time_machine.travel(now() + dt.timedelta(days=40)):
        words(client.get(notice))


def test_other_links_dispute_nothing(push: Push, client: Client) -> None:
    ticket = served(push)
    client.post(f"/r/{sent(ticket)}", {"satisfaction": "5"})
    for link in (sent(ticket), ticket.text(), "x"):
        words(client.post(f"/n/{link}"), 404)
    assert not Ruling.objects.exists()


def test_not_me_before_anything_was_rated(push: Push, client: Client) -> None:
    words(client.post(f"/n/{sent(served(push), TicketPurpose.DISPUTE)}"), 404)
