"""Statements that matter lie in ``.sql`` files beside the code that runs them."""

from functools import cache
from importlib.resources import files


@cache
def statement(package: str, name: str) -> str:
    """The text of ``sql/<name>.sql`` in ``package``, e.g. ``("haochaping.core", "sequence")``."""
    return (files(package) / "sql" / f"{name}.sql").read_text(encoding="utf-8")
