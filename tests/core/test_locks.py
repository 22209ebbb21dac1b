"""Locks on services, between real sessions: who waits for whom."""

from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import UUID

import psycopg
import pytest
from django.db import connection, transaction

from haochaping.core import locks

if TYPE_CHECKING:
    from tests.fixtures.databases import CommittedDatabase

# Both halves of the range of keys: half of one is a negative number.
KEYS = (UUID(int=1 << 127 | 5), UUID(int=7 << 64))


@pytest.fixture
def other(committed_db: "CommittedDatabase") -> Iterator[psycopg.Connection]:
    """Another session, which gives up at once instead of waiting."""
    with psycopg.connect(committed_db.app_url) as session:
        session.execute("SET lock_timeout = '50ms'")
        session.commit()
        yield session


def share(keys: tuple[UUID, ...] = KEYS) -> None:
    with connection.cursor() as cursor:
        cursor.execute(*locks.sharing(keys))


def told_to_wait(other: psycopg.Connection, statement: str, number: int) -> bool:
    """Whether the other session would have to wait."""
    try:
        other.execute(statement, [number])
    except psycopg.errors.LockNotAvailable:
        return True
    finally:
        other.rollback()
    return False


OWN = "SELECT pg_advisory_xact_lock(%s)"
SHARE = "SELECT pg_advisory_xact_lock_shared(%s)"


@pytest.mark.parametrize("key", KEYS)
def test_ratings_share_a_service_and_keep_changes_out(other: psycopg.Connection, key: UUID) -> None:
    number = locks.sharing([key])[1][0][0]
    with transaction.atomic():
        share()
        assert not told_to_wait(other, SHARE, number)
        assert told_to_wait(other, OWN, number)
    assert not told_to_wait(other, OWN, number)


def test_who_changes_a_service_is_alone(other: psycopg.Connection) -> None:
    number = locks.sharing(KEYS[:1])[1][0][0]
    with transaction.atomic():
        locks.own_services(KEYS)
        assert told_to_wait(other, SHARE, number)
    assert not told_to_wait(other, SHARE, number)


def test_the_sweep_and_those_who_add_meet_at_the_fence(other: psycopg.Connection) -> None:
    with transaction.atomic():
        locks.share_fence()
        assert not told_to_wait(other, SHARE, locks.FENCE)
        assert told_to_wait(other, OWN, locks.FENCE)
    with transaction.atomic():
        locks.own_fence()
        assert told_to_wait(other, SHARE, locks.FENCE)


def test_locks_are_taken_in_one_order() -> None:
    forwards, backwards = locks.sharing(KEYS)[1][0], locks.sharing(KEYS[::-1])[1][0]
    assert forwards == backwards == sorted(forwards)
    assert len(locks.sharing(KEYS + KEYS)[1][0]) == len(KEYS)


def test_nothing_to_lock_asks_nothing(committed_db: "CommittedDatabase") -> None:
    with connection.execute_wrapper(lambda *_: pytest.fail("asked the database")):
        locks.own_services([])
