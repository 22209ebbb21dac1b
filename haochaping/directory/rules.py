"""The directory's codes: shapes, check digits, what one code says about another. All pure."""

import re
from typing import NamedTuple

from haochaping.directory.enums import RegionLevel

# The database's constraints use the same patterns, so that no path around these rules exists.
REGION_PATTERN = r"^[1-9][0-9]{11}$"
USCC_PATTERN = r"^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$"
TASK_PATTERN = r"^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}[1-7][0-9A-Z]{12}$"
HANDLING_PATTERN = TASK_PATTERN[:-1] + r"[0-9A-Z]{2}$"
PLACE_PATTERN = r"^[0-9A-Za-z][0-9A-Za-z_-]{0,31}$"
WINDOW_PATTERN = r"^[0-9A-Za-z][0-9A-Za-z_-]{0,19}$"
STAFF_PATTERN = r"^[0-9A-Za-z]{1,10}$"

_LEVEL_PREFIX = {
    RegionLevel.PROVINCE: 2,
    RegionLevel.CITY: 4,
    RegionLevel.COUNTY: 6,
    RegionLevel.TOWNSHIP: 9,
    RegionLevel.VILLAGE: 12,
}
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


class TaskCode(NamedTuple):
    """A 实施编码 taken apart: whose item, exercised at which level, which base item."""

    organisation: str
    level: str
    base: str


def uscc_check_digit(first: str) -> str:
    """The 18th character for the ``first`` 17 (GB 32100-2015); ValueError for other input."""
    if len(first) != len(_USCC_WEIGHTS):
        raise ValueError("17 characters stand before the check digit")
    pairs = zip(first, _USCC_WEIGHTS, strict=True)
    total = sum(_USCC_ALPHABET.index(character) * weight for character, weight in pairs)
    return _USCC_ALPHABET[-total % 31]


def is_uscc(code: str) -> bool:
    """Whether ``code`` is a 统一社会信用代码: 18 characters of its alphabet, check digit right.

    The letters I, O, S, V and Z do not occur; lower case and separators are not accepted, because
    two spellings of one code would be two organisations.
    """
    return bool(re.fullmatch(USCC_PATTERN, code)) and uscc_check_digit(code[:17]) == code[17]


def area12(code: str) -> str:
    """The 12 digits of a region code of 6, 9 or 12; ValueError for any other text."""
    if len(code) not in (6, 9, 12) or not code.isascii() or not code.isdigit() or code[0] == "0":
        raise ValueError("a region code has 6, 9 or 12 digits")
    return code.ljust(12, "0")


def region_level(code12: str) -> RegionLevel:
    """The level of a region, told by the zeros at the end of its 12 digits."""
    for level, length in _LEVEL_PREFIX.items():
        if not code12[length:].strip("0"):
            return level
    raise ValueError("a region code has 12 digits")


def region_prefix(code12: str) -> str:
    """The digits that the codes of all regions inside this one begin with, its own included."""
    return code12[: _LEVEL_PREFIX[region_level(code12)]]


def ancestor_codes(code12: str) -> list[str]:
    """The codes that may be this region's parents, nearest first.

    Not all of them need exist: a county governed by its province has no city above it.
    """
    level = region_level(code12)
    above = [length for upper, length in _LEVEL_PREFIX.items() if upper < level]
    codes = (code12[:length].ljust(12, "0") for length in reversed(above))
    return [code for code in codes if code != code12]


def task_code(code: str) -> TaskCode:
    """Take a 31-character 实施编码 apart; ValueError when it is none."""
    if not re.fullmatch(TASK_PATTERN, code) or not is_uscc(code[:18]):
        raise ValueError("an item code is 18 characters of its office, 1 of level, 12 of the item")
    return TaskCode(organisation=code[:18], level=code[18], base=code[19:])


def handling_task_code(code: str) -> str:
    """The 31-character item to which a 33-character 业务办理项编码 belongs; ValueError if none."""
    if not re.fullmatch(HANDLING_PATTERN, code):
        raise ValueError("a handling item's code is its item's 31 characters and 2 more")
    task_code(code[:31])
    return code[:31]
