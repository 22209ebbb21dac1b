"""A business system's side of the interface: signs, sends, and fails loudly."""

import json
import secrets
import ssl
import time
from typing import Any

import httpx

from haochaping.core.crypto import hmac_sm3, sm3

# Read once: every session would otherwise read all the machine's certificates anew.
_TLS = ssl.create_default_context()


class DemoFailed(Exception):
    """The node answered otherwise than the day expects; the message quotes the answer."""


class Client:
    """Speaks to one node as one system; ``secret`` signs as api.md §2 says."""

    def __init__(self, base_url: str, app_id: str, secret: str) -> None:
        self.base_url = base_url
        self._http = httpx.Client(base_url=base_url, timeout=60, verify=_TLS)
        self._app_id = app_id
        self._secret = secret.encode()

    def signed(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON that the node answers to a signed request; DemoFailed unless it is a 2xx."""
        content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        headers = self._signature(method, path, content) | {"Content-Type": "application/json"}
        return self._answer(self._http.request(method, path, content=content, headers=headers))

    def open(self, method: str, path: str, body: Any = None) -> Any:
        """The same for what needs no signature, as a rater's own telephone would send it."""
        return self._answer(self._http.request(method, path, json=body))

    def page(self, path: str) -> "Page":
        """A page of the node, in a browser session of its own."""
        return Page(httpx.Client(base_url=self.base_url, timeout=60, verify=_TLS), path)

    def _signature(self, method: str, path: str, content: bytes) -> dict[str, str]:
        timestamp, nonce = str(int(time.time())), secrets.token_hex(16)
        text = "\n".join((method, path, timestamp, nonce, sm3(content).hex()))
        return {
            "X-App-Id": self._app_id,
            "X-Timestamp": timestamp,
            "X-Nonce": nonce,
            "X-Signature": hmac_sm3(self._secret, text.encode()).hex(),
        }

    @staticmethod
    def _answer(response: httpx.Response) -> Any:
        if not response.is_success:
            raise DemoFailed(f"{response.request.url.path}: {response.status_code} {response.text}")
        return response.json()


class Page:
    """A page with a form, used as a browser without scripts uses it."""

    def __init__(self, session: httpx.Client, path: str) -> None:
        self._session = session
        self._path = path
        self._session.get(path).raise_for_status()

    def post(self, path: str, fields: dict[str, Any]) -> httpx.Response:
        """Send the form with the token that the page was given."""
        token = self._session.cookies.get("csrftoken", "")
        return self._session.post(path, data=fields | {"csrfmiddlewaretoken": token})
