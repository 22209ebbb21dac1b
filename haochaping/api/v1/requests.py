"""Reading requests: who signed, what the body says."""

from collections.abc import Collection
from typing import Any

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import RawPostDataException
from django.utils.translation import gettext as _

from haochaping.core.errors import FieldError, Refusal
from haochaping.identity import signatures
from haochaping.identity.models import SystemApp

BATCH_LIMIT = 1000


class SignedBy:
    """ninja's ``auth``: the request must be signed by an app of one of the kinds."""

    def __init__(self, *kinds: str) -> None:
        self.kinds = frozenset(kinds)

    def __call__(self, request: HttpRequest) -> SystemApp:
        """The app; Refusal with the code that api.md §2 names."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        app = signatures.authenticate(
            request.method or "", request.get_full_path(), headers, read_body(request)
        )
        if app.kind not in self.kinds:
            raise Refusal("wrong-kind-of-app")
        return app


def signing_app(request: HttpRequest) -> SystemApp:
    """The app that ``SignedBy`` found."""
    app: SystemApp = request.auth  # type: ignore[attr-defined]
    return app


def read_body(request: HttpRequest) -> bytes:
    """The body; Refusal too-large beyond 2 MB."""
    try:
        return request.body
    except RequestDataTooBig as error:
        raise Refusal("too-large") from error
    except RawPostDataException as error:  # pragma: no cover - nothing reads the stream before
        raise Refusal("malformed-json") from error


def read_object(request: HttpRequest, known: Collection[str]) -> dict[str, Any]:
    """The body as a JSON object with no other fields than ``known``."""
    if request.content_type not in ("application/json", ""):
        raise Refusal("unsupported-media-type")
    try:
        value = msgspec.json.decode(read_body(request))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal("malformed-json") from error
    if not isinstance(value, dict):
        raise Refusal("invalid", errors=[FieldError("", _("must be an object"))])
    unknown = sorted(value.keys() - set(known))
    if unknown:
        raise Refusal(
            "invalid", errors=[FieldError(name, _("is not a known field")) for name in unknown]
        )
    return value


def read_batch(request: HttpRequest, name: str) -> list[Any]:
    """The list of 1 to 1,000 items in the field ``name``."""
    items = read_object(request, {name}).get(name)
    if not isinstance(items, list) or not items:
        raise Refusal("invalid", errors=[FieldError(name, _("must be a list with an item"))])
    if len(items) > BATCH_LIMIT:
        raise Refusal("batch-too-large")
    return items
