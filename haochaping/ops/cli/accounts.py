"""``haochaping app`` and ``haochaping user``: who may call and who may sign in."""

import json
import secrets
import sys
from pathlib import Path

import click

from haochaping.ops.cli.errors import Failure, refusals
from haochaping.ops.cli.session import data_option, django, json_option

_KINDS = ("business", "channel", "upstream", "downstream")


@click.group()
def app() -> None:
    """Credentials of other systems."""


@app.command("create")
@click.argument("name")
@click.option("--kind", type=click.Choice(_KINDS), required=True)
@click.option("--org", "organisations", multiple=True, help="An organisation it speaks for.")
@click.option("--sandbox", is_flag=True, help="Answers everything, touches no figure.")
@json_option
@data_option
def create_app(
    name: str, kind: str, organisations: tuple[str, ...], sandbox: bool, as_json: bool, data: Path
) -> None:
    """Credentials for the system NAME; the secret is shown this once."""
    with django(data), refusals():
        from haochaping.core.actor import SYSTEM
        from haochaping.identity import actions

        app_id, secret = actions.create_app(
            name=name, kind=kind, organisations=organisations, sandbox=sandbox, by=SYSTEM
        )
    if as_json:
        click.echo(json.dumps({"appId": app_id, "secret": secret}))
    else:
        click.echo(f"X-App-Id: {app_id}\nsecret:   {secret}   (shown this once)")


@app.command("revoke")
@click.argument("app_id")
@data_option
def revoke_app(app_id: str, data: Path) -> None:
    """Withdraw the credentials of APP_ID at once."""
    with django(data), refusals():
        from haochaping.core.actor import SYSTEM
        from haochaping.identity import actions
        from haochaping.identity.models import SystemApp

        if not SystemApp.objects.filter(pk=app_id).exists():
            raise Failure(f"no app is called {app_id}: look at its X-App-Id")
        actions.revoke_app(app_id=app_id, by=SYSTEM)
    click.echo(f"{app_id} is revoked")


@click.group()
def user() -> None:
    """Staff accounts."""


@user.command("create")
@click.argument("login")
@click.option("--role", required=True, help="For example dispatcher, handler, auditor.")
@click.option("--org", required=True, help="The code of the organisation it works in.")
@click.option("--name", help="The name to show; the login when not given.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@json_option
@data_option
def create_user(
    login: str, role: str, org: str, name: str | None, password_stdin: bool, as_json: bool,
    data: Path,
) -> None:  # fmt: skip
    """An account LOGIN; without a given password one is drawn and shown this once."""
    password = sys.stdin.readline().rstrip("\n") if password_stdin else _drawn_password()
    with django(data), refusals():
        from haochaping.core.actor import SYSTEM
        from haochaping.identity import actions

        actions.create_user(
            login=login, name=name or login, role=role, org_code=org, password=password, by=SYSTEM
        )
    shown = None if password_stdin else password
    if as_json:
        click.echo(json.dumps({"login": login, "role": role, "password": shown}))
    else:
        click.echo(f"account {login} ({role})" + (f"\npassword: {shown}" if shown else ""))


def _drawn_password() -> str:
    """Long enough for any policy, with every kind of character."""
    return f"{secrets.token_urlsafe(15)}-aA7"
