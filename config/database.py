"""Which database the node's sessions use: a named one, or the embedded one of its data directory.

``HAOCHAPING_DATABASE_URL`` names an external PostgreSQL. Without it the address of the embedded
one is derived from the data directory; starting it is the command line's work, not Django's.
"""

from collections.abc import Mapping
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from haochaping.core.node import NodeSettings


def database_settings(environment: Mapping[str, str], node: NodeSettings) -> dict[str, Any]:
    """Django's settings for the application's sessions."""
    url = environment.get("HAOCHAPING_DATABASE_URL")
    if url is None:
        from haochaping.core.postgres.address import embedded_url

        url = embedded_url(node.data_dir)
    return from_url(url)


def from_url(url: str) -> dict[str, Any]:
    """Django's settings for a libpq URL; further libpq parameters travel in OPTIONS."""
    parts: dict[str, Any] = dict(conninfo_to_dict(url))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", "haochaping"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # Hot statements are prepared once per session and then cost no planning.
        "OPTIONS": parts | {"server_side_binding": True, "prepare_threshold": 3},
        "TEST": {"NAME": None},
    }
