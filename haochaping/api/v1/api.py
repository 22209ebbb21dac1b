"""The interface as a whole: routers, the answers to what goes wrong, the OpenAPI document."""

import logging

from django.core.exceptions import RequestDataTooBig
from django.db import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from haochaping.api.problems import problem_response
from haochaping.api.v1 import ratings, results, services, tickets, workorders
from haochaping.core.errors import FieldError, Refusal

logger = logging.getLogger(__name__)

api = NinjaAPI(
    title="haochaping",
    version="1",
    description="政务服务“好差评”接口：办件服务、评价、工单与公开结果。",
    docs_url=None,
    urls_namespace="api-1",
)
for router in (services.router, tickets.router, ratings.router, results.router, workorders.router):
    api.add_router("", router)


@api.exception_handler(Refusal)
def _refusal(request: HttpRequest, error: Refusal) -> HttpResponse:
    return problem_response(error)


@api.exception_handler(ValidationError)
def _validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [
        FieldError(".".join(str(part) for part in each["loc"][1:]), str(each["msg"]))
        for each in error.errors
    ]
    return problem_response(Refusal("invalid", errors=errors))


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem_response(Refusal("not-found"))


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem_response(Refusal("malformed-json"))


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem_response(Refusal("too-large"))


@api.exception_handler(DatabaseError)
def _database(request: HttpRequest, error: DatabaseError) -> HttpResponse:
    logger.error("the database did not do it", exc_info=error)
    return problem_response(Refusal("unavailable", retry_after=2))


@api.exception_handler(Exception)
def _unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("unexpected failure", exc_info=error)
    return problem_response(Refusal("internal-error"))
