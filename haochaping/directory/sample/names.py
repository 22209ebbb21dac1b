"""Names of people who do not exist: common surnames and given names, drawn by a seed."""

import random

# Roughly in the order of how often they occur in Henan, with a weight each.
_SURNAMES = {
    "王": 90, "李": 85, "张": 82, "刘": 52, "陈": 36, "杨": 34, "赵": 33, "郭": 20, "马": 19,
    "孙": 18, "朱": 17, "胡": 15, "徐": 14, "高": 14, "宋": 13, "吴": 13, "周": 13, "韩": 12,
    "冯": 11, "许": 11, "董": 10, "魏": 9, "程": 9, "任": 8, "杜": 8, "史": 7, "贾": 7, "尚": 6,
    "牛": 6, "段": 6, "侯": 6, "薛": 5, "轩": 2, "葛": 4, "司": 3, "尹": 4, "谷": 3, "冀": 3,
    "姬": 3, "楚": 2, "化": 1, "寇": 2, "欧阳": 1, "上官": 1,
}  # fmt: skip
_SINGLE = "伟静磊敏洋艳勇丽超霞军娟鹏芳杰娜涛燕浩婷刚萍辉雪明玲斌琳峰倩凯洁亮颖宁莹帆晶"
_FIRST = "建志海春晓秀玉国俊文红永新梦雅子思世雨佳小金振东保艳景少书云瑞广素爱亚长凤喜彦"
_SECOND = "华平民梅英霞峰杰涛丽娟敏红艳军强明玲林芳波辉超萍燕伟洋龙飞鹏琴宇涵轩欣怡琪豪阳"


def person(draw: random.Random) -> str:
    """One name of two to four characters."""
    surname = draw.choices(list(_SURNAMES), weights=list(_SURNAMES.values()))[0]
    if draw.random() < 0.28:
        return surname + draw.choice(_SINGLE)
    return surname + draw.choice(_FIRST) + draw.choice(_SECOND)


def seeded(seed: str) -> random.Random:
    """Random draws that are the same for the same seed: sample data, nothing secret."""
    return random.Random(seed)  # noqa: S311


def people(seed: str, count: int) -> list[str]:
    """``count`` names; the same seed gives the same ones."""
    draw = seeded(seed)
    return [person(draw) for _ in range(count)]
