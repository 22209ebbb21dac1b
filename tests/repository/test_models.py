"""What every table must say about itself: personal fields, append-only, privileges."""

import psycopg
import pytest
from django.apps import apps
from django.db.models import Field, Model

from haochaping.core.postgres.grants import append_only_tables
from tests.fixtures.databases import CommittedDatabase

_OURS = [model for model in apps.get_models() if model.__module__.startswith("haochaping.")]


def _names(model: type[Model]) -> set[str]:
    return {field.name for field in model._meta.get_fields() if isinstance(field, Field)}


@pytest.mark.parametrize("model", _OURS, ids=lambda model: model._meta.label)
def test_every_field_is_classified_as_personal_or_not(model: type[Model]) -> None:
    personal = set(getattr(model, "personal_fields", {}))
    other = set(getattr(model, "non_personal_fields", ()))

    assert personal & other == set(), "classified twice"
    assert _names(model) - personal - other == set(), "nobody said whether these are personal"
    assert personal | other <= _names(model), "classified, and not there"


@pytest.mark.parametrize("model", _OURS, ids=lambda model: model._meta.label)
def test_every_personal_field_says_how_it_is_protected(model: type[Model]) -> None:
    reasons: dict[str, str] = getattr(model, "personal_fields", {})

    assert all(reason.strip() for reason in reasons.values())


def test_what_was_rated_ruled_logged_and_stepped_can_only_be_added_to() -> None:
    assert set(append_only_tables()) >= {
        "audit_entry",
        "core_event_log",
        "ratings_default",
        "ratings_rating",
        "ratings_ruling",
        "workorders_step",
    }


def test_the_applications_role_changes_everything_but_what_is_only_added_to(
    committed_db: CommittedDatabase,
) -> None:
    with psycopg.connect(committed_db.app_url) as session:
        rows = session.execute(
            """
            SELECT relname,
              has_table_privilege(oid, 'INSERT'),
              has_table_privilege(oid, 'UPDATE') OR has_table_privilege(oid, 'DELETE'),
              has_table_privilege(oid, 'TRUNCATE') OR pg_has_role(relowner, 'USAGE')
            FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
            """
        ).fetchall()

    assert {name for name, insert, _, _ in rows if not insert} == set()
    assert {name for name, _, change, _ in rows if not change} == set(append_only_tables())
    assert {name for name, _, _, own in rows if own} == set()


def test_each_append_only_table_refuses_even_its_owner(committed_db: CommittedDatabase) -> None:
    with psycopg.connect(committed_db.url, autocommit=True) as session:
        for table in append_only_tables():
            with pytest.raises(psycopg.errors.RaiseException, match="only ever added"):
                session.execute(f"TRUNCATE {table} CASCADE")


def test_the_auditor_reads_figures_but_no_secrets(committed_db: CommittedDatabase) -> None:
    with psycopg.connect(committed_db.url) as session:
        rows = session.execute(
            """
            SELECT relname, has_table_privilege('haochaping_auditor', oid, 'SELECT'),
              has_table_privilege('haochaping_auditor', oid, 'INSERT')
            FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
            """
        ).fetchall()

    readable = {name for name, reads, _ in rows if reads}
    assert {"ratings_rating", "ratings_ruling", "cases_service", "core_event_log"} <= readable
    assert not {name for name in readable if name.startswith(("identity_", "django_session"))}
    assert {name for name, _, writes in rows if writes} == set()
