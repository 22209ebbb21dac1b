"""Periodic jobs: every row can run, every tick is deferred once, whatever happens to the clock."""

import asyncio
import datetime as dt

import pytest
from django.db import connection
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from config.schedule import SCHEDULE
from haochaping.core.clock import SHANGHAI
from haochaping.ops.periodic import Periodic, own_sessions, register
from haochaping.ops.scheduler import defer_due, last_tick
from tests.fixtures.databases import CommittedDatabase

_NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=SHANGHAI)


@pytest.fixture(scope="module", autouse=True)
def registered() -> None:
    """The queue of this process knows the periodic jobs, as a scheduler's does."""
    if SCHEDULE[0].name not in app.tasks:
        register(app)


@pytest.mark.parametrize("row", SCHEDULE, ids=lambda row: row.name)
def test_every_row_names_a_job_that_exists_and_says_why(row: Periodic) -> None:
    assert callable(import_string(row.job))
    assert last_tick(row.cron, _NOON) <= _NOON
    assert row.why
    assert app.tasks[row.name].queueing_lock == row.name
    assert app.tasks[row.name].lock is None


def test_names_are_given_once() -> None:
    assert len({row.name for row in SCHEDULE}) == len(SCHEDULE)


@pytest.mark.parametrize(
    ("cron", "tick"),
    [
        ("20 3 * * *", dt.datetime(2026, 11, 24, 3, 20, tzinfo=SHANGHAI)),
        ("0 12 * * *", _NOON),
        ("1 12 * * *", dt.datetime(2026, 11, 23, 12, 1, tzinfo=SHANGHAI)),
    ],
)
def test_a_row_is_read_in_shanghai(cron: str, tick: dt.datetime) -> None:
    assert last_tick(cron, _NOON.astimezone(dt.UTC)) == tick


def _defer(*moments: dt.datetime, forget: bool = False) -> list[list[str]]:
    """What a scheduler defers when it looks at each of the moments; ``forget``: restarted."""

    async def look() -> list[list[str]]:
        found = []
        deferred: dict[str, dt.datetime] = {}
        with own_sessions(app) as queue:
            async with queue.open_async():
                for moment in moments:
                    if forget:
                        deferred = {}
                    found.append(await defer_due(queue, deferred, moment))
        return found

    return asyncio.run(look())


def _work_off() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded'")


def test_a_tick_is_deferred_once_also_by_a_scheduler_that_was_started_again(
    committed_db: CommittedDatabase,
) -> None:
    everything = {row.name for row in SCHEDULE}
    first, second = _defer(_NOON, _NOON, forget=True)
    assert set(first) == everything
    assert second == []
    _work_off()
    assert _defer(_NOON) == [[]]


def test_a_clock_that_was_set_back_defers_nothing_again(committed_db: CommittedDatabase) -> None:
    _defer(_NOON)
    _work_off()
    back = [_NOON - dt.timedelta(seconds=seconds) for seconds in (0, 30, 50)]
    assert _defer(*back)[0] == []
    (again,) = _defer(_NOON)
    assert again == []


def test_after_two_days_of_standstill_each_job_runs_once(committed_db: CommittedDatabase) -> None:
    _defer(_NOON - dt.timedelta(days=2))
    _work_off()
    (caught_up,) = _defer(_NOON)
    assert sorted(caught_up) == sorted(row.name for row in SCHEDULE)


def test_a_job_that_waits_is_not_queued_twice(committed_db: CommittedDatabase) -> None:
    _defer(_NOON)
    assert _defer(_NOON + dt.timedelta(days=1)) == [[]]
