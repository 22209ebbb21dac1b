"""An order with everything that belongs to it, as a handler may see it: its file (卷宗).

Set-based: any number of orders costs the same number of queries. The service is named, the rater
is not: what he wrote comes without identifying numbers, and so do the words of staff.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from haochaping.cases.models import Service
from haochaping.core import crypto
from haochaping.core.clock import business_day
from haochaping.privacy.masking import redact
from haochaping.ratings.models import Indicator, Rating, RatingText, Ruling
from haochaping.ratings.store import text_place
from haochaping.workorders import story
from haochaping.workorders.deadlines import Explanation
from haochaping.workorders.enums import Step, Unit
from haochaping.workorders.models import WorkOrder, WorkOrderDeadline, WorkOrderStep

Key = tuple[UUID, int]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One step of an order's story, with what was written then."""

    step: WorkOrderStep
    comment: str


@dataclass(frozen=True, slots=True)
class Label:
    """A reason that the rater chose."""

    code: int
    name: str


@dataclass(frozen=True, slots=True)
class OrderFile:
    """``explanation`` is that of the running clock; ``ruling`` the code of the one that holds."""

    order: WorkOrder
    service: Service
    labels: tuple[Label, ...]
    text: str
    rated_at: dt.datetime
    story: tuple[Chapter, ...]
    explanation: Explanation | None
    ruling: str


def files_of(orders: Sequence[WorkOrder]) -> list[OrderFile]:
    """The files of orders that the caller has found visible, in their order."""
    keys = [order.service_key for order in orders]
    nos = [order.no for order in orders]
    services = Service.objects.in_bulk(keys)
    ratings = {
        (row.service_key, row.assess_number): row
        for row in Rating.objects.filter(service_key__in=keys)
    }
    names = _label_names(ratings.values())
    texts, rulings = _texts(keys), _rulings(keys)
    stories, explanations = _stories(nos), _explanations(nos)
    files = []
    for order in orders:
        key = (order.service_key, order.assess_number)
        rating = ratings[key]
        files.append(
            OrderFile(
                order=order,
                service=services[order.service_key],
                labels=tuple(Label(code, names.get(code, str(code))) for code in rating.labels),
                text=texts.get(key, ""),
                rated_at=rating.received_at,
                story=tuple(stories.get(order.no, ())),
                explanation=explanations.get((order.no, order.clock)),
                ruling=rulings.get(key, ""),
            )
        )
    return files


def _label_names(ratings: Iterable[Rating]) -> dict[int, str]:
    codes = {code for rating in ratings for code in rating.labels}
    rows = Indicator.objects.filter(norm_code__in=codes).order_by("edition")
    return dict(rows.values_list("norm_code", "norm_name"))


def _texts(keys: list[UUID]) -> dict[Key, str]:
    texts = {}
    for row in RatingText.objects.filter(service_key__in=keys):
        key = (row.service_key, row.assess_number)
        plain = crypto.unseal(bytes(row.envelope), aad=text_place(*key)).decode()
        texts[key] = redact(plain)
    return texts


def _rulings(keys: list[UUID]) -> dict[Key, str]:
    rows = Ruling.objects.filter(service_key__in=keys).order_by("id")
    return {(row.service_key, row.assess_number): row.kind for row in rows}


def _stories(nos: list[str]) -> dict[str, list[Chapter]]:
    stories: dict[str, list[Chapter]] = {}
    for row in WorkOrderStep.objects.filter(order__in=nos).order_by("order", "seq"):
        words = story.comment_of(row)
        # An answer was checked before it went out, and is shown as the rater read it.
        shown = words if row.step == Step.FEED_BACK else redact(words)
        stories.setdefault(row.order_id, []).append(Chapter(row, shown))
    return stories


def _explanations(nos: list[str]) -> dict[tuple[str, str], Explanation]:
    rows = WorkOrderDeadline.objects.filter(order__in=nos).order_by("order", "seq")
    return {(row.order_id, row.clock): _explanation(row) for row in rows}


def _explanation(row: WorkOrderDeadline) -> Explanation:
    return Explanation(
        amount=row.amount,
        unit=Unit(row.unit),
        anchor_day=business_day(row.anchor_at),
        provisional=row.provisional,
    )
