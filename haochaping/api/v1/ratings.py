"""Ratings, one by one and in batches.

Single ones are taken by the group-commit application that stands before Django; the operation here
documents it and answers where that application is not mounted.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import Router

from haochaping.api.v1 import documents
from haochaping.api.v1.requests import SignedBy, read_batch, read_body, signing_app
from haochaping.api.v1.schemas import RatingOut, RatingResults
from haochaping.api.v1.services import item_problem
from haochaping.core.errors import FieldError, Refusal
from haochaping.ratings.http import answer, decode, sign
from haochaping.ratings.intake import Outcome, submit
from haochaping.ratings.queries import labels_in_use
from haochaping.ratings.rules import Submission, parse_submission

router = Router(tags=["ratings"])


@router.post(
    "/ratings",
    response={
        200: RatingOut,
        201: RatingOut,
        **documents.problems(400, 401, 403, 404, 409, 410, 413, 415, 422, 429, 503),
    },
    summary="Submit one rating",
    openapi_extra=documents.body(documents.rating_schema()),
)
def post_rating(request: HttpRequest) -> HttpResponse:
    """201 for a new rating, 200 for the repetition of one; the receipt is the same."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    body = read_body(request)
    key = headers.get("idempotency-key")
    submission = parse_submission(decode(body, headers), labels_in_use(), idempotency_key=key)
    if submission.claim is not None:
        submission = sign(submission, request.get_full_path(), headers, body)
    outcome = submit([submission])[0]
    if outcome.refusal is not None:
        raise outcome.refusal
    return JsonResponse(answer(outcome), status=201 if outcome.created else 200)


@router.post(
    "/ratings/batch",
    auth=SignedBy("channel"),
    response={200: RatingResults, **documents.problems(400, 401, 403, 413, 415, 422, 503)},
    summary="Submit up to 1,000 ratings, e.g. from a device's offline queue",
    openapi_extra=documents.body(documents.batch("ratings", documents.rating_schema()))
    | {"parameters": documents.signed()},
)
def post_batch(request: HttpRequest) -> dict[str, Any]:
    """Each rating is answered for itself, in order; ``clientId`` makes it repeatable."""
    app = signing_app(request)
    raws = read_batch(request, "ratings")
    read = [_read(raw, app.app_id) for raw in raws]
    outcomes = iter(submit([each for each in read if isinstance(each, Submission)]))
    results = []
    for raw, each in zip(raws, read, strict=True):
        outcome = next(outcomes) if isinstance(each, Submission) else Outcome(refusal=each)
        results.append(_result(raw, outcome))
    return {"results": results}


def _read(raw: Any, app_id: str) -> Submission | Refusal:
    try:
        client_id = raw.get("clientId") if isinstance(raw, dict) else None
        if not isinstance(client_id, str) or not 1 <= len(client_id) <= 64:
            message = _("must have 1 to 64 characters")
            raise Refusal("invalid", errors=[FieldError("clientId", message)])
        key = f"{app_id}/{client_id}"
        return parse_submission(raw, labels_in_use(), idempotency_key=key, app_id=app_id)
    except Refusal as refusal:
        return refusal


def _result(raw: Any, outcome: Outcome) -> dict[str, Any]:
    refusal = outcome.refusal
    status = "rejected" if refusal else "created" if outcome.created else "repeated"
    return {
        "clientId": raw.get("clientId") if isinstance(raw, dict) else None,
        "status": status,
        "receipt": outcome.receipt or None,
        "error": item_problem(refusal) if refusal else None,
    }
