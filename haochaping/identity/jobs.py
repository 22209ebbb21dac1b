"""Periodic work of the identity area; it may run at any time and any number of times."""

from axes.models import AccessAttempt
from django.conf import settings

from haochaping.core.clock import now


def forget_attempts() -> None:
    """Forget wrong passwords that count no more, with whatever was typed as a login."""
    AccessAttempt.objects.filter(attempt_time__lt=now() - settings.AXES_COOLOFF_TIME).delete()
