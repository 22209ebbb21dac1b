"""The roles and the database of an embedded cluster, made once by the superuser."""

from pathlib import Path

import psycopg
from psycopg import sql

from haochaping.core.postgres.address import (
    ADMIN,
    APP,
    AUDITOR,
    DATABASE,
    OWNER,
    passwords,
    role_url,
)


def ensure_roles(data_dir: Path) -> None:
    """Make owner, application, auditor and the database, as far as they are missing."""
    secrets = passwords(data_dir)
    with psycopg.connect(role_url(data_dir, ADMIN, "postgres"), autocommit=True) as session:
        for role in (OWNER, APP):
            known = session.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
            if known is None:
                session.execute(
                    sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                        sql.Identifier(role), sql.Literal(secrets[role])
                    )
                )
        known = session.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [AUDITOR]).fetchone()
        if known is None:
            # Nobody signs in as the auditor until the operator makes an account a member of it.
            session.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(AUDITOR)))
        known = session.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
        ).fetchone()
        if known is None:
            session.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(DATABASE), sql.Identifier(OWNER)
                )
            )
