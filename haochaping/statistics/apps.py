"""Django's entry for the statistics area."""

from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    """Registers the roll-up table and the reader that fills it."""

    name = "haochaping.statistics"
    label = "statistics"

    def ready(self) -> None:
        """Importing the module registers its reader."""
        from haochaping.statistics import readers  # noqa: F401
