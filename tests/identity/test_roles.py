"""The table of roles: Chinese names and sentences, permissions that exist and are of use."""

import re

import pytest

from haochaping.identity.permissions import Permission
from haochaping.identity.roles import ROLES, Role

_CHINESE = re.compile(r"[\u4e00-\u9fff“”，、]+")
_every_role = pytest.mark.parametrize("role", ROLES.values(), ids=lambda role: role.code)


def holders(permission: Permission) -> set[str]:
    return {role.code for role in ROLES.values() if permission in role.permissions}


@_every_role
def test_a_role_says_in_chinese_who_it_is_and_what_for(role: Role) -> None:
    assert _CHINESE.fullmatch(role.name)
    assert role.description.endswith("。") and role.description.count("。") == 1
    assert len(role.description) <= 30


@_every_role
def test_a_role_may_do_something_and_only_what_exists(role: Role) -> None:
    assert role.permissions
    assert role.permissions <= set(Permission)
    assert role.listed == [each for each in Permission if each in role.permissions]


@pytest.mark.parametrize("permission", Permission)
def test_a_permission_has_the_grammar_a_sentence_and_a_holder(permission: Permission) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*:[a-z]+(-[a-z]+)*", permission)
    assert _CHINESE.fullmatch(permission.sentence)
    assert holders(permission)


def test_no_two_roles_or_permissions_are_called_the_same() -> None:
    assert len({role.name for role in ROLES.values()}) == len(ROLES)
    assert len({permission.sentence for permission in Permission}) == len(Permission)


def test_who_decides_about_a_bad_rating_never_handles_it() -> None:
    """Article 9: the office that verifies is not the one that was rated."""
    deciding = {
        Permission.WORKORDERS_DISPATCH,
        Permission.WORKORDERS_VERIFY,
        Permission.WORKORDERS_CLOSE,
    }
    handling = {Permission.WORKORDERS_RECTIFY, Permission.WORKORDERS_FEED_BACK}
    for role in ROLES.values():
        assert not (role.permissions & deciding and role.permissions & handling), role.code
        assert bool(role.permissions & deciding) == role.supervising, role.code


def test_the_clerk_sees_nothing_but_own_results() -> None:
    assert ROLES["clerk"].permissions == {Permission.OWN_RESULTS_VIEW}


def test_who_runs_the_system_sees_no_business_and_no_log() -> None:
    assert holders(Permission.AUDIT_VIEW) == {"auditor"}
    assert not any(str(each).startswith("workorders:") for each in ROLES["operator"].permissions)
    assert not any(
        str(each).startswith(("workorders:", "audit:"))
        for each in ROLES["directory_admin"].permissions
    )
