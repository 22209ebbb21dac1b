"""Signing in and out, the own password, the own account."""

import datetime as dt

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from haochaping.core.clock import SHANGHAI, now
from haochaping.core.errors import Refusal
from haochaping.identity import actions, lockout
from haochaping.identity.models import User
from haochaping.identity.perms import signed_in
from haochaping.identity.roles import ROLES
from haochaping.identity.sessions import ENDED, before_password
from haochaping.workbench.account.forms import PasswordForm, SignInForm

_PAGE = "workbench/account/sign_in.html"


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask who it is. Whether a login exists cannot be told from the answer or its time."""
    if request.method == "GET":
        if request.user.is_authenticated:
            return redirect(_next(request))
        return _asked(request, SignInForm(), ended=request.session.pop(ENDED, None))
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _asked(request, form, status=422)
    user = authenticate(request, **form.cleaned_data)
    if not isinstance(user, User):
        form.add_error(None, _("Login or password is wrong."))
        return _asked(request, form, status=422)
    login(request, user)
    return redirect("password" if user.must_change_password else _next(request))


def locked(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, str] | None
) -> HttpResponse:
    """What axes answers with while a login is locked for an address: until when."""
    name = (credentials or {}).get("login", "")
    until = lockout.locked_until(name, lockout.address_of(request)) or now()
    # Rounded up, so that who comes back at that minute is let in.
    shown = (until + dt.timedelta(seconds=59)).astimezone(SHANGHAI)
    page = render(request, "workbench/account/locked.html", {"until": shown}, status=429)
    page["Retry-After"] = str(max(1, int((until - now()).total_seconds()) + 1))
    return page


@never_cache
@before_password
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    logout(request)
    request.session[ENDED] = "signed-out"
    return redirect("sign-in")


@never_cache
@before_password
@sensitive_post_parameters("present", "password", "again")
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Choose a new password; other devices are signed out."""
    user = signed_in(request)
    form = PasswordForm(user, request.POST) if request.method == "POST" else PasswordForm(user)
    if form.is_bound and form.is_valid():
        try:
            changed = actions.set_password(
                user=user, password=form.cleaned_data["password"], by=user.actor
            )
        except Refusal as refusal:
            for error in refusal.errors:
                form.add_error("password", error.message)
        else:
            update_session_auth_hash(request, changed)
            messages.success(request, _("Your password was changed. Other devices are signed out."))
            return redirect("account")
    context = {"form": form, "must": user.must_change_password, "rules": _rules()}
    status = 422 if form.errors else 200
    return render(request, "workbench/account/password.html", context, status=status)


@never_cache
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Who I am here: my office, my roles in words, what they let me do and where."""
    user = signed_in(request)
    assignments = user.assignments.select_related("organisation", "organisation__region")
    shown = sorted(assignments, key=lambda each: list(ROLES).index(each.role))
    return render(request, "workbench/account/account.html", {"user": user, "assignments": shown})


def _asked(
    request: HttpRequest, form: SignInForm, *, ended: str | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "ended": ended, "next": _given_next(request)}
    page = render(request, _PAGE, context, status=status)
    if request.headers.get("HX-Request"):
        # A fragment of some page asked; the whole window must go to signing in.
        page["HX-Redirect"] = settings.LOGIN_URL
    return page


def _given_next(request: HttpRequest) -> str:
    """Where somebody wanted to go; only inside this node, never to another site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else ""


def _next(request: HttpRequest) -> str:
    return _given_next(request) or settings.LOGIN_REDIRECT_URL


def _rules() -> list[str]:
    """The rules of the policy, each once."""
    return [str(text) for text in password_validators_help_texts() if text]
