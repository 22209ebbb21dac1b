"""Work orders for departments' own systems: see them, work them (api.md §3)."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema

from haochaping.api.v1 import documents
from haochaping.api.v1.requests import SignedBy, read_object, signing_app
from haochaping.core.clock import now, to_rfc3339
from haochaping.core.errors import FieldError, Refusal
from haochaping.identity.models import SystemApp
from haochaping.workorders import actions, queries
from haochaping.workorders.files import Chapter, OrderFile, files_of
from haochaping.workorders.models import WorkOrder
from haochaping.workorders.queries import Filters

router = Router(tags=["workorders"])

_STEP = {
    "type": "object",
    "additionalProperties": False,
    "required": ["step"],
    "properties": {
        "step": {"type": "string"},
        "comment": {"type": "string"},
        "handlingOrg": {"type": "string"},
        "deadline": {"type": "string"},
        "attachments": {"type": "array", "items": {"type": "string"}},
    },
}


class StepOut(Schema):
    """One change of an order."""

    step: str
    fromState: str
    toState: str
    at: str
    by: str
    comment: str
    inTime: bool | None


class WorkOrderOut(Schema):
    """One order: what was said, never who said it. ``nextSteps`` are open to the caller."""

    no: str
    projectNo: str
    serviceNumber: int
    assessNumber: int
    state: str
    level: int
    labels: list[str]
    text: str
    orgCode: str
    handlingOrg: str
    openedAt: str
    dueAt: str | None
    steps: list[StepOut]
    nextSteps: list[str]


class WorkOrdersOut(Schema):
    """A part of the list, newest first; ``next`` is the ``after`` of the next part."""

    workorders: list[WorkOrderOut]
    next: str | None


@router.get(
    "/workorders",
    auth=SignedBy("business"),
    response={200: WorkOrdersOut, **documents.problems(401, 403, 404, 422)},
    summary="The orders of the app's organisations, newest first",
    openapi_extra={"parameters": documents.signed()},
)
def get_workorders(request: HttpRequest, after: str = "", state: str = "") -> dict[str, Any]:
    """Up to 50 orders; ask on with ``after``."""
    app = signing_app(request)
    page = queries.page(app, Filters(state=state), at=now(), after=after)
    return {
        "workorders": [_order(app, file) for file in files_of(page.orders)],
        "next": page.next or None,
    }


@router.get(
    "/workorders/{no}",
    auth=SignedBy("business"),
    response={200: WorkOrderOut, **documents.problems(401, 403, 404)},
    summary="One order",
    openapi_extra={"parameters": documents.signed()},
)
def get_workorder(request: HttpRequest, no: str) -> dict[str, Any]:
    """Reading an order is written into the audit log."""
    app = signing_app(request)
    order = actions.look_at(order_no=no, by=app.actor, user=app)
    return _one(app, order)


@router.post(
    "/workorders/{no}/steps",
    auth=SignedBy("business"),
    response={200: WorkOrderOut, **documents.problems(400, 401, 403, 404, 409, 413, 415, 422)},
    summary="Take a step",
    openapi_extra=documents.body(_STEP) | {"parameters": documents.signed()},
)
def post_step(request: HttpRequest, no: str) -> dict[str, Any]:
    """A step that the table does not list from the present state changes nothing (409)."""
    app = signing_app(request)
    raw = read_object(request, _STEP["properties"])  # type: ignore[arg-type]
    texts = {name: raw.get(name) for name in ("step", "comment", "handlingOrg")}
    wrong = [
        FieldError(name, _("must be text"))
        for name, value in texts.items()
        if not (isinstance(value, str) or (value is None and name != "step"))
    ]
    # No step of today's table takes these; they are refused rather than silently dropped.
    wrong += [
        FieldError(name, _("is not taken by this step"))
        for name in ("deadline", "attachments")
        if raw.get(name)
    ]
    if wrong:
        raise Refusal("invalid", errors=wrong)
    order = actions.advance(
        order_no=no,
        step=str(texts["step"]),
        by=app.actor,
        user=app,
        comment=texts["comment"] or "",
        handling_org=texts["handlingOrg"],
    )
    return _one(app, order)


def _one(app: SystemApp, order: WorkOrder) -> dict[str, Any]:
    (file,) = files_of([order])
    return _order(app, file)


def _order(app: SystemApp, file: OrderFile) -> dict[str, Any]:
    order = file.order
    return {
        "no": order.no,
        "projectNo": file.service.project_no,
        "serviceNumber": file.service.service_number,
        "assessNumber": order.assess_number,
        "state": order.state,
        "level": order.level,
        "labels": [str(label.code) for label in file.labels],
        "text": file.text,
        "orgCode": order.org_code,
        "handlingOrg": order.handling_org,
        "openedAt": to_rfc3339(order.opened_at),
        "dueAt": to_rfc3339(order.due_at) if order.due_at else None,
        "steps": [_step(chapter) for chapter in file.story],
        "nextSteps": [row.step for row in queries.next_steps(app, order)],
    }


def _step(chapter: Chapter) -> dict[str, Any]:
    step = chapter.step
    return {
        "step": step.step,
        "fromState": step.from_state,
        "toState": step.to_state,
        "at": to_rfc3339(step.at),
        "by": step.actor_label,
        "comment": chapter.comment,
        "inTime": step.in_time,
    }
