"""A sign-in lasts 8 hours, 30 minutes without a click, and no longer than the account it is of."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.conf import LazySettings, settings
from django.contrib.sessions.models import Session
from django.test import Client

from haochaping.audit.models import Entry
from haochaping.identity import actions
from haochaping.identity.models import User
from tests.identity.conftest import ADMINISTRATOR, PASSWORD

PAGE = "/workbench/account"
MORNING = dt.datetime(2026, 11, 24, 1, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


def sign_in(**headers: str) -> Client:
    client = Client(headers={"accept-language": "en", **headers})
    answer = client.post("/workbench/sign-in", {"login": "chen.an", "password": PASSWORD})
    assert answer.status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


def test_half_an_hour_without_a_click_ends_it(handler: User, clock: time_machine.Traveller) -> None:
    client = sign_in()
    clock.shift(dt.timedelta(minutes=30))
    assert is_in(client)
    clock.shift(dt.timedelta(minutes=30, seconds=1))
    answer = client.get(PAGE, follow=True)
    assert answer.redirect_chain == [(f"/workbench/sign-in?next={PAGE}", 302)]
    assert "nothing happened for 30 minutes" in answer.content.decode()
    assert "nothing happened" not in client.get("/workbench/sign-in").content.decode(), "said once"


def test_eight_hours_end_it_whatever_is_clicked(
    handler: User, clock: time_machine.Traveller
) -> None:
    client = sign_in()
    for _ in range(24):
        clock.shift(dt.timedelta(minutes=20))
        assert is_in(client)
    clock.shift(dt.timedelta(seconds=1))
    assert "8 hours at most" in client.get(PAGE, follow=True).content.decode()


def test_a_click_costs_a_row_once_a_minute_at_most(
    handler: User, clock: time_machine.Traveller
) -> None:
    client = sign_in()
    ends = Session.objects.get().session_data
    clock.shift(dt.timedelta(seconds=59))
    assert is_in(client) and Session.objects.get().session_data == ends
    clock.shift(dt.timedelta(seconds=1))
    assert is_in(client) and Session.objects.get().session_data != ends


def test_a_session_from_before_these_rules_is_over(handler: User) -> None:
    client = sign_in()
    session = client.session
    del session["signed_in_at"]
    session.save()
    assert not is_in(client)


def test_signing_in_makes_a_new_session(handler: User) -> None:
    """A session that somebody planted before is worth nothing afterwards."""
    client = Client()
    client.get("/workbench/sign-in")
    planted = client.session
    planted["planted"] = True
    planted.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key or ""
    client.post("/workbench/sign-in", {"login": "chen.an", "password": PASSWORD})
    assert client.session.session_key != planted.session_key
    assert not Session.objects.filter(session_key=planted.session_key).exists()


def test_the_cookie_is_for_this_node_and_this_browser_window(handler: User) -> None:
    cookie = sign_in().cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert cookie["expires"] == "" and cookie["max-age"] == ""


@pytest.mark.parametrize("secure", [True, False])
def test_the_cookie_is_secure_where_the_node_is(
    handler: User, settings: LazySettings, secure: bool
) -> None:
    settings.SESSION_COOKIE_SECURE = secure
    assert bool(sign_in().cookies[settings.SESSION_COOKIE_NAME]["secure"]) is secure


def test_a_changed_password_signs_out_elsewhere(handler: User) -> None:
    here, elsewhere = sign_in(), sign_in()
    changed = {"present": PASSWORD, "password": "Kx7-qfw2mm", "again": "Kx7-qfw2mm"}
    assert here.post("/workbench/password", changed).status_code == 302
    assert is_in(here)
    assert not is_in(elsewhere)


def test_an_ended_account_is_signed_out_everywhere(handler: User) -> None:
    client = sign_in()
    actions.deactivate_user(user=handler, by=ADMINISTRATOR)
    assert not is_in(client)
    answer = client.post("/workbench/sign-in", {"login": "chen.an", "password": PASSWORD})
    assert answer.status_code == 422


def test_signing_in_and_out_is_recorded(handler: User) -> None:
    client = sign_in()
    client.post("/workbench/sign-out")
    assert not is_in(client)
    entries = Entry.objects.filter(action__startswith="account:").order_by("id")
    assert [(each.action, each.actor_id, each.address) for each in entries] == [
        ("account:sign-in", "chen.an", "127.0.0.1"),
        ("account:sign-out", "chen.an", "127.0.0.1"),
    ]


@pytest.mark.parametrize("page", [PAGE, "/workbench/", "/workbench/orders/", "/workbench/audit"])
def test_a_password_set_by_another_is_changed_before_anything_else(
    handler: User, page: str
) -> None:
    actions.set_password(
        user=handler, password="Kx7-qfw2mm", by=ADMINISTRATOR, must_change_password=True
    )
    client = Client()
    signed = {"login": "chen.an", "password": "Kx7-qfw2mm"}
    assert client.post("/workbench/sign-in", signed)["Location"] == "/workbench/password"
    assert client.get(page)["Location"] == "/workbench/password"
    assert client.get("/workbench/password").status_code == 200
    assert client.post("/workbench/sign-out").status_code == 302


def test_public_pages_stay_open_to_somebody_who_must_change_it(handler: User) -> None:
    client = sign_in()
    User.objects.update(must_change_password=True)
    assert client.get("/healthz").status_code == 200
    assert not is_in(client)
