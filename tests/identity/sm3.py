"""SM3 (GB/T 32905-2016) and HMAC written from the standard, to check the node's against."""

_MASK = 0xFFFFFFFF
_START = (
    0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E,
)  # fmt: skip
_BLOCK = 64


def _turn(word: int, by: int) -> int:
    by %= 32
    return ((word << by) | (word >> (32 - by))) & _MASK


def _p0(word: int) -> int:
    return word ^ _turn(word, 9) ^ _turn(word, 17)


def _p1(word: int) -> int:
    return word ^ _turn(word, 15) ^ _turn(word, 23)


def _expand(block: bytes) -> list[int]:
    w = [int.from_bytes(block[place : place + 4]) for place in range(0, _BLOCK, 4)]
    for j in range(16, 68):
        first = _p1(w[j - 16] ^ w[j - 9] ^ _turn(w[j - 3], 15))
        w.append(first ^ _turn(w[j - 13], 7) ^ w[j - 6])
    return w


def _compress(state: tuple[int, ...], block: bytes) -> tuple[int, ...]:
    w = _expand(block)
    a, b, c, d, e, f, g, h = state
    for j in range(64):
        constant = 0x79CC4519 if j < 16 else 0x7A879D8A
        ss1 = _turn((_turn(a, 12) + e + _turn(constant, j)) & _MASK, 7)
        ss2 = ss1 ^ _turn(a, 12)
        ff = a ^ b ^ c if j < 16 else (a & b) | (a & c) | (b & c)
        gg = e ^ f ^ g if j < 16 else (e & f) | (~e & _MASK & g)
        tt1 = (ff + d + ss2 + (w[j] ^ w[j + 4])) & _MASK
        tt2 = (gg + h + ss1 + w[j]) & _MASK
        a, b, c, d = tt1, a, _turn(b, 9), c
        e, f, g, h = _p0(tt2), e, _turn(f, 19), g
    return tuple(old ^ new for old, new in zip(state, (a, b, c, d, e, f, g, h), strict=True))


def sm3(data: bytes) -> bytes:
    padding = b"\x80" + b"\0" * ((55 - len(data)) % _BLOCK)
    padded = data + padding + (8 * len(data)).to_bytes(8)
    state: tuple[int, ...] = _START
    for place in range(0, len(padded), _BLOCK):
        state = _compress(state, padded[place : place + _BLOCK])
    return b"".join(word.to_bytes(4) for word in state)


def hmac_sm3(key: bytes, data: bytes) -> bytes:
    key = (sm3(key) if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
    inner = sm3(bytes(each ^ 0x36 for each in key) + data)
    return sm3(bytes(each ^ 0x5C for each in key) + inner)
