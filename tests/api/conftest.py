"""A business system and a channel app that sign their requests, in the small city."""

import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC
from django.http import HttpResponse
from django.test import Client

from haochaping.core.actor import SYSTEM
from haochaping.identity.actions import create_app


@dataclass
class System:
    """A system with credentials; it signs as the interface's page says, by its own few lines."""

    app_id: str
    secret: str
    client: Client = field(default_factory=Client)

    def headers(self, method: str, target: str, body: bytes) -> dict[str, str]:
        timestamp, nonce = str(int(time.time())), secrets.token_hex(16)
        text = "\n".join((method, target, timestamp, nonce, _sm3(body).hex())).encode()
        code = HMAC(self.secret.encode(), hashes.SM3())
        code.update(text)
        return {
            "x-app-id": self.app_id,
            "x-timestamp": timestamp,
            "x-nonce": nonce,
            "x-signature": code.finalize().hex(),
        }

    def post(self, target: str, value: Any, **changed: str) -> HttpResponse:
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        headers = self.headers("POST", target, body) | changed
        answer: HttpResponse = self.client.post(
            target, body, content_type="application/json", headers=headers
        )
        return answer

    def get(self, target: str) -> HttpResponse:
        answer: HttpResponse = self.client.get(target, headers=self.headers("GET", target, b""))
        return answer

    def push(self, *services: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self.post("/api/v1/services", {"services": list(services)})
        assert answer.status_code == 200, answer.content
        results: list[dict[str, Any]] = json.loads(answer.content)["results"]
        return results


def _sm3(data: bytes) -> bytes:
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def problem(response: HttpResponse) -> tuple[int, str]:
    """Status and code of a refusal, which must be a problem document."""
    assert response["Content-Type"] == "application/problem+json"
    document = json.loads(response.content)
    assert document["status"] == response.status_code
    assert document["type"] and document["title"] and document["detail"]
    return response.status_code, document["code"]


@pytest.fixture
def business(city: None) -> System:
    """A business system that speaks for every organisation."""
    return System(*create_app(name="业务系统", kind="business", by=SYSTEM))


@pytest.fixture
def channel(city: None) -> System:
    """A channel app whose users have signed in with their real names."""
    return System(*create_app(name="移动渠道", kind="channel", by=SYSTEM))
