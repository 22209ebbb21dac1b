"""Bringing the sample city into a node. Run again, it changes nothing."""

from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from haochaping.core.actor import SYSTEM
from haochaping.directory.actions import import_records
from haochaping.directory.enums import Kind
from haochaping.directory.sample.records import records
from haochaping.identity.actions import create_app, create_user, set_password
from haochaping.identity.models import SystemApp, User
from haochaping.ops.sample import credentials
from haochaping.ops.sample.credentials import AppSecret, Credentials, UserSecret
from haochaping.ops.sample.people import ACCOUNTS, APPS, Account
from haochaping.ops.sample.places import first_place

Echo = Callable[[str], None]


class SampleRefusedError(RuntimeError):
    """A table of the sample city does not fit what the node's directory already holds."""


def load(data_dir: Path, *, echo: Echo) -> None:
    """Load directory, accounts and systems; each line given to ``echo`` is one step done.

    The credentials stand in ``DIR/sample.json`` before they work, so that none is lost to a crash.
    """
    for kind in Kind:
        report = import_records(kind, records(kind), source="sample", by=SYSTEM)
        if report.errors:
            error = report.errors[0]
            raise SampleRefusedError(f"{kind.value}: row {error.row}: {error.message}")
        changed = report.created + report.updated
        echo(f"{kind.value}: {changed} new or changed, {report.unchanged} as before")
    stored = credentials.read(data_dir)
    with transaction.atomic():
        made = Credentials(users=_users(stored), apps=_apps(stored))
        if made != stored:
            credentials.write(data_dir, made)
    echo(f"accounts: {len(made.users)}, systems: {len(made.apps)}")


def _users(stored: Credentials) -> list[UserSecret]:
    return [_user(account, stored.password_of(account.login)) for account in ACCOUNTS]


def _user(account: Account, known: str | None) -> UserSecret:
    """The account with a password that is known: the stored one, else a new one."""
    password = known or credentials.new_password()
    user = User.objects.filter(login=account.login).first()
    clerk = first_place() if account.role == "clerk" else None
    if user is None:
        create_user(
            login=account.login,
            name=clerk["staffName"] if clerk else account.name,
            role=account.role,
            org_code=account.org_code,
            password=password,
            staff_no=clerk["staffNo"] if clerk else "",
            must_change_password=False,
            by=SYSTEM,
        )
    elif known is None:
        set_password(user=user, password=password, by=SYSTEM)
    return UserSecret(account.login, password, account.role)


def _apps(stored: Credentials) -> list[AppSecret]:
    return [_app(kind, name, stored.app_of(kind)) for kind, name in APPS.items()]


def _app(kind: str, name: str, known: AppSecret | None) -> AppSecret:
    if known is not None and SystemApp.objects.filter(pk=known.appId, revoked_at=None).exists():
        return known
    app_id, secret = create_app(name=name, kind=kind, by=SYSTEM)
    return AppSecret(kind, app_id, secret, name)
