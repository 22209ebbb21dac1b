"""Privileges in the tables, derived from the models: append-only ones refuse change and removal."""

from importlib.resources import files
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import transaction

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

# Tables whose rows are sign-in secrets or queues: nothing in them is a figure to recount.
_UNAUDITED_PREFIXES = ("django_session", "axes_", "identity_", "procrastinate_")


def append_only_tables() -> list[str]:
    """The tables of models that say ``append_only = True``."""
    return sorted(
        model._meta.db_table  # noqa: SLF001 (the documented way to a model's table)
        for model in apps.get_models()
        if getattr(model, "append_only", False)
    )


def apply_grants(connection: "BaseDatabaseWrapper") -> None:
    """Bring the privileges of all tables up to date; the session is that of their owner."""
    script = (files("haochaping.core.postgres") / "scripts" / "grants.sql").read_text("utf-8")
    present = set(connection.introspection.table_names())
    lists = {
        "haochaping.append_only": [name for name in append_only_tables() if name in present],
        "haochaping.unaudited": sorted(
            name for name in present if name.startswith(_UNAUDITED_PREFIXES)
        ),
    }
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for setting, names in lists.items():
            cursor.execute(
                "SELECT set_config(%s, %s, true)", [setting, "{" + ",".join(names) + "}"]
            )
        cursor.execute(script)
