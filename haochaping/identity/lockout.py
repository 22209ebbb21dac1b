"""Lock-out after wrong passwords: by login and address together, kept by django-axes.

Together, so that a stranger who guesses cannot lock out the account's owner, and one colleague's
mistakes lock nobody else behind the same office address.
"""

import datetime as dt
from collections.abc import Sequence

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest

from haochaping.audit.middleware import client_address
from haochaping.core.clock import now


def locked_until(login: str, address: str | None) -> dt.datetime | None:
    """When the next try is possible; None when it is possible now.

    As axes counts: tries of the last AXES_COOLOFF_TIME, whatever browser they came from.
    """
    pause: dt.timedelta = settings.AXES_COOLOFF_TIME
    left: int = settings.AXES_FAILURE_LIMIT
    counted = AccessAttempt.objects.filter(
        username=login, ip_address=address, attempt_time__gte=now() - pause
    )
    # The lock ends when the try that completed the number, counted from the newest, is forgotten.
    for attempt in counted.order_by("-attempt_time"):
        left -= attempt.failures_since_start
        if left <= 0:
            ended: dt.datetime = attempt.attempt_time + pause
            return ended
    return None


def locked_logins(logins: Sequence[str]) -> frozenset[str]:
    """Those of ``logins`` that are locked for some address at present."""
    counted = AccessAttempt.objects.filter(
        username__in=logins, attempt_time__gte=now() - settings.AXES_COOLOFF_TIME
    )
    failures = counted.values("username", "ip_address").annotate(n=Sum("failures_since_start"))
    shut_out = failures.order_by().filter(n__gte=settings.AXES_FAILURE_LIMIT)
    return frozenset(shut_out.values_list("username", flat=True))


def forget(login: str) -> int:
    """Drop the wrong tries of a login from every address; answers from how many."""
    removed: int = AccessAttempt.objects.filter(username=login).delete()[0]
    return removed


def address_of(request: HttpRequest) -> str | None:
    """The address that axes counts under."""
    return client_address(request) or None
