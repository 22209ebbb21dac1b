"""Periodic work on ratings; ``config/schedule.py`` says when."""

import datetime as dt

from haochaping.core.clock import now
from haochaping.core.models import IdempotencyKey
from haochaping.ratings import defaults

_KEYS_KEPT = dt.timedelta(days=8)


def sweep_defaults() -> int:
    """Give every service that is due its default rating; answers how many were made."""
    return defaults.sweep_all(at=now())


def forget_idempotency_keys() -> int:
    """Remove keys older than 8 days; answers how many."""
    removed, _ = IdempotencyKey.objects.filter(at__lt=now() - _KEYS_KEPT).delete()
    return removed
