"""Reading accounts, for those who manage them; always within their scope."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from haochaping.core.errors import Refusal
from haochaping.identity.lockout import locked_logins
from haochaping.identity.models import RoleAssignment, User
from haochaping.identity.scope import Scope, scope_of

PAGE = 50


@dataclass(frozen=True, slots=True)
class Account:
    """An account as its manager sees it; ``locked`` when some address is shut out."""

    user: User
    roles: list[str]
    locked: bool


@dataclass(frozen=True, slots=True)
class Accounts:
    """A page of accounts by login; ``next`` is the last login when there are more."""

    accounts: list[Account]
    next: str


def accounts(manager: User, permission: str, *, words: str = "", after: str = "") -> Accounts:
    """The accounts that ``manager`` may do something to, narrowed by login, name or office."""
    rows = _managed(manager, permission).filter(login__gt=after)
    if words:
        rows = rows.filter(
            Q(login__icontains=words)
            | Q(name__icontains=words)
            | Q(organisation__name__icontains=words)
        )
    found = list(rows.order_by("login").prefetch_related("assignments")[: PAGE + 1])
    shown = found[:PAGE]
    locked = locked_logins([user.login for user in shown])
    return Accounts(
        [_account(user, locked) for user in shown],
        shown[-1].login if len(found) > PAGE else "",
    )


def account(manager: User, permission: str, login: str) -> User:
    """One account within the manager's scope; Refusal unknown-account for any other."""
    user = _managed(manager, permission).filter(login=login).first()
    if user is None:
        raise Refusal("unknown-account")
    return user


def _managed(manager: User, permission: str) -> QuerySet[User]:
    """Others, whose office and whose every role lie within the manager's scope.

    Whoever sets a password could sign in with it: without the roles, a county's manager could
    become somebody who decides for the whole city.
    """
    scope = scope_of(manager, permission)
    inside = _inside(scope, RoleAssignment.objects.all())
    beyond = RoleAssignment.objects.exclude(pk__in=inside.values("pk"))
    users = _inside(scope, User.objects.select_related("organisation"))
    return users.exclude(assignments__in=beyond).exclude(pk=manager.pk)


def _inside(scope: Scope, rows: QuerySet[Any]) -> QuerySet[Any]:
    return scope.filter(
        rows, org_field="organisation__code", area_field="organisation__region__code"
    )


def _account(user: User, locked: frozenset[str]) -> Account:
    roles = [assignment.definition.name for assignment in user.assignments.all()]
    return Account(user, roles, user.login in locked)
