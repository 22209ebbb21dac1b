"""Django's entry for the identity area."""

from importlib import import_module

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Registers the tables of staff accounts and calling systems."""

    name = "haochaping.identity"
    label = "identity"

    def ready(self) -> None:
        """Listen to sign-ins."""
        import_module("haochaping.identity.sessions")
        import_module("haochaping.identity.signins")
