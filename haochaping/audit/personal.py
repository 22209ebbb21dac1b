"""Recognises telephone and identity numbers, so that none gets into the log.

A guard against programming errors: it looks for what such numbers are made of, not for every way
to write them. Organisation codes of 18 digits and day-stamped case numbers pass.
"""

import re
import unicodedata
from typing import Any

_SEPARATOR = r"[ \-]?"
_MOBILE = re.compile(
    rf"(?<![0-9A-Za-z])1[3-9]\d{_SEPARATOR}\d{{4}}{_SEPARATOR}\d{{4}}(?![0-9A-Za-z])"
)
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
# Region, date of birth, sequence; 18 characters with the century and a check character, or 15.
_CERTIFICATE = re.compile(
    rf"(?<![0-9A-Za-z])[1-9]\d{{5}}(?:(?:18|19|20)\d{{2}}{_DAY}\d{{3}}[\dXx]|\d{{2}}{_DAY}\d{{3}})"
    r"(?![0-9A-Za-z])"
)


class PersonalDetail(ValueError):
    """A detail that seems to hold a telephone or identity number: a programming error."""


def looks_personal(text: str) -> bool:
    """Whether ``text`` holds something of the shape of a mobile or identity number."""
    plain = unicodedata.normalize("NFKC", text)
    return bool(_MOBILE.search(plain) or _CERTIFICATE.search(plain))


def refuse_personal(value: Any, path: str) -> None:
    """Raises PersonalDetail with the place, never the value, where a number is found."""
    if isinstance(value, dict):
        for name, inner in value.items():
            refuse_personal(str(name), path)
            refuse_personal(inner, f"{path}.{name}")
    elif isinstance(value, (list, tuple, set, frozenset)):
        for inner in value:
            refuse_personal(inner, path)
    elif looks_personal(str(value)):
        raise PersonalDetail(f"{path} holds what looks like a telephone or identity number")
