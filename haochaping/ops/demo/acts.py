"""The acts of the sample day, each through the doors that everybody uses."""

import datetime as dt
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from haochaping.core.clock import business_day, now
from haochaping.ops.demo.client import Client, DemoFailed
from haochaping.ops.sample.day import Visit, day
from haochaping.ops.sample.raters import Mixture

SERVICES = 420
OVERDUE = 60
_PUSH = 200
_SEEN_SECONDS = 20
# A little worse than a real day, so that a small one has something to mend.
_MIXTURE = Mixture(rated=0.62, negative=0.02, with_text=0.25)


@dataclass
class Played:
    """The day in figures."""

    services: int = 0
    by_interface: int = 0
    by_page: int = 0
    defaults: int = 0
    negative: int = 0
    closed_order: str = ""
    receipt: str = ""
    open_link: str = ""


class Day:
    """One day, played against a node that answers at ``base_url``."""

    def __init__(
        self, base_url: str, data: Path, described: dict[str, list[dict[str, Any]]], *, seed: int
    ) -> None:
        app = next(each for each in described["apps"] if each["kind"] == "business")
        self._client = Client(base_url, app["appId"], app["secret"])
        self._sms = data / "sms.jsonl"
        self._seed = seed
        self._read = self._sms.stat().st_size if self._sms.exists() else 0
        self.played = Played()

    def play(self, date: dt.date) -> Iterator[str]:
        """Play all acts; yields a line of progress for each."""
        old = day(date - dt.timedelta(days=12), seed=self._seed, size=OVERDUE, mixture=_MIXTURE)
        self._push(old)
        yield f"{len(old)} services of 12 days ago, which nobody rated"
        visits = day(date, seed=self._seed, size=SERVICES, mixture=_MIXTURE)
        tickets = self._push(visits)
        yield f"{len(visits)} services of {date.isoformat()} pushed over the signed interface"
        for done, total in self._rate(visits, tickets):
            yield f"{done} of {total} raters have rated"
        yield "a bad rating is dispatched, verified, rectified, answered and closed"
        self._mend()
        yield "default ratings fall due for what nobody rated in 7 days (article 9)"

    def _push(self, visits: tuple[Visit, ...]) -> list[str]:
        """Push services in batches; the tickets, in the order of the visits."""
        tickets: list[str] = []
        for start in range(0, len(visits), _PUSH):
            items = [visit.service for visit in visits[start : start + _PUSH]]
            answer = self._client.signed("POST", "/api/v1/services", {"services": items})
            for result in answer["results"]:
                if result["error"]:
                    raise DemoFailed(f"a service was refused: {result}")
                tickets.append(result["ticket"])
        self.played.services += len(visits)
        return tickets

    def _rate(self, visits: tuple[Visit, ...], tickets: list[str]) -> Iterator[tuple[int, int]]:
        """Everybody who rates, over the interface or, one in eight, on the page."""
        raters = [(visit, ticket) for visit, ticket in zip(visits, tickets, strict=True)]
        rating = [each for each in raters if each[0].rating is not None and _reachable(each[0])]
        for number, (visit, ticket) in enumerate(rating, 1):
            assert visit.rating is not None
            if number % 8 == 0:
                self._rate_on_page(ticket, visit.rating.fields)
            else:
                self._rate_over_interface(ticket, visit.rating.fields)
            self.played.negative += visit.rating.level <= 2
            if number % 100 == 0 or number == len(rating):
                yield number, len(rating)
        self.played.open_link = next(
            f"{self._client.base_url}/r/{ticket}" for visit, ticket in raters if not visit.rating
        )

    def _rate_over_interface(self, ticket: str, fields: dict[str, Any]) -> None:
        code = self._code(ticket)
        body = fields | {"ticket": ticket, "code": code}
        self.played.receipt = self._client.open("POST", "/api/v1/ratings", body)["receipt"]
        self.played.by_interface += 1

    def _rate_on_page(self, ticket: str, fields: dict[str, Any]) -> None:
        page = self._client.page(f"/r/{ticket}?pf=2")
        form: dict[str, Any] = {
            "satisfaction": str(fields["satisfaction"]),
            "evalDetail": fields.get("evalDetail", []),
            "writingEvaluation": fields.get("writingEvaluation", ""),
            "pf": "2",
        }
        page.post(f"/r/{ticket}/code", form)
        done = page.post(f"/r/{ticket}", form | {"code": self._last_code()})
        if "/thanks/" not in done.headers.get("location", ""):
            raise DemoFailed(f"the page did not take a rating: {done.status_code}")
        self.played.by_page += 1

    def _code(self, ticket: str) -> str:
        """Ask for a one-time code and read it from the rater's own telephone."""
        self._client.open("POST", f"/api/v1/tickets/{ticket}/code")
        return self._last_code()

    def _last_code(self) -> str:
        with self._sms.open(encoding="utf-8") as stream:
            stream.seek(self._read)
            lines = stream.read().splitlines()
            self._read = stream.tell()
        for line in reversed(lines):
            found = re.search(r"(?<!\d)\d{6}(?!\d)", json.loads(line)["text"])
            if found:
                return found[0]
        raise DemoFailed("no code arrived")

    def _mend(self) -> None:
        """Bring the newest order to closure, as a department's own system would."""
        orders = self._client.signed("GET", "/api/v1/workorders")["workorders"]
        if not orders:
            raise DemoFailed("no bad rating became an order")
        no = orders[0]["no"]
        for step, comment in _STEPS:
            body = {"step": step, "comment": comment}
            self._client.signed("POST", f"/api/v1/workorders/{no}/steps", body)
        self.played.closed_order = no

    def wait_for_figures(self) -> None:
        """Wait for the roll-ups after the sweep, as a reader of the results would by reloading."""
        deadline = time.monotonic() + _SEEN_SECONDS
        while time.monotonic() < deadline:
            answer = self._client.open("GET", "/api/v1/public/results?period=" + _this_year())
            self.played.defaults = answer["apart"][0]["defaults"]
            if self.played.defaults:
                return
            time.sleep(0.5)


def _reachable(visit: Visit) -> bool:
    """Whether a code can be sent; those without a number on file rate at the hall."""
    return bool(visit.service.get("mobile") or visit.service.get("agentMobile"))


def _this_year() -> str:
    return business_day(now()).strftime("%Y")


_STEPS = (
    ("dispatch", "请核对当日窗口排班和叫号记录。"),
    ("uphold", "调阅当日监控和叫号记录，评价人反映的情况属实，责任在窗口安排。"),
    ("rectify", "已增开一个综合窗口，并对当班人员进行业务培训，午间安排轮班不停办。"),
    ("feed-back", "您反映的情况属实，我们向您致歉。窗口已增开，午间也有人值班，欢迎您再次监督。"),
    ("close", "整改到位，已向评价人反馈。"),
)
