"""A credible day of services of the sample city, and of what their applicants do afterwards.

Everything follows from a seed, a date and a size: the same three give the same day, two dates or
seeds give other case numbers. Items of the day stand in the field names of ``POST /services``.
"""

import datetime as dt
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from haochaping.core.clock import SHANGHAI, display
from haochaping.directory.sample.city import Clerk, Desk, Item, city
from haochaping.directory.sample.names import seeded
from haochaping.ops.sample.applicants import company, natural_person
from haochaping.ops.sample.raters import Mixture, Rating, Situation, rating
from haochaping.ops.sample.words import Scene

# How much is asked for in a region, against the city's own offices.
_DEMAND = {
    "411000": 1.0, "411002": 0.75, "411003": 0.7, "411024": 0.55,
    "411025": 0.65, "411071": 0.4, "411081": 0.95, "411082": 0.7,
}  # fmt: skip
_TOWNSHIP = 0.06
_ONLINE_SHARE = {"enterprise": 0.5, "tax": 0.4, "insurance": 0.3, "medical": 0.3, "fund": 0.25}
_COMPANY_SHARE = {
    "enterprise": 0.75, "licence": 0.6, "building": 1.0, "land": 0.9, "ecology": 1.0, "tax": 0.5,
    "urban": 0.9, "culture": 1.0, "transport": 0.4, "insurance": 0.1, "estate": 0.08,
}  # fmt: skip
# Office hours 9–12 and 13–17 in steps of 15 minutes, with the peaks that halls know.
_MORNING = (3, 6, 8, 10, 11, 11, 10, 9, 7, 6, 4, 2)
_AFTERNOON = (1, 2, 4, 6, 8, 9, 9, 8, 8, 7, 6, 5, 4, 3, 2, 1)
_QUARTERS = [
    *(9 * 60 + 15 * number for number in range(len(_MORNING))),
    *(13 * 60 + 15 * number for number in range(len(_AFTERNOON))),
]
_QUARTER_WEIGHTS = list(itertools.accumulate(_MORNING + _AFTERNOON))
_LARGEST_DAY = 20_000  # case ordinals of one day never reach those of the next
_EPOCH = dt.date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class Visit:
    """One finished service, and its rating if the applicant gives one."""

    service: dict[str, object]
    served_at: dt.datetime
    rating: Rating | None


@dataclass(frozen=True, slots=True)
class _Counter:
    """A window and an item that it serves."""

    desk: Desk
    item: Item


def day(
    date: dt.date, *, seed: int, size: int, mixture: Mixture | None = None
) -> tuple[Visit, ...]:
    """``size`` visits of ``date``, 1 to 20 000, in the order in which they were served.

    On Saturdays and Sundays only the large halls are open, and the network. ValueError for
    another size.
    """
    if not 1 <= size <= _LARGEST_DAY:
        raise ValueError(f"a day has 1 to {_LARGEST_DAY} services")
    draw = seeded(f"{seed}/{date.isoformat()}")
    counters, weights = _counters(date.weekday() >= 5)
    chosen = draw.choices(counters, cum_weights=weights, k=size)
    first = (date - _EPOCH).days * _LARGEST_DAY
    visits = [
        _Maker(draw, date, seed, first + number, mixture or Mixture()).visit(counter)
        for number, counter in enumerate(chosen)
    ]
    return tuple(sorted(visits, key=lambda visit: visit.served_at))


def days(
    first: dt.date, last: dt.date, *, seed: int, size: int, mixture: Mixture | None = None
) -> Iterator[tuple[Visit, ...]]:
    """Every day from ``first`` to ``last``, both included; weekends have a seventh of the size."""
    for number in range((last - first).days + 1):
        date = first + dt.timedelta(days=number)
        share = max(1, size // 7) if date.weekday() >= 5 else size
        yield day(date, seed=seed, size=share, mixture=mixture)


@cache
def _counters(weekend: bool) -> tuple[list[_Counter], list[float]]:
    """All counters and their accumulated weights: a few are busy, many are quiet."""
    counters, weights = [], []
    rank: dict[tuple[str, str, str], int] = {}
    for desk in city().desks:
        place = desk.hall.office.place
        if weekend and (desk.hall.key != "main" or place.kind == "township"):
            continue
        row = (desk.hall.code, desk.office.code, desk.name)
        rank[row] = rank.get(row, 0) + 1
        demand = _TOWNSHIP if place.kind == "township" else _DEMAND[place.code[:6]]
        for item in desk.items:
            counters.append(_Counter(desk, item))
            # The window nearest to the entrance is always the busy one.
            weights.append(item.weight * demand / rank[row] ** 0.8)
    return counters, list(itertools.accumulate(weights))


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes one visit; ``ordinal`` is the number of the service since the epoch."""

    draw: random.Random
    date: dt.date
    seed: int
    ordinal: int
    mixture: Mixture

    def visit(self, counter: _Counter) -> Visit:
        """A visit to a counter: at it, at the hall's terminal, or to its page on the network."""
        draw, desk, item = self.draw, counter.desk, counter.item
        online = draw.random() < _ONLINE_SHARE.get(item.group, 0.08)
        terminal = not online and bool(desk.hall.terminals) and draw.random() < 0.04
        served = self._online_time() if online else self._office_time(self.date)
        person = self._applicant(item)
        service = self._service(item, person, online=online) | {
            **self._progress(item, served, online=online),
            **self._counter_fields(desk, online=online, terminal=terminal),
        }
        if item.variants and draw.random() < 0.8:
            service["taskHandleItem"] = draw.choice(item.variants)[0]
        at_window = not online and not terminal
        scene = Scene(
            item=item.name,
            hall=desk.hall.name,
            window=desk.number if at_window else "",
            online=online,
            company="agentCertNo" in person,
        )
        situation = Situation(scene, terminal, self._age(person), served)
        return Visit(service, served, rating(draw, situation, self.mixture))

    def _service(self, item: Item, person: dict[str, object], *, online: bool) -> dict[str, object]:
        return {
            "projectNo": self._case_number(item),
            "taskCode": item.code,
            "taskName": item.name,
            "subMatter": item.subject,
            "taskType": item.task_type,
            "orgCode": item.office.code,
            "orgName": item.office.name,
            "areaCode": item.office.place.code,
            "proChannel": 1 if online else 2,
            "projectType": item.project_type,
            **person,
        }

    def _case_number(self, item: Item) -> str:
        area = item.office.place.code[:6]
        return f"{area}{self.date:%Y%m%d}{self.seed % 10_000:04d}{self.ordinal % _LARGEST_DAY:05d}"

    def _applicant(self, item: Item) -> dict[str, object]:
        ordinal = self.ordinal + self.seed * 7_919
        if self.draw.random() < _COMPANY_SHARE.get(item.group, 0.0):
            area = item.office.place.code
            return company(self.draw, ordinal=ordinal, day=self.date, area=area).fields
        return natural_person(self.draw, ordinal=ordinal, day=self.date).fields

    def _age(self, person: dict[str, object]) -> int:
        number = str(person.get("agentCertNo") or person["certNo"])
        return self.date.year - int(number[6:10])

    def _counter_fields(self, desk: Desk, *, online: bool, terminal: bool) -> dict[str, object]:
        if online:
            return {}
        if terminal:
            number = self.draw.choice(desk.hall.terminals)
            return {"hallCode": desk.hall.code, "terminalNo": number}
        clerk: Clerk = self.draw.choice(desk.clerks)
        return {
            "hallCode": desk.hall.code,
            "windowNo": desk.number,
            "staffNo": clerk.number,
            "staffName": clerk.name,
        }

    def _progress(self, item: Item, served: dt.datetime, *, online: bool) -> dict[str, object]:
        """Stage, number and times of the service; what is promised ends some days later."""
        moment = display(served)
        chance = self.draw.random()
        base: dict[str, object] = {"serviceNumber": 1, "serviceTime": moment}
        if online and chance < 0.06:
            return base | {"serviceName": "申报", "proStatus": 1}
        if item.project_type == "1":
            opened = served.replace(hour=min(served.hour, 9), minute=0, second=0)
            accepted = max(opened, served - dt.timedelta(minutes=self.draw.randrange(4, 36)))
            times = {"acceptDate": display(accepted), "resultDate": moment}
            return base | {"serviceName": "办结", "proStatus": 3} | times
        if chance < 0.5:
            return base | {"serviceName": "受理", "proStatus": 2, "acceptDate": moment}
        before = self.date - dt.timedelta(days=self.draw.randrange(1, 15))
        times = {"acceptDate": display(self._office_time(before)), "resultDate": moment}
        return base | {"serviceNumber": 2, "serviceName": "办结", "proStatus": 3} | times

    def _office_time(self, date: dt.date) -> dt.datetime:
        start = self.draw.choices(_QUARTERS, cum_weights=_QUARTER_WEIGHTS)[0]
        return _at(date, start * 60 + self.draw.randrange(15 * 60))

    def _online_time(self) -> dt.datetime:
        """Between 7 and 23 o'clock, mostly in the morning and after supper."""
        hour = self.draw.choices((9.8, 15.2, 20.3), (45, 35, 20))[0]
        seconds = round(self.draw.gauss(hour, 1.4) * 3600)
        if not 7 * 3600 <= seconds < 23 * 3600:
            seconds = self.draw.randrange(7 * 3600, 23 * 3600)
        return _at(self.date, seconds)


def _at(date: dt.date, seconds: int) -> dt.datetime:
    return dt.datetime.combine(date, dt.time(), tzinfo=SHANGHAI) + dt.timedelta(seconds=seconds)
