"""How a rater behaves: rates or not, which level and labels, what words, by which channel, when."""

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from haochaping.ops.sample.words import Scene, comment, rows, themes

ASPECTS = (
    "commitment", "attitude", "materials", "efficiency", "visits", "mechanism", "integrity",
)  # fmt: skip
# Which of the seven aspects (article 2) a theme is about.
_ASPECT_OF = {"online": "mechanism", "guide": "materials", "skill": "efficiency"}
PC, MOBILE, QR_CODE, TABLET, TERMINAL, TELEPHONE, SMS = range(1, 8)


@dataclass(frozen=True, slots=True)
class Mixture:
    """The shares by which a day is made, each from 0 to 1.

    ``rated``: of the services; the rest becomes default ratings (article 9). ``negative``: of the
    ratings, as published by cities from 0.0001 to 0.005. ``level_4`` and ``level_3`` of the ratings
    likewise; what remains is level 5.
    """

    rated: float = 0.72
    negative: float = 0.002
    level_4: float = 0.052
    level_3: float = 0.017
    labelled: float = 0.55
    with_aspects: float = 0.3
    with_text: float = 0.06
    published: float = 0.4

    def __post_init__(self) -> None:
        if not 0 <= self.negative + self.level_4 + self.level_3 <= 1:
            raise ValueError("the shares of the levels make more than all ratings")


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating in the API's own field names, without the ticket; ``at`` is when it is sent."""

    fields: dict[str, object]
    at: dt.datetime

    @property
    def level(self) -> int:
        """5 (best) to 1."""
        level = self.fields["satisfaction"]
        return level if isinstance(level, int) else 0


@dataclass(frozen=True, slots=True)
class Situation:
    """What a rater has just been through."""

    scene: Scene
    terminal: bool
    age: int
    served_at: dt.datetime


def rating(draw: random.Random, situation: Situation, mixture: Mixture) -> Rating | None:
    """What the applicant does: None when nothing comes of it."""
    if draw.random() >= mixture.rated * (0.75 if situation.scene.online else 1.04):
        return None
    level = _level(draw, mixture)
    labels, theme = _labels(draw, level, mixture)
    fields: dict[str, object] = {"satisfaction": level, "pf": _channel(draw, situation)}
    if labels:
        fields["evalDetail"] = labels
    if draw.random() < mixture.with_aspects:
        fields["aspects"] = _aspects(draw, level, theme)
    text = _text(draw, level, theme, situation, mixture)
    if text:
        fields["writingEvaluation"] = text
        fields["publish"] = draw.random() < mixture.published
    if level <= 2 and not labels and not text:
        fields["evalDetail"] = [draw.choice(_labels_of(level))[0]]
    return Rating(fields, situation.served_at + _delay(draw, situation, level))


def _level(draw: random.Random, mixture: Mixture) -> int:
    chance = draw.random()
    if chance < mixture.negative:
        return 1 if draw.random() < 0.45 else 2
    chance -= mixture.negative
    if chance < mixture.level_3:
        return 3
    return 4 if chance < mixture.level_3 + mixture.level_4 else 5


@cache
def _labels_of(level: int) -> tuple[tuple[str, str, float], ...]:
    """Norm code, theme and weight of each label of a level."""
    found = (row for row in rows("labels") if int(row["level"]) == level)
    return tuple((row["label"], row["theme"], float(row["weight"])) for row in found)


def _labels(draw: random.Random, level: int, mixture: Mixture) -> tuple[list[str], str]:
    """None to three labels, and the theme of the first; negative raters nearly always say why."""
    known = _labels_of(level)
    weights = [weight for _code, _theme, weight in known]
    if draw.random() >= (0.93 if level <= 2 else mixture.labelled):
        return [], draw.choice(themes(level))
    wanted = draw.choices((1, 2, 3), (60, 28, 12))[0]
    drawn = draw.choices(known, weights, k=wanted)
    return sorted({code for code, _theme, _weight in drawn}), drawn[0][1]


def _aspects(draw: random.Random, level: int, theme: str) -> dict[str, int]:
    """Marks around the level; the aspect that the rating is about is the extreme one."""
    subject = _ASPECT_OF.get(theme, theme)
    spread: Mapping[int, tuple[int, ...]] = {
        5: (5, 5, 5, 5, 5, 5, 4),
        4: (5, 4, 4, 4, 4, 3),
        3: (4, 4, 3, 3, 3),
        2: (4, 3, 3, 2, 2),
        1: (3, 3, 2, 2, 1),
    }
    marks = {aspect: draw.choice(spread[level]) for aspect in ASPECTS}
    marks[subject] = level
    if subject != "integrity" and level < 3:
        marks["integrity"] = max(marks["integrity"], 3)  # few accuse, and then in words
    asked = ASPECTS if draw.random() < 0.6 else draw.sample(ASPECTS, 4)
    return {aspect: marks[aspect] for aspect in ASPECTS if aspect in {*asked, subject}}


def _text(
    draw: random.Random, level: int, theme: str, situation: Situation, mixture: Mixture
) -> str:
    chance = {5: 1.0, 4: 0.9, 3: 2.0}.get(level, 0.0) * mixture.with_text
    if draw.random() >= (chance if level > 2 else 0.62):
        return ""
    return comment(draw, level=level, theme=theme, scene=situation.scene)


def _channel(draw: random.Random, situation: Situation) -> int:
    """评价渠道 ``pf``; the old are asked by telephone more often."""
    if situation.terminal:
        return TERMINAL
    if situation.scene.online:
        return draw.choices((PC, MOBILE, SMS), (24, 62, 14))[0]
    phone = 6 if situation.age >= 65 else 1
    return draw.choices((TABLET, QR_CODE, MOBILE, SMS, TELEPHONE), (46, 27, 13, 13, phone))[0]


def _delay(draw: random.Random, situation: Situation, level: int) -> dt.timedelta:
    """Most rate before they leave; some when the message comes; a few days later.

    The discontented take longer: they write, and often only once they are home.
    """
    on_the_spot = 0.35 if level <= 2 or situation.scene.online else 0.78
    chance = draw.random()
    if chance < on_the_spot:
        return dt.timedelta(seconds=draw.randrange(20, 420))
    if chance < 0.95:
        return dt.timedelta(minutes=min(2880, 10 + round(draw.expovariate(1 / 240))))
    return dt.timedelta(days=draw.randrange(2, 13), minutes=draw.randrange(1440))
