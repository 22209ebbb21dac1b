"""Creating and changing staff accounts, their roles, and calling systems."""

import secrets
from collections.abc import Sequence

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from haochaping.audit import actions as audit
from haochaping.core import crypto
from haochaping.core.actor import Actor
from haochaping.core.clock import now
from haochaping.core.errors import FieldError, Refusal
from haochaping.directory.models import Organisation
from haochaping.identity import lockout
from haochaping.identity.models import RoleAssignment, SystemApp, User
from haochaping.identity.passwords import remember
from haochaping.identity.roles import ROLES
from haochaping.identity.rules import APP_KINDS, NAME_LENGTH, is_login
from haochaping.identity.signatures import secret_place


@transaction.atomic
def create_user(
    *, login: str, name: str, role: str, org_code: str, password: str, by: Actor,
    must_change_password: bool = True, staff_no: str = "",
) -> User:  # fmt: skip
    """A staff account with one role in the scope of one organisation.

    Refusal invalid with the field: login, name, role or password; unknown-organisation.
    """
    if not is_login(login):
        raise _invalid("login", _("2 to 64 small letters, digits, dots, hyphens or underscores"))
    if not 0 < len(name.strip()) <= NAME_LENGTH:
        raise _invalid("name", _("1 to %(longest)d characters") % {"longest": NAME_LENGTH})
    if User.objects.filter(login=login).exists():
        raise _invalid("login", _("this login is taken"))
    user = User(
        login=login,
        name=name.strip(),
        organisation=_organisation(org_code),
        staff_no=staff_no,
        must_change_password=must_change_password,
        password_changed_at=now(),
    )
    _check_password(password, user)
    user.set_password(password)
    user.save()
    audit.record(by=by, action="users:create", object=login, detail={"org": org_code})
    assign_role(user=user, role=role, org_code=org_code, by=by)
    return user


@transaction.atomic
def assign_role(*, user: User, role: str, org_code: str, by: Actor) -> RoleAssignment:
    """Give a user a role within the scope of an organisation; Refusal invalid, field role.

    Who decides about other offices belongs to a service-management office (article 4).
    """
    if role not in ROLES:
        raise _invalid("role", _("must be one of %(known)s") % {"known": ", ".join(ROLES)})
    office = _organisation(org_code)
    if ROLES[role].supervising and not office.is_supervisor:
        raise _invalid("role", _("only a service-management office has this role"))
    assignment, new = RoleAssignment.objects.get_or_create(
        user=user, role=role, organisation=office
    )
    if new:
        audit.record(
            by=by,
            action="users:assign-role",
            object=user.login,
            detail={"role": role, "org": org_code},
        )
    return assignment


@transaction.atomic
def remove_role(*, assignment: RoleAssignment, by: Actor) -> None:
    """Take a role away; the log keeps that it was held."""
    detail = {"role": assignment.role, "org": assignment.organisation.code}
    login = assignment.user.login
    assignment.delete()
    audit.record(by=by, action="users:remove-role", object=login, detail=detail)


@transaction.atomic
def set_password(
    *, user: User, password: str, by: Actor, must_change_password: bool = False
) -> User:
    """Change a password and answer the user as he is now.

    The sessions of the old password end, because their hash no longer fits. Whoever sets it for
    another lets him choose his own (``must_change_password``). Refusal invalid, field password,
    with each rule that it breaks.
    """
    # Two changes at once would compare against the same former passwords.
    user = User.objects.select_for_update().get(pk=user.pk)
    _check_password(password, user)
    remember(user)
    user.set_password(password)
    user.must_change_password = must_change_password
    user.password_changed_at = now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    audit.record(by=by, action="users:set-password", object=user.login)
    return user


@transaction.atomic
def deactivate_user(*, user: User, by: Actor) -> None:
    """End an account; what it did stays, its sessions end with their next request."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    audit.record(by=by, action="users:deactivate", object=user.login)


@transaction.atomic
def unlock_user(*, user: User, by: Actor) -> None:
    """Let somebody try again who mistyped his password too often."""
    lockout.forget(user.login)
    audit.record(by=by, action="users:unlock", object=user.login)


@transaction.atomic
def create_app(
    *, name: str, kind: str, organisations: Sequence[str] = (), sandbox: bool = False, by: Actor
) -> tuple[str, str]:
    """Credentials for a system: its id and its secret, which is shown this once.

    Without ``organisations`` it speaks for every one of the node. Refusal invalid, field kind or
    name; unknown-organisation.
    """
    if kind not in APP_KINDS:
        raise _invalid("kind", _("must be one of %(known)s") % {"known": ", ".join(APP_KINDS)})
    if not 0 < len(name.strip()) <= NAME_LENGTH:
        raise _invalid("name", _("1 to %(longest)d characters") % {"longest": NAME_LENGTH})
    for code in organisations:
        _organisation(code)
    app_id = f"app-{secrets.token_hex(8)}"
    secret = secrets.token_urlsafe(32)
    SystemApp.objects.create(
        app_id=app_id,
        name=name.strip(),
        kind=kind,
        secret=crypto.seal(secret.encode(), aad=secret_place(app_id)),
        organisations=sorted(set(organisations)),
        sandbox=sandbox,
    )
    detail = {"kind": kind, "organisations": sorted(set(organisations)), "sandbox": sandbox}
    audit.record(by=by, action="apps:create", object=app_id, detail=detail)
    return app_id, secret


@transaction.atomic
def revoke_app(*, app_id: str, by: Actor) -> None:
    """Withdraw an app's credentials at once; a second time changes nothing."""
    if SystemApp.objects.filter(pk=app_id, revoked_at=None).update(revoked_at=now()):
        audit.record(by=by, action="apps:revoke", object=app_id)


def _organisation(code: str) -> Organisation:
    found = Organisation.objects.filter(code=code).first()
    if found is None:
        raise Refusal("unknown-organisation")
    return found


def _invalid(field: str, message: str) -> Refusal:
    return Refusal("invalid", errors=[FieldError(field, message)])


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        broken = [FieldError("password", message) for message in error.messages]
        raise Refusal("invalid", errors=broken) from error
