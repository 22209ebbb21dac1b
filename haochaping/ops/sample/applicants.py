"""Applicants who do not exist, and whose numbers show it.

An identity number here begins with ``411000``: a city's code, which stands in no real number,
because numbers are given out by counties. Mobile numbers begin with ``154``, a range that no
carrier has. Companies have codes whose organisation part begins with ``XC`` (see the directory's
sample). Every check digit is right, so that a reader who checks them finds nothing wrong.
"""

import datetime as dt
import random
from dataclasses import dataclass

from haochaping.directory.sample.codes import company_code
from haochaping.directory.sample.names import person

_BRANDS_FIRST = "鑫恒瑞华泰宏盛德嘉祥昌隆金广顺联天正中豫钧魏颍莲春"
_BRANDS_SECOND = "源达丰和通润业兴旺安泽航宇诚信佳禾阳川原"
_TRADES = (
    "商贸", "建材", "食品", "餐饮管理", "电子科技", "机械制造", "发制品", "农业发展", "物流",
    "医疗器械", "装饰工程", "汽车服务", "花木", "钧瓷文化", "信息技术", "人力资源服务",
)  # fmt: skip
_CARD_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_MOBILES = 10**8
_STEP = 61_803_399  # without a factor in common with the above: no number repeats for 10**8 steps


@dataclass(frozen=True, slots=True)
class Applicant:
    """``fields`` are those of the service interface; ``age`` is in years at the time."""

    fields: dict[str, object]
    age: int


def identity_number(born: dt.date, sequence: int) -> str:
    """A made-up identity number with its check digit (GB 11643); ``sequence`` below 1000."""
    first = f"411000{born:%Y%m%d}{sequence:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(first, _CARD_WEIGHTS, strict=True))
    return first + "10X98765432"[total % 11]


def mobile_number(ordinal: int) -> str:
    """The made-up mobile number of the ``ordinal``-th applicant; 10**8 of them differ."""
    return f"154{ordinal * _STEP % _MOBILES:08d}"


def natural_person(draw: random.Random, *, ordinal: int, day: dt.date) -> Applicant:
    """Someone of 16 to 88 who comes for himself; a few have left no number."""
    age = min(88, max(16, round(draw.gauss(43, 16))))
    fields: dict[str, object] = {"userProp": 1, "userName": person(draw), "certType": "111"}
    fields["certNo"] = _card(draw, age, day)
    if draw.random() < 0.985:
        fields["mobile"] = mobile_number(ordinal)
    return Applicant(fields, age)


def company(draw: random.Random, *, ordinal: int, day: dt.date, area: str) -> Applicant:
    """A company, for which an agent comes; the number on file is the agent's."""
    age = min(60, max(22, round(draw.gauss(35, 8))))
    brand = draw.choice(_BRANDS_FIRST) + draw.choice(_BRANDS_SECOND)
    number = mobile_number(ordinal)
    fields: dict[str, object] = {
        "userProp": 2,
        "userName": f"许昌{brand}{draw.choice(_TRADES)}有限公司",
        "certType": "001",
        "certNo": company_code(area, draw.randrange(1_000_000)),
        "mobile": number,
        "agentName": person(draw),
        "agentCertType": "111",
        "agentCertNo": _card(draw, age, day),
        "agentMobile": number,
    }
    return Applicant(fields, age)


def _card(draw: random.Random, age: int, day: dt.date) -> str:
    born = day - dt.timedelta(days=age * 365 + age // 4 + draw.randrange(1, 365))
    return identity_number(born, draw.randrange(1000))
