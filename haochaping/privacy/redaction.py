"""Blacks out telephone, identity, bank and licence-plate numbers and addresses inside texts.

Rather too much than too little: any number of seven and more digits goes, however it is written
(full width, spaced, in Chinese numerals, interrupted by marks), a quoted case number as well: the
order names that anyway. Days and times stay, because the story needs them.
"""

import re
import unicodedata

HIDDEN = "〔已隐去〕"

# Numerals as they are spoken and as they are written on forms.
_SPOKEN = {"○": "0", "幺": "1", "两": "2"}
for _row in ("〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖"):
    _SPOKEN |= {numeral: str(value) for value, numeral in enumerate(_row)}
_MARKS = r"[\s\-_.·・•,:/\\|~*#+()，。、；;：—–－‐‑―…\u200b-\u200f\u2060\ufeff]{0,3}"
_NUMBER = re.compile(rf"[0-9](?:{_MARKS}[0-9]){{5,}}{_MARKS}[0-9Xx]")
_COMPANY = re.compile(
    r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Z])", re.IGNORECASE
)
_MAIL = re.compile(r"[A-Za-z0-9._%+\-]+\s?@\s?[A-Za-z0-9\-]+(?:\s?\.\s?[A-Za-z0-9\-]+)+")
_ACCOUNT = re.compile(
    r"(?<![a-z])(?:微信|威信|薇信|wechat|weixin|vx|wx|qq|扣扣)(?:号码|号)?[\s:是为]{0,3}"
    r"(?P<kept>[a-z0-9][a-z0-9_\-]{4,19})",
    re.IGNORECASE,
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·\s]?"
    r"[A-HJ-NP-Z0-9]{5,6}(?![A-Z0-9])",
    re.IGNORECASE,
)
# What looks like a number and is nobody's: days and times, and spans of them.
_DAY = r"(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])"
_TIME = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?"
_MOMENT = rf"(?:{_DAY}(?:[\s,]+{_TIME})?|{_TIME})"
_WHEN = re.compile(rf"{_MOMENT}(?:[\s,]*[-~—–、,\s][\s,]*{_MOMENT}){{0,3}}")


def redact(text: str) -> str:
    """``text`` with each such detail replaced by ``〔已隐去〕``."""
    shadow = "".join(map(_plain, text))
    numbers = (match.span() for match in _NUMBER.finditer(shadow))
    spans = [span for span in numbers if not _is_when(text, shadow, span)]
    spans += [match.span("kept") for match in _ACCOUNT.finditer(shadow)]
    for pattern in (_COMPANY, _MAIL, _PLATE):
        spans += [match.span() for match in pattern.finditer(shadow)]
    return _without(text, spans)


def _plain(character: str) -> str:
    """The one ASCII character that people read this one as, or the character itself."""
    if "！" <= character <= "～":
        return chr(ord(character) - 0xFEE0)
    digit = unicodedata.digit(character, None)
    return str(digit) if digit is not None else _SPOKEN.get(character, character)


def _is_when(text: str, shadow: str, span: tuple[int, int]) -> bool:
    """Whether a run is a day or time, aside from numerals of the words around it."""
    start, end = span
    while start < end and text[start] in _SPOKEN:
        start += 1
    while end > start and text[end - 1] in _SPOKEN:
        end -= 1
    return _WHEN.fullmatch(shadow, start, end) is not None


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    parts: list[str] = []
    done = 0
    for start, end in sorted(spans):
        if start >= done:
            parts += [text[done:start], HIDDEN]
        done = max(done, end)
    return "".join(parts) + text[done:]
