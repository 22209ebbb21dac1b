"""Accounts and systems: each action with its audit entry, whole or not at all."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from haochaping.audit.models import Entry
from haochaping.core.errors import Refusal
from haochaping.identity import actions
from haochaping.identity.models import RoleAssignment, SystemApp, User
from haochaping.identity.rules import is_login, typed_login
from tests.fixtures.city import POLICE, SUPERVISOR
from tests.identity.conftest import ADMINISTRATOR, PASSWORD, new_caller, new_user


def refusal_of(action: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        action()
    return refusal.value


def recorded() -> list[tuple[str, str]]:
    return list(Entry.objects.order_by("id").values_list("action", "object"))


def test_an_account_has_its_role_and_must_choose_a_password(city: None) -> None:
    user = new_user("chen.an")
    assert user.check_password(PASSWORD) and user.must_change_password
    assert [(each.role, each.organisation.code) for each in user.assignments.all()] == [
        ("handler", POLICE)
    ]
    assert recorded() == [("users:create", "chen.an"), ("users:assign-role", "chen.an")]
    assert Entry.objects.filter(actor_id=ADMINISTRATOR.id).count() == 2


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("login", {"login": "陈安"}),
        ("login", {"login": "Chen"}),
        ("login", {"login": "a"}),
        ("login", {"login": "chen an"}),
        ("login", {"login": "x" * 65}),
        ("name", {"name": "  "}),
        ("name", {"name": "安" * 51}),
        ("role", {"role": "root"}),
        ("role", {"role": "dispatcher"}),
        ("role", {"role": "supervisor"}),
        ("password", {"password": "short"}),
    ],
)
def test_a_wrong_account_is_refused_whole(city: None, field: str, changes: dict[str, str]) -> None:
    values: dict[str, Any] = {
        "login": "chen.an",
        "name": "陈安",
        "role": "handler",
        "password": PASSWORD,
    }
    refusal = refusal_of(
        lambda: actions.create_user(**(values | changes), org_code=POLICE, by=ADMINISTRATOR)
    )
    assert refusal.code == "invalid"
    assert {error.field for error in refusal.errors} == {field}
    assert not User.objects.exists() and not Entry.objects.exists()


def test_two_accounts_cannot_share_a_login(handler: User) -> None:
    refusal = refusal_of(lambda: new_user(handler.login))
    assert [error.field for error in refusal.errors] == ["login"]


def test_an_unknown_office_is_refused(city: None) -> None:
    assert refusal_of(lambda: new_user("chen.an", org="0" * 18)).code == "unknown-organisation"


def test_only_a_service_management_office_dispatches(city: None) -> None:
    """Article 4: the one who decides about other offices is not one of them."""
    user = new_user("yin.li", role="dispatcher", org=SUPERVISOR)
    refusal = refusal_of(
        lambda: actions.assign_role(user=user, role="dispatcher", org_code=POLICE, by=ADMINISTRATOR)
    )
    assert [error.field for error in refusal.errors] == ["role"]


def test_a_role_given_twice_is_given_once(handler: User) -> None:
    before = len(recorded())
    actions.assign_role(user=handler, role="handler", org_code=POLICE, by=ADMINISTRATOR)
    assert handler.assignments.count() == 1 and len(recorded()) == before


def test_a_role_taken_away_stays_in_the_log(handler: User) -> None:
    assignment = handler.assignments.get()
    actions.remove_role(assignment=assignment, by=ADMINISTRATOR)
    assert not RoleAssignment.objects.exists()
    entry = Entry.objects.get(action="users:remove-role")
    assert (entry.object, entry.detail) == ("chen.an", {"role": "handler", "org": POLICE})


def test_the_database_knows_the_rules_too(handler: User) -> None:
    for change in ({"login": "Chen An"}, {"login": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=handler.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleAssignment.objects.update(role="root")


def test_no_audit_no_action(handler: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the entry cannot be written, what it would tell of has not happened."""

    def fail(**entry: object) -> None:
        raise RuntimeError("no room for the log")

    monkeypatch.setattr("haochaping.audit.actions.Entry.objects.create", fail)
    doings: list[Callable[[], object]] = [
        lambda: actions.deactivate_user(user=handler, by=ADMINISTRATOR),
        lambda: actions.set_password(user=handler, password="Another-1-word", by=handler.actor),
        lambda: actions.remove_role(assignment=handler.assignments.get(), by=ADMINISTRATOR),
        new_caller,
        lambda: new_user("zhao.yi"),
    ]
    for doing in doings:
        with pytest.raises(RuntimeError), transaction.atomic():
            doing()
    stored = User.objects.get()
    assert stored.is_active and stored.check_password(PASSWORD)
    assert stored.assignments.count() == 1 and not SystemApp.objects.exists()


def test_an_ended_account_stays_with_its_past(handler: User) -> None:
    actions.deactivate_user(user=handler, by=ADMINISTRATOR)
    assert not User.objects.get().is_active
    assert recorded()[-1] == ("users:deactivate", "chen.an")


def test_an_app_is_made_and_revoked_once(city: None) -> None:
    caller = new_caller(organisations=[POLICE, POLICE], sandbox=True)
    for _ in range(2):
        actions.revoke_app(app_id=caller.app_id, by=ADMINISTRATOR)
    app = SystemApp.objects.get()
    assert (app.organisations, app.sandbox, app.kind) == ([POLICE], True, "business")
    assert app.revoked_at is not None
    assert recorded() == [("apps:create", caller.app_id), ("apps:revoke", caller.app_id)]
    assert caller.secret not in str(list(Entry.objects.values("detail", "object")))


@pytest.mark.parametrize(("field", "changes"), [("kind", {"kind": "root"}), ("name", {"name": ""})])
def test_a_wrong_app_is_refused(city: None, field: str, changes: dict[str, str]) -> None:
    refusal = refusal_of(lambda: new_caller(**changes))
    assert [error.field for error in refusal.errors] == [field]
    assert refusal_of(lambda: new_caller(organisations=["0"])).code == "unknown-organisation"
    assert not SystemApp.objects.exists()


def test_secrets_are_long_and_never_the_same(db: None) -> None:
    made = {new_caller().secret for _ in range(20)}
    assert len(made) == 20 and min(map(len, made)) >= 43


@pytest.mark.parametrize("typed", ["chen.an", " Chen.An ", "ＣＨＥＮ．ＡＮ"])
def test_a_login_is_one_however_it_is_typed(typed: str) -> None:
    assert typed_login(typed) == "chen.an"
    assert is_login(typed_login(typed))
