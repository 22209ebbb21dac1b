"""The roles of the database: what the application cannot do even when it wants to."""

import psycopg
import pytest

from tests.fixtures.databases import CommittedDatabase


def test_the_application_can_add_to_the_event_log_but_not_change_it(
    committed_db: CommittedDatabase,
) -> None:
    with psycopg.connect(committed_db.app_url, autocommit=True) as session:
        session.execute(
            "INSERT INTO core_event_log (position, kind, payload, at) VALUES (1, 'x', '{}', now())"
        )
        for forbidden in (
            "UPDATE core_event_log SET kind = 'y'",
            "DELETE FROM core_event_log",
            "TRUNCATE core_event_log",
            "ALTER TABLE core_event_log DISABLE TRIGGER ALL",
            "DROP TABLE core_event_log",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                session.execute(forbidden)
        assert session.execute("SELECT kind FROM core_event_log").fetchall() == [("x",)]
