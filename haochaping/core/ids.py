"""Identifiers: the service key and text forms of binary ones."""

import string
from functools import cache
from uuid import UUID

from haochaping.core.crypto import sm3

_ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
# Two characters at a time: half the divisions of long numbers.
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_VALUES = {pair: value for value, pair in enumerate(_PAIRS)}
_BASE = len(_PAIRS)


def service_key(project_no: str, service_number: int) -> UUID:
    """The 128-bit key of one service, derived from the field's own key (design §3.5).

    The length of the number stands in front of it, so that no two pairs share their bytes.
    """
    number = project_no.encode()
    digest = sm3(b"haochaping/service\0%d:%s/%d" % (len(number), number, service_number))
    return UUID(bytes=digest[:16])


def base62(data: bytes) -> str:
    """``data`` as digits and letters, always of the length that its size needs."""
    width = base62_length(len(data))
    number = int.from_bytes(data)
    pairs = []
    for _ in range((width + 1) // 2):
        number, rest = divmod(number, _BASE)
        pairs.append(_PAIRS[rest])
    # The first of an odd number of characters stands in a pair of its own, behind a zero.
    return "".join(reversed(pairs))[-width:]


@cache
def base62_length(size: int) -> int:
    """How many characters ``size`` bytes take: the least n with 62**n >= 256**size."""
    length = 0
    space = 1
    while space < 1 << (8 * size):
        space *= 62
        length += 1
    return length


def unbase62(text: str, size: int) -> bytes:
    """The ``size`` bytes that ``base62`` wrote; ValueError for anything else."""
    if len(text) != base62_length(size):
        raise ValueError("wrong length")
    even = text if len(text) % 2 == 0 else "0" + text
    number = 0
    for start in range(0, len(even), 2):
        value = _VALUES.get(even[start : start + 2])
        if value is None:
            raise ValueError("not a digit or letter")
        number = number * _BASE + value
    if number >= 1 << (8 * size):
        raise ValueError("out of range")
    return number.to_bytes(size)
