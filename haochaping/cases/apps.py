"""Django's entry for the cases area."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Registers the tables of services, persons and one-time codes."""

    name = "haochaping.cases"
    label = "cases"
