"""Django's entry for operations."""

import os
from pathlib import Path

from django.apps import AppConfig


class OpsConfig(AppConfig):
    """Turns on the log of the part of a node that this process is, if it is one."""

    name = "haochaping.ops"
    label = "ops"

    def ready(self) -> None:
        """Set up the part that ``HAOCHAPING_PART`` names: its log, and a web process's watcher."""
        part = os.environ.get("HAOCHAPING_PART")
        if part is None:
            return
        from haochaping.ops.logs import configure

        configure(Path(os.environ.get("HAOCHAPING_DATA", "./var")), part)
        if part == "web":
            from haochaping.ops.tether import end_with_watcher

            end_with_watcher()
