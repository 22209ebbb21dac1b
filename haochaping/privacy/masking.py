"""Making personal data unrecognisable for eyes: names, numbers, companies.

``redact`` does the same inside texts that people wrote.
"""

from haochaping.privacy.redaction import HIDDEN, redact

__all__ = ["HIDDEN", "mask_certificate", "mask_company", "mask_mobile", "mask_name", "redact"]

_STAR = "*"
# Family names of two characters that are in use; others are masked after their first.
_COMPOUND_PAIRS = (
    "欧阳司马上官诸葛东方皇甫尉迟公孙慕容令狐长孙宇文夏侯司徒司空端木"
    "轩辕独孤南宫西门呼延申屠太史澹台淳于濮阳闻人万俟赫连钟离公冶完颜"
)
_COMPOUND = frozenset(
    _COMPOUND_PAIRS[place : place + 2] for place in range(0, len(_COMPOUND_PAIRS), 2)
)
# Longer forms before those that they end with.
_FORMS = (
    *("股份有限公司", "有限责任公司", "有限公司", "分公司", "公司"),
    *("农民专业合作社", "专业合作社", "合作社", "经营部", "事务所", "委员会", "协会"),
    *("医院", "学校", "超市", "饭店", "商店", "厂", "店"),
)


def mask_name(name: str) -> str:
    """``张*``: the family name stays, whatever follows is stars, at most two."""
    name = name.strip()
    kept = 2 if name[:2] in _COMPOUND and len(name) > 2 else 1
    return name[:kept] + _STAR * min(max(len(name) - kept, 1), 2)


def mask_mobile(number: str) -> str:
    """``138****1234``; stars alone for what is too short to be a number."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 11 else "****"


def mask_certificate(number: str) -> str:
    """``4110**********1234``: four characters at each end, nothing of short numbers."""
    if len(number) < 12:
        return _STAR * len(number)
    return number[:4] + _STAR * (len(number) - 8) + number[-4:]


def mask_company(name: str) -> str:
    """``许昌****有限公司``: the first two characters and the legal form stay."""
    name = name.strip()
    form = next((form for form in _FORMS if name.endswith(form)), "")
    middle = name[: len(name) - len(form)]
    kept = 2 if len(middle) > 3 else 1
    return middle[:kept] + "****" + form
