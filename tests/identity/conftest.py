"""Accounts with passwords that hash quickly, and an app that signs."""

import secrets
import time
from dataclasses import dataclass

import pytest
from django.conf import LazySettings

from haochaping.core.actor import Actor
from haochaping.identity import actions, signatures
from haochaping.identity.models import SystemApp, User
from tests.fixtures.city import POLICE
from tests.fixtures.office import offices

__all__ = ["offices"]

ADMINISTRATOR = Actor("staff", "yz.directory_admin", "目录管理员甲")
PASSWORD = "Huai-Nan-2041-yu"
BODY = b'{"services":[]}'
TARGET = "/api/v1/services?x=1"


@pytest.fixture(autouse=True)
def quick_hashes(settings: LazySettings) -> None:
    """The real function takes a third of a second by design."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def handler(city: None) -> User:
    """A handler of the police, who has chosen a password of his own."""
    return new_user("chen.an", must_change_password=False)


def new_user(login: str, role: str = "handler", org: str = POLICE, **more: object) -> User:
    return actions.create_user(
        login=login,
        name="陈安",
        role=role,
        org_code=org,
        by=ADMINISTRATOR,
        **({"password": PASSWORD} | more),  # type: ignore[arg-type]
    )


@dataclass
class Caller:
    """An app with its secret; ``headers`` signs a request, changes spoil it."""

    app_id: str
    secret: str

    def headers(self, *, body: bytes = BODY, **changes: str) -> dict[str, str]:
        timestamp = changes.get("timestamp", str(int(time.time())))
        nonce = changes.get("nonce", secrets.token_hex(16))
        secret = changes.get("secret", self.secret)
        signed = signatures.signature(secret, "POST", TARGET, timestamp, nonce, body)
        return {
            "x-app-id": changes.get("app_id", self.app_id),
            "x-timestamp": timestamp,
            "x-nonce": nonce,
            "x-signature": changes.get("signature", signed),
        }

    def call(self, *, body: bytes = BODY, **changes: str) -> SystemApp:
        return signatures.authenticate("POST", TARGET, self.headers(body=body, **changes), body)


def new_caller(**more: object) -> Caller:
    named: dict[str, object] = {"name": "业务系统", "kind": "business"} | more
    return Caller(*actions.create_app(by=ADMINISTRATOR, **named))  # type: ignore[arg-type]


@pytest.fixture
def caller(db: None) -> Caller:
    """A business system that speaks for every organisation."""
    return new_caller()
