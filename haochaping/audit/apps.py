"""Django's entry for the audit area."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Registers the table of audit entries."""

    name = "haochaping.audit"
    label = "audit"
