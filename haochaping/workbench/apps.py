"""Django's entry for the workbench."""

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    """Registers the translations of the workbench; it has no tables."""

    name = "haochaping.workbench"
    label = "workbench"
