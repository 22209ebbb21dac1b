"""Asking for a permission: in views by decorator, elsewhere by ``require``.

Whether somebody may do a thing *at all* is asked here; whether to *this* row is a matter of scope
(``scope.py``), in the query that finds the row.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponse

from haochaping.core.errors import Refusal
from haochaping.identity.models import User
from haochaping.identity.permissions import Permission

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponse)
View = Callable[Concatenate[HttpRequest, P], R]


def permission_required(needed: Permission) -> Callable[[View[P, R]], View[P, R]]:
    """A view for those with a role that has the permission; Refusal not-permitted for others."""

    def decorate(view: View[P, R]) -> View[P, R]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *arguments: P.args, **named: P.kwargs) -> R:
            if needed not in signed_in(request).permissions():
                raise Refusal("not-permitted")
            return view(request, *arguments, **named)

        guarded.required_permission = needed  # type: ignore[attr-defined]
        return guarded

    return decorate


def signed_in(request: HttpRequest) -> User:
    """The member of staff whose request this is; Refusal not-permitted when it is nobody's."""
    if not isinstance(request.user, User):
        raise Refusal("not-permitted")
    return request.user
