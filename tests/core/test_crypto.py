"""SM3, HMAC-SM3 and sealed envelopes: standard vectors, moved and damaged envelopes, rotation."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from haochaping.core import crypto, keyring
from haochaping.core.crypto import SealBroken, seal, seal_json, unseal, unseal_json
from haochaping.core.ids import base62, base62_length, service_key, unbase62
from haochaping.core.keyring import Keyring, KeyringUnusable


@pytest.fixture
def own_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A node of its own, with fresh keys."""
    monkeypatch.setattr(settings, "NODE", replace(settings.NODE, data_dir=tmp_path))
    return tmp_path / "keys"


def test_sm3_of_the_standards_first_example() -> None:
    expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert crypto.sm3(b"abc").hex() == expected


@given(st.binary(max_size=200), st.binary(max_size=40))
def test_what_was_sealed_opens_in_its_place_only(plain: bytes, place: bytes) -> None:
    envelope = seal(plain, aad=place)
    assert unseal(envelope, aad=place) == plain
    with pytest.raises(SealBroken):
        unseal(envelope, aad=place + b"x")


@given(st.binary(min_size=1, max_size=50), st.integers(min_value=0), st.integers(1, 255))
def test_a_damaged_envelope_does_not_open(plain: bytes, where: int, change: int) -> None:
    envelope = bytearray(seal(plain, aad=b"place"))
    envelope[where % len(envelope)] ^= change
    with pytest.raises(SealBroken):
        unseal(bytes(envelope), aad=b"place")


def test_an_envelope_that_is_too_short() -> None:
    with pytest.raises(SealBroken):
        unseal(b"\1short", aad=b"")


def test_two_envelopes_of_the_same_differ() -> None:
    assert seal(b"same", aad=b"") != seal(b"same", aad=b"")
    assert unseal_json(seal_json({"甲": 1}, aad=b"p"), aad=b"p") == {"甲": 1}


def test_parts_cannot_flow_into_each_other() -> None:
    assert crypto.mac("content", b"ab", b"c") != crypto.mac("content", b"a", b"bc")
    assert crypto.lookup("mobile", "1") != crypto.lookup("certificate", "1")


def test_rotation_keeps_what_was_sealed_before(own_keys: Path) -> None:
    before = seal(b"old", aad=b"p")
    assert keyring.rotate(own_keys, "encryption") == 2
    after = seal(b"new", aad=b"p")
    assert (before[0], after[0]) == (1, 2)
    assert unseal(before, aad=b"p") == b"old" and unseal(after, aad=b"p") == b"new"


@pytest.mark.parametrize("purpose", sorted(keyring.FIXED))
def test_keys_of_stored_values_are_not_rotated(own_keys: Path, purpose: str) -> None:
    with pytest.raises(KeyringUnusable):
        keyring.rotate(own_keys, purpose)


def test_the_key_file_is_ours_alone(own_keys: Path) -> None:
    Keyring.of(own_keys)
    assert (own_keys / "keyring.json").stat().st_mode & 0o777 == 0o600
    assert own_keys.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("damage", ["{", "[]", "{}", '{"ticket": {"current": 1, "keys": {}}}'])
def test_a_damaged_key_file_is_said(own_keys: Path, damage: str) -> None:
    own_keys.mkdir(parents=True)
    (own_keys / "keyring.json").write_text(damage)
    with pytest.raises(KeyringUnusable):
        Keyring.of(own_keys)


def test_a_key_of_the_wrong_size_is_said(own_keys: Path) -> None:
    Keyring.of(own_keys)
    path = own_keys / "keyring.json"
    stored = json.loads(path.read_text())
    stored["ticket"]["keys"]["1"] = "00"
    path.write_text(json.dumps(stored))
    keyring._load_or_create.cache_clear()
    with pytest.raises(KeyringUnusable, match="ticket"):
        Keyring.of(own_keys)


@given(st.binary(min_size=1, max_size=40))
def test_base62_there_and_back(data: bytes) -> None:
    text = base62(data)
    assert len(text) == base62_length(len(data)) and text.isalnum() and text.isascii()
    assert unbase62(text, len(data)) == data


@pytest.mark.parametrize("text", ["", "0", "!!", "zz", "é0"])
def test_what_base62_never_wrote(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        unbase62(text, 1)


def test_service_keys_keep_their_parts_apart() -> None:
    assert service_key("a1", 1) == service_key("a1", 1)
    assert len({service_key("a1", 1), service_key("a", 11), service_key("a1", 11)}) == 3
