"""Accounts within one's scope: unlock, a new first password, the end of an account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from haochaping.identity import actions, queries
from haochaping.identity.passwords import drawn
from haochaping.identity.permissions import Permission
from haochaping.identity.perms import permission_required, signed_in


@never_cache
@require_GET
@permission_required(Permission.USERS_UNLOCK)
def users(request: HttpRequest) -> HttpResponse:
    """The accounts that one may unlock; with ``users:edit`` also what else can be done."""
    words, after = request.GET.get("words", "").strip()[:64], request.GET.get("after", "")[:64]
    manager = signed_in(request)
    page = queries.accounts(manager, Permission.USERS_UNLOCK, words=words, after=after)
    onward = request.GET.copy()
    onward["after"] = page.next
    context = {
        "accounts": page.accounts,
        "words": words,
        "onward": onward.urlencode() if page.next else "",
        "may_edit": Permission.USERS_EDIT in manager.permissions(),
    }
    return render(request, "workbench/users/users.html", context)


@never_cache
@require_POST
@permission_required(Permission.USERS_UNLOCK)
def unlock(request: HttpRequest, login: str) -> HttpResponse:
    """Let somebody try again who mistyped his password."""
    manager = signed_in(request)
    user = queries.account(manager, Permission.USERS_UNLOCK, login)
    actions.unlock_user(user=user, by=manager.actor)
    messages.success(request, _("%(name)s can sign in again.") % {"name": user.name})
    return redirect("workbench-users")


@never_cache
@require_POST
@permission_required(Permission.USERS_EDIT)
def new_password(request: HttpRequest, login: str) -> HttpResponse:
    """Draw a password that is shown this once and must be changed at the first sign-in."""
    manager = signed_in(request)
    user = queries.account(manager, Permission.USERS_EDIT, login)
    password = drawn()
    actions.set_password(user=user, password=password, by=manager.actor, must_change_password=True)
    return render(request, "workbench/users/drawn.html", {"user": user, "password": password})


@never_cache
@require_POST
@permission_required(Permission.USERS_EDIT)
def end(request: HttpRequest, login: str) -> HttpResponse:
    """End an account; asked once more before, because no page brings it back."""
    manager = signed_in(request)
    user = queries.account(manager, Permission.USERS_EDIT, login)
    if "sure" not in request.POST:
        return render(request, "workbench/users/end.html", {"user": user})
    actions.deactivate_user(user=user, by=manager.actor)
    messages.success(request, _("The account of %(name)s has ended.") % {"name": user.name})
    return redirect("workbench-users")
