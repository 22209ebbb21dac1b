"""Five wrong passwords for one login from one address close it for a quarter of an hour."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from axes.models import AccessAttempt
from django.http import HttpResponse
from django.test import Client
from django.utils import translation

from haochaping.audit.models import Entry
from haochaping.core.clock import now
from haochaping.identity import actions, lockout
from haochaping.identity.jobs import forget_attempts
from haochaping.identity.models import User
from tests.identity.conftest import ADMINISTRATOR, PASSWORD, new_user

HOME, ELSEWHERE = "10.20.0.7", "10.20.0.8"
MORNING = dt.datetime(2026, 11, 24, 1, 30, tzinfo=dt.UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MORNING, tick=False) as traveller, translation.override("en"):
        yield traveller


def attempt(login: str, password: str, address: str = HOME, **headers: str) -> HttpResponse:
    client = Client(REMOTE_ADDR=address, headers={"accept-language": "en", **headers})
    answer = client.post("/workbench/sign-in", {"login": login, "password": password})
    assert isinstance(answer, HttpResponse)
    return answer


def guess(times: int, login: str = "chen.an", address: str = HOME, **headers: str) -> list[int]:
    return [attempt(login, f"wrong-{n}", address, **headers).status_code for n in range(times)]


def signs_in(address: str = HOME, login: str = "chen.an") -> bool:
    return attempt(login, PASSWORD, address).status_code == 302


def test_four_wrong_ones_are_forgiven(handler: User, clock: time_machine.Traveller) -> None:
    assert guess(4) == [422] * 4
    assert signs_in()
    assert guess(4) == [422] * 4, "signing in starts the count anew"


def test_the_fifth_closes_and_says_until_when(handler: User, clock: time_machine.Traveller) -> None:
    assert guess(5) == [422] * 4 + [429]
    answer = attempt("chen.an", PASSWORD)
    assert answer.status_code == 429, "the right one does not help now"
    assert int(answer["Retry-After"]) in range(900, 902)
    assert "09:45" in answer.content.decode()


def test_it_opens_again_by_itself(handler: User, clock: time_machine.Traveller) -> None:
    guess(5)
    until = lockout.locked_until("chen.an", HOME)
    assert until == MORNING + dt.timedelta(minutes=15)
    clock.move_to(until - dt.timedelta(seconds=1))
    assert not signs_in(), "and trying during the pause does not prolong it"
    clock.move_to(until + dt.timedelta(seconds=1))
    assert lockout.locked_until("chen.an", HOME) is None
    assert signs_in()


def test_the_pause_counts_from_the_fifth(handler: User, clock: time_machine.Traveller) -> None:
    guess(2, **{"user-agent": "one"})
    clock.shift(dt.timedelta(minutes=10))
    guess(3, **{"user-agent": "another"})
    assert lockout.locked_until("chen.an", HOME) == MORNING + dt.timedelta(minutes=15)
    clock.move_to(MORNING + dt.timedelta(minutes=15, seconds=1))
    assert signs_in(), "two of the five are forgotten by then"


def test_the_owner_elsewhere_is_not_locked_out(
    handler: User, clock: time_machine.Traveller
) -> None:
    guess(6, address=ELSEWHERE)
    assert signs_in(HOME)


def test_a_colleague_at_the_same_address_is_not_locked_out(
    handler: User, clock: time_machine.Traveller
) -> None:
    new_user("zhao.yi", must_change_password=False)
    guess(6)
    assert signs_in(login="zhao.yi")


@pytest.mark.parametrize("spelling", ["CHEN.AN", " chen.an ", "ｃｈｅｎ．ａｎ"])
def test_other_spellings_have_no_tries_of_their_own(
    handler: User, clock: time_machine.Traveller, spelling: str
) -> None:
    guess(4)
    assert attempt(spelling, "wrong").status_code == 429


def test_another_browser_has_no_tries_of_its_own(
    handler: User, clock: time_machine.Traveller
) -> None:
    for number in range(4):
        guess(1, **{"user-agent": f"browser {number}"})
    assert guess(1, **{"user-agent": "another"}) == [429]


def test_a_claimed_address_is_not_believed(handler: User, clock: time_machine.Traveller) -> None:
    """Without a proxy of ours anybody could write himself a new address for each guess."""
    for number in range(4):
        guess(1, **{"x-forwarded-for": f"10.9.9.{number}"})
    assert guess(1, **{"x-forwarded-for": "10.9.9.9"}) == [429]


def test_an_unknown_login_closes_the_same_way(handler: User, clock: time_machine.Traveller) -> None:
    """Otherwise the difference would tell which logins exist."""
    assert guess(6, login="nobody.here") == guess(6)


def test_unlocking_opens_at_once_and_is_recorded(
    handler: User, clock: time_machine.Traveller
) -> None:
    guess(5)
    guess(5, address=ELSEWHERE)
    actions.unlock_user(user=handler, by=ADMINISTRATOR)
    assert signs_in(HOME) and signs_in(ELSEWHERE)
    assert Entry.objects.get(action="users:unlock").object == "chen.an"


def test_a_lock_is_recorded_once(handler: User, clock: time_machine.Traveller) -> None:
    guess(9)
    entry = Entry.objects.get(action="account:lock")
    assert (entry.object, entry.actor_kind, entry.address) == ("chen.an", "system", HOME)


def test_what_was_typed_as_a_login_is_not_recorded(
    city: None, clock: time_machine.Traveller
) -> None:
    guess(5, login="13800001234")
    assert Entry.objects.get(action="account:lock").object == "unknown"


def test_passwords_are_not_among_what_is_kept(handler: User, clock: time_machine.Traveller) -> None:
    guess(3)
    kept = AccessAttempt.objects.get()
    assert "wrong-" not in kept.post_data + kept.get_data


def test_what_counts_no_more_is_forgotten(handler: User, clock: time_machine.Traveller) -> None:
    guess(2)
    forget_attempts()
    assert AccessAttempt.objects.count() == 1
    clock.shift(dt.timedelta(minutes=15, seconds=1))
    forget_attempts()
    assert not AccessAttempt.objects.exists()
    assert now() > MORNING
