"""Django's entry for the identity area."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Registers the tables of staff accounts and calling systems."""

    name = "haochaping.identity"
    label = "identity"
