"""What is recorded of signing in and out: successes, lock-outs, ends; never a password or a guess.

A single wrong password is kept by axes for the length of the lock-out only: what people type into
the login field by mistake, a password say, has no place in a log for ever.
"""

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from haochaping.audit.actions import record
from haochaping.core.actor import SYSTEM
from haochaping.identity.models import User


@receiver(user_logged_in)
def _signed_in(sender: Any, user: User, **more: Any) -> None:
    record(by=user.actor, action="account:sign-in", object=user.login)


@receiver(user_logged_out)
def _signed_out(sender: Any, user: User | None, **more: Any) -> None:
    if user is not None:
        record(by=user.actor, action="account:sign-out", object=user.login)


@receiver(user_locked_out)
def _locked_out(sender: Any, request: HttpRequest, username: str | None, **more: Any) -> None:
    # Later tries during the lock-out say nothing new, and would let a stranger fill the log.
    if getattr(request, "axes_failures_since_start", None) is None:
        return
    known = User.objects.filter(login=username or "").exists()
    record(by=SYSTEM, action="account:lock", object=username if username and known else "unknown")
