"""Django's entry for the core."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Registers the core's tables."""

    name = "haochaping.core"
    label = "core"
