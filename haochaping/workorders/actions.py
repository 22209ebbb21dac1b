"""What is done with a work order: one step forward, and the node's time limits."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from haochaping.audit.actions import record
from haochaping.core.actor import Actor
from haochaping.core.clock import business_day, now
from haochaping.core.errors import FieldError, Refusal
from haochaping.core.events import emit
from haochaping.core.statemachine import Transition
from haochaping.directory.reference import snapshot
from haochaping.workorders import clocks, perms, queries, story
from haochaping.workorders.deadlines import Deadline, Rule, kept
from haochaping.workorders.enums import Clock
from haochaping.workorders.models import (
    DeadlineRule,
    WorkOrder,
    WorkOrderDeadline,
    WorkOrderStep,
)
from haochaping.workorders.rules import checked_comment, is_order_no
from haochaping.workorders.states import STOPPED, VERDICTS, WORKFLOW


@dataclass(frozen=True, slots=True)
class _Move:
    """One step about to be written, with what was checked for it."""

    row: Transition
    by: Actor
    at: dt.datetime
    comment: str
    handling_org: str
    started: Deadline | None


@transaction.atomic
def advance(
    *,
    order_no: str,
    step: str,
    by: Actor,
    user: perms.Doer,
    comment: str = "",
    handling_org: str | None = None,
) -> WorkOrder:
    """Take one step; everything that belongs to it is written together, or nothing is.

    ``user`` is the person or system that acts; ``by`` is how the story names it. Refusals:
    unknown-workorder, not-permitted, out-of-scope, step-not-allowed (also for whoever comes second
    when two act at once), invalid.
    """
    if not is_order_no(order_no):
        raise Refusal("unknown-workorder")
    order = WorkOrder.objects.select_for_update().filter(pk=order_no).first()
    if order is None:
        raise Refusal("unknown-workorder")
    # Who may not act here learns nothing of the state, so this is asked before the table is.
    perms.require_step(user, step, order)
    row = WORKFLOW.transition(step, order.state)
    at = now()
    move = _Move(
        row=row,
        by=by,
        at=at,
        comment=checked_comment(row, comment),
        handling_org=_handler(row, user, order, handling_org),
        started=None if row.deadline in (None, STOPPED) else clocks.start(Clock(row.deadline), at),
    )
    _write(order, move)
    return order


@transaction.atomic
def look_at(*, order_no: str, by: Actor, user: perms.Doer) -> WorkOrder:
    """One order for somebody to read; that he read it is written down, or he does not get it.

    Refusals: unknown-workorder, not-permitted, out-of-scope.
    """
    order = queries.find(user, order_no)
    record(by=by, action="workorders:view", object=order.no)
    return order


def _handler(row: Transition, user: perms.Doer, order: WorkOrder, wanted: str | None) -> str:
    """The unit that handles the order after the step; Refusal when it cannot be the one wanted."""
    if not wanted or wanted == order.handling_org:
        return order.handling_org
    if "handling_org" not in row.needs:
        raise _wrong("handlingOrg", gettext("this step names no handling unit"))
    unit = snapshot().organisations.get(wanted)
    if unit is None:
        raise Refusal("unknown-organisation")
    if wanted != order.org_code and not perms.reaches(user, row.permission, unit):
        raise Refusal("out-of-scope")
    return wanted


def _write(order: WorkOrder, move: _Move) -> None:
    """The order, its story, its deadline, the audit entry, the event: in this order, as one."""
    before = order.due_at
    entry = WorkOrderStep(
        order=order,
        seq=order.steps + 1,
        step=move.row.step,
        from_state=order.state,
        to_state=move.row.target,
        actor_kind=move.by.kind,
        actor_id=move.by.id,
        actor_label=move.by.label,
        at=move.at,
        envelope=story.seal_comment(order.no, order.steps + 1, move.comment),
        handling_org=move.handling_org,
        due_before=before,
        in_time=kept(before, move.at),
    )
    _move_on(order, move)
    entry.due_at = order.due_at
    entry.save(force_insert=True)
    if move.started is not None:
        _store_deadline(entry, Clock(str(move.row.deadline)), move.started)
    record(
        by=move.by,
        action=f"workorders:{entry.step}",
        object=order.no,
        detail={"seq": entry.seq, "from": entry.from_state, "to": entry.to_state},
    )
    emit("workorder.advanced", order.service_key, _payload(order, entry))


def _move_on(order: WorkOrder, move: _Move) -> None:
    order.state = move.row.target
    order.steps += 1
    order.handling_org = move.handling_org
    order.upheld = VERDICTS.get(move.row.step, order.upheld)
    order.changed_at = move.at
    if move.row.deadline == STOPPED:
        order.clock, order.due_at = "", None
    elif move.started is not None:
        order.clock, order.due_at = str(move.row.deadline), move.started.due_at
    order.save(
        update_fields=(
            "state", "steps", "handling_org", "upheld", "changed_at", "clock", "due_at",
        )
    )  # fmt: skip


def _store_deadline(entry: WorkOrderStep, clock: Clock, deadline: Deadline) -> None:
    WorkOrderDeadline.objects.create(
        order=entry.order,
        seq=entry.seq,
        clock=clock,
        amount=deadline.explanation.amount,
        unit=deadline.explanation.unit,
        anchor_at=entry.at,
        due_at=deadline.due_at,
        provisional=deadline.provisional,
    )


def _payload(order: WorkOrder, entry: WorkOrderStep) -> dict[str, Any]:
    """What later stages learn of a step: all that they count, no words, no names."""
    return {
        "no": order.no,
        "dims": order.dims,
        "assess_number": order.assess_number,
        "level": order.level,
        "seq": entry.seq,
        "step": entry.step,
        "from": entry.from_state,
        "to": entry.to_state,
        "upheld": order.upheld,
        "day": business_day(entry.at).isoformat(),
        "opened_day": business_day(order.opened_at).isoformat(),
        "in_time": entry.in_time,
    }


@transaction.atomic
def change_rule(*, clock: Clock, rule: Rule, source: str, by: Actor) -> DeadlineRule:
    """Set a time limit of this node. Deadlines that were issued stay as they are."""
    row, _ = DeadlineRule.objects.update_or_create(
        clock=clock,
        defaults={
            "amount": rule.amount, "unit": rule.unit, "source": source, "changed_at": now()
        },
    )  # fmt: skip
    record(
        by=by,
        action="workorders:change-rule",
        object=clock.value,
        detail={"amount": rule.amount, "unit": rule.unit.value, "source": source},
    )
    return row


def _wrong(field: str, message: str) -> Refusal:
    return Refusal("invalid", errors=[FieldError(field, message)])
