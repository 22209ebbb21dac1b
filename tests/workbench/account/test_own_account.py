"""One's own password and account; what is not permitted says so in words."""

import pytest
from django.test import Client

from haochaping.core.actor import SYSTEM
from haochaping.directory.models import Organisation
from haochaping.identity.actions import assign_role, set_password
from haochaping.identity.models import RoleAssignment, User
from haochaping.identity.permissions import Permission
from tests.fixtures.city import SUPERVISOR
from tests.workbench.account.conftest import PASSWORD

PAGE = "/workbench/password"
NEW = "Kx7-qfw2mm"


def change(client: Client, **changes: str) -> str:
    values = {"present": PASSWORD, "password": NEW, "again": NEW} | changes
    answer = client.post(PAGE, values)
    return answer["Location"] if answer.status_code == 302 else answer.content.decode()


def test_a_new_password_is_taken_and_said(inside: Client) -> None:
    assert change(inside) == "/workbench/account"
    assert "Your password was changed." in inside.get("/workbench/account").content.decode()
    assert User.objects.get().check_password(NEW)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"present": "wrong"}, "That is not your present password."),
        ({"present": ""}, "Enter your present password."),
        ({"again": "another"}, "The two new passwords differ."),
        ({"again": ""}, "Enter the new password again."),
        ({"password": "", "again": ""}, "Enter a new password."),
        ({"password": "short", "again": "short"}, "at least 10 characters"),
        ({"password": PASSWORD, "again": PASSWORD}, "You used this password before."),
    ],
)
def test_a_wrong_one_is_explained(inside: Client, changes: dict[str, str], said: str) -> None:
    html = change(inside, **changes)
    assert said in html and 'role="alert"' in html
    for typed in (PASSWORD, NEW, "another"):
        assert f'value="{typed}"' not in html
    assert User.objects.get().check_password(PASSWORD)


def test_the_rules_stand_beside_the_form(inside: Client) -> None:
    html = inside.get(PAGE).content.decode()
    assert html.count('autocomplete="new-password"') == 2
    assert "contain your login" in html and "at least 10 characters" in html


def test_a_password_set_by_another_says_why(inside: Client, handler: User) -> None:
    User.objects.update(must_change_password=True)
    assert "This password was set for you." in inside.get(PAGE).content.decode()
    assert change(inside) == "/workbench/account"
    assert inside.get("/workbench/account").status_code == 200


def test_the_account_tells_office_and_roles_in_words(inside: Client, handler: User) -> None:
    html = inside.get("/workbench/account").content.decode()
    for expected in ("陈安", "禹州市公安局", "承办人", "填报本单位的整改情况", "units below it"):
        assert expected in html


def test_a_regional_role_names_its_region(inside: Client, handler: User) -> None:
    assign_role(user=handler, role="auditor", org_code=SUPERVISOR, by=SYSTEM)
    assert "everything in 禹州市" in inside.get("/workbench/account").content.decode()


def test_without_a_role_it_says_who_gives_one(inside: Client) -> None:
    RoleAssignment.objects.all().delete()
    html = inside.get("/workbench/account").content.decode()
    assert "You have no role yet" in html
    assert inside.get("/workbench/")["Location"] == "/workbench/account"


def test_without_an_office_the_page_still_opens(inside: Client) -> None:
    User.objects.update(organisation=None)
    assert inside.get("/workbench/account").status_code == 200


def test_what_is_not_permitted_is_a_page_with_a_way_on(inside: Client) -> None:
    answer = inside.get("/workbench/audit")
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "Your role does not include this." in html
    assert "/workbench/account" in html


def test_names_cannot_carry_scripts(inside: Client) -> None:
    User.objects.update(name="<script>alert(1)</script>")
    Organisation.objects.update(name="<img src=x onerror=alert(1)>")
    html = inside.get("/workbench/account").content.decode()
    assert "<script>alert" not in html and "<img src=x" not in html


def test_the_password_page_is_for_oneself_alone(handler: User, english: Client) -> None:
    assert english.get(PAGE)["Location"].startswith("/workbench/sign-in")
    set_password(user=handler, password=NEW, by=SYSTEM)
    assert Permission.USERS_EDIT not in handler.permissions()
