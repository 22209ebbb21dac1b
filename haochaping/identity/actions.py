"""Creating and changing accounts, roles and calling systems."""

import secrets
from collections.abc import Sequence

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from haochaping.audit import actions as audit
from haochaping.core import crypto
from haochaping.core.actor import Actor
from haochaping.core.clock import now
from haochaping.core.errors import FieldError, Refusal
from haochaping.directory.models import Organisation
from haochaping.identity.models import RoleAssignment, SystemApp, User
from haochaping.identity.roles import ROLES
from haochaping.identity.signatures import secret_place

APP_KINDS = ("business", "channel", "upstream", "downstream")


@transaction.atomic
def create_user(
    *, login: str, name: str, role: str, org_code: str, password: str, by: Actor,
    must_change_password: bool = True, staff_no: str = "",
) -> User:  # fmt: skip
    """A staff account with one role in the scope of one organisation."""
    organisation = _organisation(org_code)
    if User.objects.filter(login=login).exists():
        raise Refusal("invalid", errors=[FieldError("login", "this login is taken")])
    user = User(
        login=login,
        name=name,
        organisation=organisation,
        staff_no=staff_no,
        must_change_password=must_change_password,
        password_changed_at=now(),
    )
    validate_password(password, user)
    user.set_password(password)
    user.save()
    audit.record(by=by, action="users:create", object=login, detail={"org": org_code})
    assign_role(user=user, role=role, org_code=org_code, by=by)
    return user


@transaction.atomic
def assign_role(*, user: User, role: str, org_code: str, by: Actor) -> RoleAssignment:
    """Give a user a role within the scope of an organisation."""
    if role not in ROLES:
        known = ", ".join(ROLES)
        raise Refusal("invalid", errors=[FieldError("role", f"must be one of {known}")])
    assignment, _ = RoleAssignment.objects.get_or_create(
        user=user, role=role, organisation=_organisation(org_code)
    )
    audit.record(
        by=by, action="users:assign-role", object=user.login, detail={"role": role, "org": org_code}
    )
    return assignment


@transaction.atomic
def set_password(*, user: User, password: str, by: Actor) -> None:
    """Change a password; the sessions of the old one end, because their hash no longer fits."""
    validate_password(password, user)
    user.set_password(password)
    user.must_change_password = False
    user.password_changed_at = now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    audit.record(by=by, action="users:set-password", object=user.login)


@transaction.atomic
def deactivate_user(*, user: User, by: Actor) -> None:
    """End an account; what it did stays."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    audit.record(by=by, action="users:deactivate", object=user.login)


@transaction.atomic
def create_app(
    *, name: str, kind: str, organisations: Sequence[str] = (), sandbox: bool = False, by: Actor
) -> tuple[str, str]:
    """Credentials for a system: its id and its secret, which is shown this once."""
    if kind not in APP_KINDS:
        known = ", ".join(APP_KINDS)
        raise Refusal("invalid", errors=[FieldError("kind", f"must be one of {known}")])
    for code in organisations:
        _organisation(code)
    app_id = f"app-{secrets.token_hex(8)}"
    secret = secrets.token_urlsafe(32)
    SystemApp.objects.create(
        app_id=app_id,
        name=name,
        kind=kind,
        secret=crypto.seal(secret.encode(), aad=secret_place(app_id)),
        organisations=list(organisations),
        sandbox=sandbox,
    )
    audit.record(by=by, action="apps:create", object=app_id, detail={"name": name, "kind": kind})
    return app_id, secret


@transaction.atomic
def revoke_app(*, app_id: str, by: Actor) -> None:
    """Withdraw an app's credentials at once."""
    SystemApp.objects.filter(pk=app_id, revoked_at=None).update(revoked_at=now())
    audit.record(by=by, action="apps:revoke", object=app_id)


def _organisation(code: str) -> Organisation:
    organisation = Organisation.objects.filter(code=code).first()
    if organisation is None:
        raise Refusal("unknown-organisation")
    return organisation
