"""Making personal data unrecognisable for eyes: names, numbers, and numbers inside texts."""

import re

_STAR = "*"


def mask_name(name: str) -> str:
    """``张*`` or ``欧*娜``: the first character stays, of three or more also the last."""
    if len(name) < 3:
        return name[:1] + _STAR * max(len(name) - 1, 1)
    return name[0] + _STAR * (len(name) - 2) + name[-1]


def mask_mobile(number: str) -> str:
    """``138****1234``."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 8 else "****"


def mask_certificate(number: str) -> str:
    """``4110**********1234``: four characters at each end, nothing of short numbers."""
    if len(number) < 12:
        return _STAR * len(number)
    return number[:4] + _STAR * (len(number) - 8) + number[-4:]


# A digit however people write it: half or full width, with at most two separators after it.
_DIGIT = r"[0-9０-９Xxｘ]"  # noqa: RUF001
_GAP = r"[\s\-_.·,，、—－]{0,2}"  # noqa: RUF001
_LONG_NUMBER = re.compile(rf"(?:{_DIGIT}{_GAP}){{6,}}{_DIGIT}")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def redact(text: str) -> str:
    """``text`` without numbers of 7 and more digits (telephone, identity, bank) and mail addresses.

    Rather too much than too little: a case number that a rater quotes is blacked out as well; the
    order names it anyway.
    """
    text = _MAIL.sub("〔已隐去〕", text)
    return _LONG_NUMBER.sub("〔已隐去〕", text)
