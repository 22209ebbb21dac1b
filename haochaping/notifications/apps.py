"""Django's entry for the notifications area."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Registers the outbox, and the reader of events that fills it."""

    name = "haochaping.notifications"
    label = "notifications"

    def ready(self) -> None:
        """Register the reader by importing it."""
        from haochaping.notifications import readers  # noqa: F401
