"""``/healthz``, ``/readyz``, ``/metrics``: for load balancers and monitoring, without sign-in."""

import hmac
import os
import threading

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from haochaping.ops.checks import pending_migrations
from haochaping.ops.measures import queues
from haochaping.ops.metrics import exposition

# Set once: a process does not outlive the migrations that it was started on.
_MIGRATED = threading.Event()
_LOCAL = frozenset({"127.0.0.1", "::1"})


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """This process answers."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """The node as a whole works: database, migrations, workers. 503 says what does not."""
    try:
        missing = _missing()
    except DatabaseError:
        missing = ["database"]
    if missing:
        return JsonResponse({"status": "not ready", "missing": missing}, status=503)
    return JsonResponse({"status": "ready"})


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text format: from this machine, or with the token of HAOCHAPING_METRICS_TOKEN."""
    if not _may_read_metrics(request):
        return HttpResponse(status=403)
    body, content_type = exposition(queues())
    return HttpResponse(body, content_type=content_type)


def _missing() -> list[str]:
    if not _is_migrated():
        return ["migrations"]
    return [] if queues().workers else ["workers"]


def _is_migrated() -> bool:
    if not _MIGRATED.is_set() and not pending_migrations():
        _MIGRATED.set()
    return _MIGRATED.is_set()


def _may_read_metrics(request: HttpRequest) -> bool:
    token = os.environ.get("HAOCHAPING_METRICS_TOKEN", "")
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    # Behind a proxy every request comes from this machine, but then it carries its origin.
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return request.META.get("REMOTE_ADDR") in _LOCAL and not forwarded
