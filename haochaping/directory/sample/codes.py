"""How the sample city's offices get their codes: a rule that marks every one as made up.

A 统一社会信用代码 is the kind of body (``11`` an organ of state, ``12`` a public institution,
``13`` a people's organisation), the six digits of the region, an organisation code of nine and a
check digit. The organisation codes here begin with ``XC``, which no register gives out; then come
the three digits of the township (``000`` above it), the three of the office's number in
``offices.csv`` and the check digit of GB 11714.
"""

from haochaping.directory.rules import uscc_check_digit

_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def office_code(body: str, area_code: str, number: int) -> str:
    """The code of office ``number`` of a region given with 12 digits."""
    subject = f"XC{area_code[6:9]}{number:03d}"
    first = f"{body}{area_code[:6]}{subject}{organisation_check_digit(subject)}"
    return first + uscc_check_digit(first)


def company_code(area_code: str, number: int) -> str:
    """The code of a made-up company: as an office's, registered by the market regulator."""
    subject = f"XC{number:06d}"
    first = f"91{area_code[:6]}{subject}{organisation_check_digit(subject)}"
    return first + uscc_check_digit(first)


def organisation_check_digit(subject: str) -> str:
    """The ninth character of an organisation code (GB 11714): 0 to 9 or X."""
    total = sum(
        int(character, 36) * weight for character, weight in zip(subject, _WEIGHTS, strict=True)
    )
    return "0123456789X0"[11 - total % 11]


def item_code(office: str, level: int, task_type: str, office_number: int, number: int) -> str:
    """An implementation code: office, level exercised at, and a base code of 12.

    The base codes here are ``41`` (the province), the kind of item, the office's number, the
    item's number and ``000``.
    """
    return f"{office}{level}41{task_type}{office_number:02d}{number:03d}000"
