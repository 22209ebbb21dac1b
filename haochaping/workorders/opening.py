"""Opening the orders of negative ratings, inside the transaction that writes the ratings.

So a negative rating without an order cannot exist. Set-based: a handful of statements, however
many ratings the batch has.
"""

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from haochaping.core.actor import SYSTEM
from haochaping.core.bulk import insert_rows
from haochaping.core.clock import business_day
from haochaping.core.events import NewEvent, emit_many
from haochaping.ratings.intake import NegativeRating
from haochaping.workorders import clocks
from haochaping.workorders.deadlines import Deadline
from haochaping.workorders.enums import Clock, State, Step
from haochaping.workorders.rules import NUMBER_SIZE, order_no
from haochaping.workorders.states import WORKFLOW

_ORDER = (
    "no", "service_key", "assess_number", "level", "org_code", "area_code", "handling_org",
    "state", "steps", "clock", "due_at", "opened_at", "changed_at", "dims",
)  # fmt: skip
_STEP = (
    "order_id", "seq", "step", "from_state", "to_state", "actor_kind", "actor_id", "actor_label",
    "at", "handling_org", "due_at",
)  # fmt: skip
_DEADLINE = (
    "order_id", "seq", "clock", "amount", "unit", "anchor_at", "due_at", "provisional",
)  # fmt: skip

_Opened = list[tuple[str, NegativeRating, Deadline]]


def open_orders(negatives: Sequence[NegativeRating]) -> None:
    """Open one order for each negative rating, with its first clock running (hook of ratings).

    The unit that was rated handles the order until the dispatch names another. A rating that has
    its order already keeps that one.
    """
    # Ratings of one batch arrive at one moment: one rule, one calendar, one deadline.
    deadlines = {
        moment: clocks.start(Clock.DISPATCH, moment)
        for moment in {each.received_at for each in negatives}
    }
    ordered = sorted(negatives, key=_key)
    opened = _insert(ordered, deadlines, NUMBER_SIZE)
    done = {_key(rating) for _, rating, _ in opened}
    left = [each for each in ordered if _key(each) not in done]
    if left:
        # Either the order is there, or another rating of the day has the number (one chance in
        # 10**12 a pair): a longer number ends that, and inserts nothing in the first case.
        opened += _insert(left, deadlines, 2 * NUMBER_SIZE)
    insert_rows("workorders_step", _STEP, [_step(*each) for each in opened])
    insert_rows("workorders_deadline", _DEADLINE, [_deadline(*each) for each in opened])
    emit_many([_event(*each) for each in opened])


def _insert(
    ratings: list[NegativeRating], deadlines: dict[dt.datetime, Deadline], size: int
) -> _Opened:
    proposed = {
        order_no(each.service_key, each.assess_number, _day(each), size=size): each
        for each in ratings
    }
    rows = [_order(no, each, deadlines[each.received_at]) for no, each in proposed.items()]
    inserted = insert_rows(
        "workorders_order",
        _ORDER,
        rows,
        conflict="ON CONFLICT DO NOTHING",
        returning="no",
    )
    nos = {row[0] for row in inserted}
    return [(no, each, deadlines[each.received_at]) for no, each in proposed.items() if no in nos]


def _key(rating: NegativeRating) -> tuple[UUID, int]:
    return rating.service_key, rating.assess_number


def _day(rating: NegativeRating) -> dt.date:
    return business_day(rating.received_at)


def _order(no: str, rating: NegativeRating, deadline: Deadline) -> tuple[Any, ...]:
    org, moment = rating.dims["org"], rating.received_at
    return (
        no,
        rating.service_key,
        rating.assess_number,
        rating.level,
        org,
        rating.dims["area"],
        org,
        State.DISPATCHING.value,
        1,
        Clock.DISPATCH.value,
        deadline.due_at,
        moment,
        moment,
        json.dumps(rating.dims),
    )


def _step(no: str, rating: NegativeRating, deadline: Deadline) -> tuple[Any, ...]:
    return (
        no,
        1,
        Step.OPEN.value,
        "",
        str(WORKFLOW.initial),
        SYSTEM.kind,
        SYSTEM.id,
        SYSTEM.label,
        rating.received_at,
        rating.dims["org"],
        deadline.due_at,
    )


def _deadline(no: str, rating: NegativeRating, deadline: Deadline) -> tuple[Any, ...]:
    rule = deadline.explanation
    return (
        no,
        1,
        Clock.DISPATCH.value,
        rule.amount,
        rule.unit.value,
        rating.received_at,
        deadline.due_at,
        deadline.provisional,
    )


def _event(no: str, rating: NegativeRating, deadline: Deadline) -> NewEvent:
    day = _day(rating).isoformat()
    payload = {
        "no": no,
        "dims": rating.dims,
        "assess_number": rating.assess_number,
        "level": rating.level,
        "seq": 1,
        "step": Step.OPEN.value,
        "from": "",
        "to": State.DISPATCHING.value,
        "day": day,
        "opened_day": day,
        "in_time": None,
    }
    return NewEvent("workorder.opened", rating.service_key, payload)
