"""Signed requests: api.md §2, one code for each way to be wrong."""

import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection

from haochaping.core.errors import Refusal
from haochaping.identity import actions, signatures
from haochaping.identity.models import AppNonce, SystemApp
from tests.fixtures.city import POLICE, SUPERVISOR
from tests.fixtures.databases import CommittedDatabase
from tests.identity import sm3
from tests.identity.conftest import ADMINISTRATOR, BODY, TARGET, Caller, new_caller

_ROOT = Path(__file__).resolve().parents[2]
_FILE = json.loads((_ROOT / "docs/interfaces/signature-vectors.json").read_text(encoding="utf-8"))
VECTORS: list[dict[str, str]] = _FILE["vectors"]


def refused(caller: Caller, **changes: Any) -> str:
    with pytest.raises(Refusal) as refusal:
        caller.call(**changes)
    assert refusal.value.status == 401
    return refusal.value.code


def test_the_independent_digest_is_the_standards() -> None:
    """The two examples of GB/T 32905-2016."""
    assert sm3.sm3(b"abc").hex().startswith("66c7f0f462eeedd9d1f2d46bdc10e4e2")
    assert sm3.sm3(b"abcd" * 16).hex().startswith("debe9ff92275b8a138604889c18e5a4d")


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_a_published_vector_agrees_with_both_implementations(vector: dict[str, str]) -> None:
    body = vector["body"].encode()
    method, target, timestamp, nonce = parts = [
        vector[name] for name in ("method", "target", "timestamp", "nonce")
    ]
    assert vector["bodyDigest"] == sm3.sm3(body).hex()
    assert vector["signed"] == "\n".join([*parts, vector["bodyDigest"]])
    key = vector["secret"].encode()
    assert vector["signature"] == sm3.hmac_sm3(key, vector["signed"].encode()).hex()
    ours = signatures.signature(vector["secret"], method, target, timestamp, nonce, body)
    assert vector["signature"] == ours


def test_keys_longer_than_a_block_agree_as_well() -> None:
    ours = signatures.signature("k" * 100, "GET", "/", "1", "n" * 16, b"")
    signed = "\n".join(("GET", "/", "1", "n" * 16, sm3.sm3(b"").hex()))
    assert ours == sm3.hmac_sm3(b"k" * 100, signed.encode()).hex()


def test_a_right_request_names_its_app(caller: Caller) -> None:
    assert caller.call().app_id == caller.app_id
    assert AppNonce.objects.filter(app_id=caller.app_id).count() == 1


@pytest.mark.parametrize("missing", ["x-app-id", "x-timestamp", "x-nonce", "x-signature"])
def test_each_header_is_needed(caller: Caller, missing: str) -> None:
    for headers in (caller.headers() | {missing: ""}, _without(caller.headers(), missing)):
        with pytest.raises(Refusal) as refusal:
            signatures.authenticate("POST", TARGET, headers, BODY)
        assert refusal.value.code == "signature-missing"


def _without(headers: dict[str, str], name: str) -> dict[str, str]:
    return {each: value for each, value in headers.items() if each != name}


@pytest.mark.parametrize("app_id", ["app-0000000000000000", "x" * 500, "a\0b", "应用", "' OR 1=1"])
def test_an_unknown_app(caller: Caller, app_id: str) -> None:
    assert refused(caller, app_id=app_id) == "unknown-app"


def test_an_unknown_app_costs_the_same_cryptography(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    opening = signatures._unseal

    def counted(envelope: bytes, app_id: str) -> str:
        opened.append(app_id)
        return opening(envelope, app_id)

    monkeypatch.setattr(signatures, "_unseal", counted)
    refused(caller, app_id="app-0000000000000000")
    refused(caller, secret="another")
    assert len(opened) == 2


@pytest.mark.parametrize(
    ("method", "target", "body"),
    [
        ("PUT", TARGET, BODY),
        ("POST", TARGET + "&y=2", BODY),
        ("POST", "/api/v1/services", BODY),
        ("POST", TARGET, BODY + b" "),
        ("POST", TARGET, b""),
    ],
)
def test_whatever_is_altered_breaks_the_signature(
    caller: Caller, method: str, target: str, body: bytes
) -> None:
    with pytest.raises(Refusal) as refusal:
        signatures.authenticate(method, target, caller.headers(), body)
    assert refusal.value.code == "signature-wrong"


@pytest.mark.parametrize("name", ["x-timestamp", "x-nonce"])
def test_headers_are_signed_too(caller: Caller, name: str) -> None:
    headers = caller.headers()
    headers[name] = headers[name][:-1] + ("0" if headers[name][-1] != "0" else "1")
    with pytest.raises(Refusal) as refusal:
        signatures.authenticate("POST", TARGET, headers, BODY)
    assert refusal.value.code == "signature-wrong"


@pytest.mark.parametrize("given", ["0" * 64, "", "中文签名", "Z", "\udcff"])
def test_a_wrong_signature(caller: Caller, given: str) -> None:
    expected = "signature-wrong" if given else "signature-missing"
    assert refused(caller, signature=given) == expected


def test_another_apps_secret_is_of_no_use(caller: Caller) -> None:
    assert refused(caller, secret=new_caller().secret) == "signature-wrong"


@pytest.mark.parametrize("offset", [-300, 0, 300])
def test_within_the_window_a_time_is_taken(caller: Caller, offset: int) -> None:
    with time_machine.travel(1_795_486_800, tick=False):
        assert caller.call(timestamp=str(1_795_486_800 + offset)).app_id == caller.app_id


@pytest.mark.parametrize(
    "stamp", ["1795486499", "1795487101", "0", "-1", "1e9", "１７９５", "9" * 30]
)
def test_outside_the_window_it_is_stale(caller: Caller, stamp: str) -> None:
    with time_machine.travel(1_795_486_800, tick=False):
        assert refused(caller, timestamp=stamp) == "timestamp-stale"


def test_a_request_played_again_is_refused(caller: Caller) -> None:
    headers = caller.headers()
    signatures.authenticate("POST", TARGET, headers, BODY)
    with pytest.raises(Refusal) as refusal:
        signatures.authenticate("POST", TARGET, headers, BODY)
    assert refusal.value.code == "nonce-repeated"


def test_two_apps_may_use_the_same_nonce(caller: Caller) -> None:
    caller.call(nonce="0123456789abcdef")
    assert new_caller().call(nonce="0123456789abcdef")


@pytest.mark.parametrize(
    "nonce", ["short", "x" * 15, "x" * 65, "with spaces 0123456789", "随机数" * 8]
)
def test_a_nonce_of_another_shape(caller: Caller, nonce: str) -> None:
    assert refused(caller, nonce=nonce) == "nonce-invalid"


@pytest.mark.parametrize("nonce", ["x" * 16, "x" * 64, "q83vEjRWeJA/+w==qq", "550e8400-e29b-41d4"])
def test_nonces_as_systems_make_them(caller: Caller, nonce: str) -> None:
    assert caller.call(nonce=nonce)


def test_a_wrong_request_uses_no_nonce_up(caller: Caller) -> None:
    nonce = "0123456789abcdef"
    assert refused(caller, nonce=nonce, secret="wrong") == "signature-wrong"
    assert refused(caller, nonce=nonce, timestamp="1") == "timestamp-stale"
    assert caller.call(nonce=nonce)


def test_a_revoked_app(caller: Caller) -> None:
    actions.revoke_app(app_id=caller.app_id, by=ADMINISTRATOR)
    assert refused(caller) == "app-revoked"
    assert refused(caller, secret="wrong") == "signature-wrong"


def test_the_secret_is_nowhere_in_the_table(caller: Caller) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(a)::text FROM identity_system_app a")
        stored = "".join(text for (text,) in cursor.fetchall())
    for form in (caller.secret, caller.secret.encode().hex()):
        assert form not in stored


def test_an_app_speaks_for_its_own_organisations(city: None) -> None:
    everywhere = SystemApp.objects.get(pk=new_caller().app_id)
    police = SystemApp.objects.get(pk=new_caller(organisations=[POLICE]).app_id)
    assert everywhere.speaks_for(POLICE) and everywhere.speaks_for(SUPERVISOR)
    assert police.speaks_for(POLICE) and not police.speaks_for(SUPERVISOR)


def test_of_requests_raced_with_one_nonce_exactly_one_passes(
    committed_db: CommittedDatabase,
) -> None:
    """Real commits in sessions of their own; looking before inserting would let several pass."""
    caller = new_caller()
    for _ in range(20):
        headers = caller.headers(timestamp=str(int(time.time())))
        assert sorted(_raced(headers, 4)) == ["nonce-repeated"] * 3 + ["passed"]


def _raced(headers: dict[str, str], racers: int) -> list[str]:
    outcomes: list[str] = []
    start = threading.Barrier(racers)

    def run() -> None:
        connection.ensure_connection()
        start.wait()
        try:
            signatures.authenticate("POST", TARGET, headers, BODY)
            outcomes.append("passed")
        except Refusal as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(racers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
