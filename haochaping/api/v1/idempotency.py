"""``Idempotency-Key``: the same key and body give the same answer, another body a conflict."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from haochaping.api.v1.requests import read_body
from haochaping.core import idempotency
from haochaping.core.errors import FieldError, Refusal

KEY_LIMIT = 255


def once(
    request: HttpRequest, *, scope: str, answer: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """The stored answer of an earlier request with this key, or ``answer()``, which is stored.

    Without the header nothing is stored. What is answered twice must be repeatable by itself: a
    crash between the work and the storing of its answer leads to the work being asked for again.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return answer()
    if not 1 <= len(key) <= KEY_LIMIT:
        message = _("must have 1 to 255 characters")
        raise Refusal("invalid", errors=[FieldError("Idempotency-Key", message)])
    place = idempotency.place(scope, key)
    stored = idempotency.earlier(place, read_body(request))
    if stored is not None:
        return stored
    answered = answer()
    idempotency.keep(place, answered)
    return answered
