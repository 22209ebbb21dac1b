"""How long a sign-in lasts: 8 hours in all, 30 minutes without doing anything.

Both are kept by the server; the cookie itself ends with the browser. Signing in makes a new
session; a changed password and an ended account end the sessions they had (Django's own checks).
"""

import time
from collections.abc import Callable
from typing import Any, Literal

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

LONGEST_SECONDS = 8 * 3600
IDLE_SECONDS = 30 * 60
# Writing the session at every click would cost a row version each time.
_NOTED_SECONDS = 60

SIGNED_IN, SEEN, ENDED = "signed_in_at", "seen_at", "ended"
Reason = Literal["too-long", "idle"]


@receiver(user_logged_in)
def start(sender: Any, request: HttpRequest, **more: Any) -> None:
    """Note when the session began."""
    request.session[SIGNED_IN] = request.session[SEEN] = int(time.time())


class SessionRules:
    """Ends sessions by their age, and asks for a new password where one is due."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request, as nobody if the session is over."""
        # Without the cookie nobody is signed in, and the answer need not vary by it.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            reason = _over(request)
            if reason:
                logout(request)
                request.session[ENDED] = reason
            else:
                _note(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], arguments: Any, named: Any
    ) -> HttpResponseBase | None:
        """A first password, or one that somebody else set, must be changed before anything else."""
        if not getattr(view, "login_required", True) or getattr(view, "before_password", False):
            return None
        if request.user.is_authenticated and request.user.must_change_password:
            return redirect("password")
        return None


def before_password(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a page as open to somebody whose password must be changed first."""
    view.before_password = True  # type: ignore[attr-defined]
    return view


def _over(request: HttpRequest) -> Reason | None:
    moment = time.time()
    if moment - request.session.get(SIGNED_IN, 0) > LONGEST_SECONDS:
        return "too-long"
    if moment - request.session.get(SEEN, 0) > IDLE_SECONDS:
        return "idle"
    return None


def _note(request: HttpRequest) -> None:
    moment = int(time.time())
    if moment - request.session[SEEN] >= _NOTED_SECONDS:
        request.session[SEEN] = moment
