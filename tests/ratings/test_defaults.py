"""Default ratings (article 9): when they fall due, what they never do, what supersedes them."""

import datetime as dt

import time_machine

from haochaping.cases.models import LateService
from haochaping.core.clock import SHANGHAI, day_start, now
from haochaping.core.models import EventInbox
from haochaping.ratings import defaults
from haochaping.ratings.models import DefaultRating, Rating
from tests.fixtures.city import Push
from tests.ratings.test_intake import rate, sms_ticket

SERVED = dt.datetime(2026, 11, 2, 10, 0, tzinfo=SHANGHAI)


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


def pushed_on_the_day(push: Push, number: str = "A1") -> None:
    with time_machine.travel(SERVED + dt.timedelta(hours=1), tick=False):
        push(number)


def test_it_falls_due_when_the_seventh_natural_day_has_ended(push: Push) -> None:
    pushed_on_the_day(push)
    assert defaults.sweep_all(at=at(9, 23, 59)) == 0
    assert defaults.sweep_all(at=at(10, 0)) == 1
    default = DefaultRating.objects.get()
    assert (default.level, default.day) == (3, dt.date(2026, 11, 9))
    assert Rating.objects.count() == 0
    event = EventInbox.objects.get(kind="defaults.made")
    (counted,) = event.payload["counts"]
    named = dict(zip(event.payload["columns"], counted, strict=True))
    assert (named["day"], named["n"]) == ("2026-11-09", 1)
    assert named["org"] == push("A2").item.org_code  # type: ignore[union-attr]


def test_sweeping_again_makes_nothing_more(push: Push) -> None:
    pushed_on_the_day(push)
    assert defaults.sweep_all(at=at(10, 0)) == 1
    assert defaults.sweep_all(at=at(20, 0)) == 0


def test_a_rated_service_gets_none(push: Push) -> None:
    with time_machine.travel(SERVED + dt.timedelta(hours=1), tick=False):
        ticket = push("A1").ticket
        assert ticket is not None
        assert rate(sms_ticket(ticket)).created
    assert defaults.sweep_all(at=at(20, 0)) == 0
    assert DefaultRating.objects.count() == 0


def test_a_real_rating_later_supersedes_it(push: Push) -> None:
    with time_machine.travel(SERVED + dt.timedelta(hours=1), tick=False):
        ticket = push("A1").ticket
        assert ticket is not None
    defaults.sweep_all(at=at(10, 0))
    with time_machine.travel(at(12, 9), tick=False):
        assert rate(sms_ticket(ticket), 5).created
    accepted = EventInbox.objects.get(kind="rating.accepted")
    assert accepted.payload["supersedes_default_day"] == "2026-11-09"
    assert DefaultRating.objects.count() == 1


def test_a_service_told_too_late_is_taken_at_once(push: Push) -> None:
    """The walk has passed its day already, so it is kept apart and taken first."""
    pushed_on_the_day(push)
    assert defaults.sweep_all(at=at(12, 0)) == 1
    long_ago = (SERVED - dt.timedelta(days=9)).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    push("OLD", serviceTime=long_ago, acceptDate=long_ago, resultDate=long_ago)
    assert LateService.objects.count() == 1
    assert defaults.sweep_all(at=now()) == 1
    assert LateService.objects.count() == 0


def test_the_sweep_goes_on_where_it_stopped(push: Push) -> None:
    for number in ("A1", "A2", "A3", "A4", "A5"):
        pushed_on_the_day(push, number)
    moment = day_start(dt.date(2026, 11, 10))
    assert [defaults.sweep(at=moment, limit=2).made for _ in range(4)] == [2, 2, 1, 0]
    assert DefaultRating.objects.count() == 5


def test_a_change_that_puts_a_service_behind_the_walk_is_not_forgotten(push: Push) -> None:
    """Its new due day has been walked past, so it is kept apart like one that came too late."""
    pushed_on_the_day(push)
    with time_machine.travel(at(9, 12), tick=False):
        push("B1", **served("2026-11-09 11:00:00"))
    assert defaults.sweep_all(at=at(10, 0)) == 1
    with time_machine.travel(at(10, 9), tick=False):
        assert push("B1", **served("2026-11-01 11:00:00")).status == "updated"
    assert LateService.objects.count() == 1
    assert defaults.sweep_all(at=at(10, 9)) == 1
    assert DefaultRating.objects.filter(day=dt.date(2026, 11, 8)).exists()


def served(moment: str) -> dict[str, str]:
    """All times of a service at one moment."""
    return {"serviceTime": moment, "acceptDate": moment, "resultDate": moment}
