"""``POST /services``: business systems push finished services."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Router

from haochaping.api.v1 import documents
from haochaping.api.v1.idempotency import once
from haochaping.api.v1.requests import SignedBy, read_batch, signing_app
from haochaping.api.v1.schemas import ServiceResults
from haochaping.cases.actions import Taken, take_services
from haochaping.core.clock import to_rfc3339
from haochaping.core.errors import Refusal

router = Router(tags=["services"])


@router.post(
    "/services",
    auth=SignedBy("business"),
    response={200: ServiceResults, **documents.problems(400, 401, 403, 409, 413, 415, 422, 503)},
    summary="Push 1 to 1,000 services",
    openapi_extra=documents.body(documents.batch("services", documents.service_schema()))
    | {"parameters": documents.signed()},
)
def post_services(request: HttpRequest) -> Any:
    """Take services in; each item is answered for itself, in order."""
    app = signing_app(request)

    def take() -> dict[str, Any]:
        raws = read_batch(request, "services")
        taken = take_services(raws, app_id=app.app_id, may_write=app.speaks_for)
        return {"results": [_result(each) for each in taken]}

    return once(request, scope=f"services/{app.app_id}", answer=take)


def _result(taken: Taken) -> dict[str, Any]:
    ticket = taken.ticket.text() if taken.ticket else None
    return {
        "projectNo": taken.project_no,
        "serviceNumber": taken.service_number,
        "status": taken.status,
        "ticket": ticket,
        "rateUrl": f"{settings.NODE.base_url}/r/{ticket}" if ticket else None,
        "expiresAt": to_rfc3339(taken.expires_at) if taken.expires_at else None,
        "error": item_problem(taken.refusal) if taken.refusal else None,
    }


def item_problem(refusal: Refusal) -> dict[str, Any]:
    """Why one item of a batch was rejected."""
    return {
        "code": refusal.code,
        "detail": refusal.detail,
        "errors": [{"field": each.field, "message": each.message} for each in refusal.errors],
    }
