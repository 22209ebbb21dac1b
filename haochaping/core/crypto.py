"""SM3, SM4-GCM and HMAC-SM3 with the node's keys.

Sealed envelope: ``version (1 byte) | salt (16) | ciphertext and tag``. Each envelope has a key and
nonce of its own, derived from the node's key and the salt, so the number of envelopes per node key
has no limit that random nonces would set, and destroying a row destroys the only way to its key.
The associated data ties an envelope to its place: copied into another row it does not open.
"""

import json
import os
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings

from haochaping.core import keyring as keys
from haochaping.core.keyring import Keyring

_SALT = 16
_TAG = 16
_HEAD = 1 + _SALT


class SealBroken(Exception):
    """An envelope that does not open: damaged, moved to another place, or its key is gone."""


@dataclass(slots=True)
class _Known:
    """The keys last used, and what they were read for: looking them up costs next to nothing."""

    node: object = None
    edition: int = -1
    ring: Keyring | None = None


_known = _Known()


def keyring() -> Keyring:
    """The keys of this node."""
    node = settings.NODE
    if _known.ring is None or _known.node is not node or _known.edition != keys.edition():
        _known.node, _known.edition = node, keys.edition()
        _known.ring = Keyring.of(node.keys_dir)
    return _known.ring


def sm3(data: bytes) -> bytes:
    """SM3 digest, 32 bytes."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def hmac_sm3(key: bytes, data: bytes) -> bytes:
    """HMAC-SM3, 32 bytes."""
    code = HMAC(key, hashes.SM3())
    code.update(data)
    return code.finalize()


def current_version(purpose: str) -> int:
    """The version of the key that new things of ``purpose`` are made with."""
    return keyring().current[purpose]


def mac(purpose: str, *parts: bytes, version: int | None = None) -> bytes:
    """Keyed digest (32 bytes) of ``parts`` under one purpose's key.

    Each part carries its length, so that moving a boundary changes the digest. Raises KeyError
    for a key version the node never had.
    """
    ring = keyring()
    key = ring.key(purpose, ring.current[purpose] if version is None else version)
    return hmac_sm3(key, b"".join(len(part).to_bytes(4) + part for part in parts))


def lookup(kind: str, value: str) -> bytes:
    """Keyed index value (32 bytes) of a phone or certificate number, to find rows by it."""
    return mac("lookup", kind.encode(), value.encode())


def _row_key(version: int, salt: bytes, aad: bytes) -> tuple[bytes, bytes]:
    material = mac("encryption", b"envelope", salt, aad, version=version)
    return material[:16], material[16:28]


def seal(plain: bytes, *, aad: bytes) -> bytes:
    """Encrypt ``plain`` for the place named by ``aad``."""
    version = current_version("encryption")
    salt = os.urandom(_SALT)
    key, nonce = _row_key(version, salt, aad)
    encryptor = Cipher(SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(aad)
    body = encryptor.update(plain) + encryptor.finalize()
    return version.to_bytes(1) + salt + body + encryptor.tag


def unseal(envelope: bytes, *, aad: bytes) -> bytes:
    """Decrypt what ``seal`` made for the same place; SealBroken for anything else."""
    if len(envelope) < _HEAD + _TAG:
        raise SealBroken("too short")
    version, salt = envelope[0], envelope[1:_HEAD]
    body, tag = envelope[_HEAD:-_TAG], envelope[-_TAG:]
    try:
        key, nonce = _row_key(version, salt, aad)
        decryptor = Cipher(SM4(key), modes.GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(aad)
        return decryptor.update(body) + decryptor.finalize()
    except KeyError as error:
        raise SealBroken(f"the node has no encryption key of version {version}") from error
    except InvalidTag as error:
        raise SealBroken("not made by this node for this place") from error


def seal_json(value: dict[str, Any], *, aad: bytes) -> bytes:
    """Encrypt a JSON object."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return seal(text.encode(), aad=aad)


def unseal_json(envelope: bytes, *, aad: bytes) -> dict[str, Any]:
    """Decrypt a JSON object."""
    value: dict[str, Any] = json.loads(unseal(envelope, aad=aad))
    return value
