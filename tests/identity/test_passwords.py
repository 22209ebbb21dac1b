"""The password policy: length, no usual ones, not the person, not the last five."""

import pytest

from haochaping.core.errors import Refusal
from haochaping.identity import actions
from haochaping.identity.models import User
from haochaping.identity.passwords import LONGEST, REMEMBERED
from tests.identity.conftest import ADMINISTRATOR, PASSWORD, new_user


def change(user: User, password: str) -> User:
    return actions.set_password(user=user, password=password, by=user.actor)


def broken_rules(user: User, password: str) -> list[str]:
    with pytest.raises(Refusal) as refusal:
        change(user, password)
    assert {error.field for error in refusal.value.errors} == {"password"}
    return [error.message for error in refusal.value.errors]


@pytest.mark.parametrize(
    "password",
    [
        "Kx7-qfw2m",  # nine characters
        "2718281828459",  # digits alone
        "password123",  # one of the usual ones
        "chen.an.2026",  # the login inside
        "xx-CHEN.AN-yy",
        PASSWORD,  # the present one
        "x9" * (LONGEST // 2) + "!",
    ],
)
def test_what_a_password_must_not_be(handler: User, password: str) -> None:
    assert broken_rules(handler, password)
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.parametrize(
    "password",
    ["Kx7-qfw2mm", "好差评工作制度试行二〇二六", "correct horse battery", "x9" * 64],
)
def test_what_a_password_may_be(handler: User, password: str) -> None:
    assert change(handler, password).check_password(password)


def test_a_short_login_is_no_clue(city: None) -> None:
    user = new_user("li", must_change_password=False)
    assert change(user, "ability-2041").check_password("ability-2041")


def test_a_name_is_too_near(city: None) -> None:
    user = new_user("zhao.yi")
    User.objects.update(name="zhaoyiliang")
    assert broken_rules(user, "zhaoyiliang1")


def test_the_last_five_are_not_taken_again(handler: User) -> None:
    earlier = [PASSWORD, *(f"Kaifeng-{number}-lu" for number in range(REMEMBERED))]
    for password in earlier[1:]:
        change(handler, password)
    for password in earlier[1:]:
        assert broken_rules(handler, password)
    assert change(handler, earlier[0]).check_password(earlier[0])


def test_no_more_is_kept_than_is_compared(handler: User) -> None:
    for number in range(2 * REMEMBERED):
        change(handler, f"Kaifeng-{number}-lu")
    assert handler.former_passwords.count() == REMEMBERED - 1


def test_all_broken_rules_are_told_at_once(handler: User) -> None:
    assert len(broken_rules(handler, "12345")) == 3


def test_a_password_that_somebody_else_sets_must_be_changed(handler: User) -> None:
    user = actions.set_password(
        user=handler, password="Kx7-qfw2mm", by=ADMINISTRATOR, must_change_password=True
    )
    assert user.must_change_password
    assert not change(user, "Another-1-word").must_change_password


def test_the_rules_can_be_read(handler: User) -> None:
    from django.contrib.auth.password_validation import password_validators_help_texts

    assert all(password_validators_help_texts())
