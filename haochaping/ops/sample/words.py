"""What raters write: our own sentences, put together with openings and endings of their level."""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of the CSV files beside this module."""
    with (_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a rater has been: ``window`` is empty on the network and at a terminal."""

    item: str
    hall: str
    window: str
    online: bool
    company: bool

    def fits(self, needs: str) -> bool:
        """Whether a sentence that ``needs`` a hall, the network or a company can be said here."""
        wanted = set(needs.split())
        if self.online:
            wanted.discard("online")
        if self.window:
            wanted.discard("hall")
        if self.company:
            wanted.discard("company")
        return not wanted


@dataclass(frozen=True, slots=True)
class _Sentence:
    theme: str
    needs: str
    text: str


@cache
def _sentences(level: int) -> tuple[_Sentence, ...]:
    found = (row for row in rows("comments") if int(row["level"]) == level)
    return tuple(_Sentence(row["theme"], row["needs"], row["text"]) for row in found)


@cache
def _phrases(place: str, level: int) -> tuple[str, ...]:
    found = (row for row in rows("phrases") if row["place"] == place)
    return tuple(row["text"] for row in found if int(row["level"]) == level)


@cache
def themes(level: int) -> tuple[str, ...]:
    """What raters of a level write about."""
    return tuple(dict.fromkeys(sentence.theme for sentence in _sentences(level)))


def comment(draw: random.Random, *, level: int, theme: str, scene: Scene) -> str:
    """A text of at most 200 characters that a rater of ``level`` could write about ``theme``.

    Where nothing of ours about the theme fits the scene, it is about another theme.
    """
    fitting = [sentence for sentence in _sentences(level) if scene.fits(sentence.needs)]
    chosen = [sentence for sentence in fitting if sentence.theme == theme] or fitting
    said = draw.choice(chosen)
    core = said.text
    others = [sentence for sentence in fitting if sentence.theme != said.theme]
    if others and draw.random() < 0.3:  # some have two things to say
        core = f"{core}。{draw.choice(others).text}"
    at_window = bool(scene.window)
    before = draw.choice(_phrases("before", level)) if at_window and draw.random() < 0.35 else ""
    after = draw.choice(_phrases("after", level)) if draw.random() < 0.35 else ""
    return f"{before}{core}{after}{draw.choice(_phrases('end', level))}".format(
        item=scene.item,
        hall=scene.hall,
        window=scene.window,
        wait=_waiting(draw, level),
        days=draw.choice(("三", "五", "七", "十")),
        times=draw.choice(("两", "三", "四", "五")),
    )


def _waiting(draw: random.Random, level: int) -> str:
    """Minutes: the worse the level, the more of them."""
    least, most = {5: (5, 15), 4: (10, 25), 3: (20, 45), 2: (40, 90), 1: (60, 150)}[level]
    return str(draw.randrange(least, most, 5))
