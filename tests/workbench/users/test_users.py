"""Managing accounts: within one's scope, never beyond it, never one's own."""

import re

import pytest
from axes.models import AccessAttempt
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from haochaping.audit.models import Entry
from haochaping.directory.models import Organisation
from haochaping.identity.models import RoleAssignment, User
from tests.fixtures.office import CITY_OFFICE, Offices, offices

__all__ = ["offices"]
PAGE = "/workbench/users"


@pytest.fixture(autouse=True)
def quick_hashes(settings: LazySettings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def browser(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def read(user: User, query: str = "") -> str:
    return browser(user).get(PAGE + query).content.decode()


def post(user: User, login: str, doing: str, **values: str) -> tuple[int, str]:
    answer = browser(user).post(f"{PAGE}/{login}/{doing}", values)
    return answer.status_code, answer.content.decode()


def lock(login: str) -> None:
    AccessAttempt.objects.create(
        username=login, ip_address="10.0.0.9", user_agent="x", failures_since_start=5
    )


@pytest.mark.parametrize("role", ["operator", "directory_admin"])
def test_who_manages_accounts_sees_those_of_the_region(offices: Offices, role: str) -> None:
    html = read(offices.own[role])
    assert "yz.handler" in html and "cg.handler" not in html
    assert (">New password<" in html) == (role == "directory_admin")


@pytest.mark.parametrize("role", ["handler", "dispatcher", "supervisor", "auditor"])
def test_others_manage_none(offices: Offices, role: str) -> None:
    assert browser(offices.own[role]).get(PAGE).status_code == 403
    assert post(offices.own[role], "yz.handler", "unlock")[0] == 403


def test_the_search_looks_at_login_name_and_office(offices: Offices) -> None:
    manager = offices.own["directory_admin"]
    for words, found in (("yz.hand", "yz.handler"), ("人社", "yz.labour"), ("公安", "yz.handler")):
        assert found in read(manager, f"?words={words}")
    assert "No account fits." in read(manager, "?words=nobody")


def test_a_locked_account_is_shown_and_unlocked(offices: Offices) -> None:
    lock("yz.handler")
    operator = offices.own["operator"]
    assert "<strong>locked</strong>" in read(operator)
    assert post(operator, "yz.handler", "unlock")[0] == 302
    assert "<strong>locked</strong>" not in read(operator)
    entry = Entry.objects.get(action="users:unlock")
    assert (entry.actor_id, entry.object) == ("yz.operator", "yz.handler")


def test_a_new_password_works_once_and_must_be_changed(offices: Offices) -> None:
    status, html = post(offices.own["directory_admin"], "yz.handler", "password")
    shown = re.search(r"<code>([a-z0-9-]{19})</code>", html)
    assert status == 200 and shown
    answer = Client().post("/workbench/sign-in", {"login": "yz.handler", "password": shown[1]})
    assert answer["Location"] == "/workbench/password"
    assert shown[1] not in str(list(Entry.objects.values("detail", "object")))


def test_ending_an_account_is_asked_once_more(offices: Offices) -> None:
    manager = offices.own["directory_admin"]
    status, html = post(manager, "yz.handler", "end")
    assert status == 200 and "End the account?" in html
    assert User.objects.get(login="yz.handler").is_active
    assert post(manager, "yz.handler", "end", sure="yes")[0] == 302
    assert not User.objects.get(login="yz.handler").is_active
    assert "ended" in read(manager, "?words=yz.handler")


@pytest.mark.parametrize("login", ["cg.handler", "xc.dispatcher", "nobody", "yz.directory_admin"])
@pytest.mark.parametrize("doing", ["unlock", "password", "end"])
def test_what_is_beyond_is_not_there(offices: Offices, login: str, doing: str) -> None:
    before = User.objects.filter(login=login).values_list("password", "is_active").first()
    assert post(offices.own["directory_admin"], login, doing, sure="yes")[0] == 404
    assert User.objects.filter(login=login).values_list("password", "is_active").first() == before


def test_who_holds_a_role_of_the_city_is_beyond_the_county(offices: Offices) -> None:
    """Otherwise the county's manager could set his password and decide for the city."""
    city = Organisation.objects.get(code=CITY_OFFICE)
    RoleAssignment.objects.create(user=offices.handler, role="auditor", organisation=city)
    manager = offices.own["directory_admin"]
    assert "yz.handler" not in read(manager)
    assert post(manager, "yz.handler", "password")[0] == 404


def test_an_operator_sets_no_passwords(offices: Offices) -> None:
    assert post(offices.own["operator"], "yz.handler", "password")[0] == 403
    assert post(offices.own["operator"], "yz.handler", "end")[0] == 403


def test_many_accounts_come_a_page_at_a_time(offices: Offices) -> None:
    office = offices.handler.organisation
    User.objects.bulk_create(
        User(login=f"zz{number:03}", name="临时", organisation=office) for number in range(60)
    )
    html = read(offices.own["directory_admin"], "?words=临时")
    assert "zz049" in html and "zz050" not in html and "More accounts" in html
    assert "zz050" in read(offices.own["directory_admin"], "?words=临时&after=zz049")


def test_a_page_of_many_asks_no_more_questions_than_a_page_of_one(offices: Offices) -> None:
    client = browser(offices.own["directory_admin"])
    client.get(PAGE)

    def questions(query: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE + query)
        return len(asked)

    assert questions("") == questions("?words=yz.handler")
