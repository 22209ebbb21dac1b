"""Signing in and out: the form, what is wrong with it, where it leads."""

import pytest
from django.test import Client

from haochaping.identity.models import User
from tests.workbench.account.conftest import PASSWORD

PAGE = "/workbench/sign-in"


def post(client: Client, login: str = "chen.an", password: str = PASSWORD, **more: str) -> str:
    """Where it leads, or the page that it answers with."""
    answer = client.post(PAGE, {"login": login, "password": password, **more})
    return answer["Location"] if answer.status_code == 302 else answer.content.decode()


def test_a_stranger_is_asked_who_he_is(english: Client) -> None:
    answer = english.get("/workbench/orders/?state=closed", follow=True)
    html = answer.content.decode()
    assert answer.redirect_chain[0][1] == 302
    assert 'value="/workbench/orders/?state=closed"' in html
    for expected in ('autocomplete="username"', 'autocomplete="current-password"', "<label for="):
        assert expected in html
    assert 'role="alert"' not in html
    assert answer["Cache-Control"].count("no-store") == 1


def test_the_right_password_leads_to_where_one_wanted_to_go(handler: User, english: Client) -> None:
    assert post(english, next="/workbench/account") == "/workbench/account"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://example.org/",
        "//example.org",
        "javascript:alert(1)",
        "\\\\example.org",
        "",
        "http:///x",
    ],
)
def test_but_never_to_another_site(handler: User, english: Client, elsewhere: str) -> None:
    assert post(english, next=elsewhere) == "/workbench/"


def test_who_is_signed_in_is_not_asked_again(inside: Client) -> None:
    assert inside.get(PAGE)["Location"] == "/workbench/"
    assert inside.get("/workbench/")["Location"] == "/workbench/orders/today"


def test_wrong_password_and_unknown_login_read_the_same(handler: User, english: Client) -> None:
    wrong = post(english, password="wrong")
    assert "Login or password is wrong." in wrong and 'role="alert"' in wrong
    unknown = post(Client(headers={"accept-language": "en"}), login="nobody", password="wrong")
    assert unknown.replace("nobody", "chen.an").count("Login or password is wrong.") == 1
    assert "wrong" not in wrong.replace("is wrong", ""), "the password does not come back"


def test_what_is_missing_is_said_at_the_field_and_above(db: None, english: Client) -> None:
    html = post(english, login="", password="")
    assert html.count("Enter your login.") == 2 and html.count("Enter your password.") == 2
    assert '<a href="#id_login">' in html and 'aria-invalid="true"' in html
    assert "<title>Error:" in html


@pytest.mark.parametrize("login", ["a\0b", "x" * 65, "张三", "' OR 1=1 --", "<script>"])
def test_odd_logins_are_only_wrong(handler: User, english: Client, login: str) -> None:
    answer = english.post(PAGE, {"login": login, "password": PASSWORD})
    assert answer.status_code == 422
    assert "<script>" not in answer.content.decode()


def test_a_form_from_elsewhere_is_refused(handler: User) -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    answer = client.post(PAGE, {"login": "chen.an", "password": PASSWORD})
    assert answer.status_code == 403
    assert "Please send it again" in answer.content.decode()


def test_signing_out_says_so_once(inside: Client) -> None:
    answer = inside.post("/workbench/sign-out", follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    assert "You are signed out." in answer.content.decode()
    assert "You are signed out." not in inside.get(PAGE).content.decode()


def test_a_link_signs_nobody_out(inside: Client) -> None:
    assert inside.get("/workbench/sign-out").status_code == 405
    assert inside.get("/workbench/account").status_code == 200


def test_the_locked_page_says_what_to_do(handler: User, english: Client) -> None:
    for _ in range(5):
        html = post(english, password="wrong")
    assert "Too many wrong passwords" in html and "can unlock it at once" in html
    assert "Too many wrong passwords" in post(english)


def test_a_fragment_that_asks_too_late_moves_the_whole_window(english: Client) -> None:
    answer = english.get("/workbench/account", follow=True, headers={"hx-request": "true"})
    assert answer["HX-Redirect"] == PAGE


def test_answers_carry_the_id_of_their_request(english: Client) -> None:
    assert len(english.get("/healthz")["X-Request-Id"]) == 32
