"""Django's entry for the work orders area."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class WorkordersConfig(AppConfig):
    """Registers the tables, and the opening of orders with the writer of ratings."""

    name = "haochaping.workorders"
    label = "workorders"

    def ready(self) -> None:
        """Hang the orders' opening into the writer's transaction (design §4, last sentence)."""
        from haochaping.ratings import intake
        from haochaping.workorders.opening import open_orders

        intake.on_negative(open_orders)
        post_migrate.connect(_fill_in, sender=self)


def _fill_in(**kwargs: Any) -> None:
    """After each migration: the time limits and the published calendar that are still missing.

    Not a migration, because the calendar package learns a new year every winter.
    """
    from haochaping.core.calendar import add_missing_years
    from haochaping.workorders.clocks import add_missing_rules

    add_missing_years()
    add_missing_rules()
