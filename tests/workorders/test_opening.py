"""A negative rating opens its order, in the same transaction, with its first clock running."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from haochaping.core.clock import business_day, parse_time
from haochaping.core.models import EventInbox
from haochaping.ratings.intake import NegativeRating
from haochaping.ratings.models import Rating
from haochaping.workorders.deadlines import last_day
from haochaping.workorders.enums import Clock, State, Unit
from haochaping.workorders.models import DeadlineRule, WorkOrder, WorkOrderDeadline, WorkOrderStep
from haochaping.workorders.opening import open_orders
from haochaping.workorders.rules import order_no
from tests.fixtures.city import COUNTY, POLICE
from tests.fixtures.office import Offices, rate_badly

TUESDAY = parse_time("2026-11-24 10:30:00")


def negative(key: uuid.UUID | None = None, **changes: object) -> NegativeRating:
    facts = {
        "service_key": key or uuid.uuid4(),
        "assess_number": 1,
        "level": 1,
        "received_at": TUESDAY,
        "project_no": "411081-1",
        "service_number": 1,
        "dims": {"org": POLICE, "area": COUNTY, "task": "T", "service_day": "2026-11-24"},
    }
    return NegativeRating(**(facts | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("level", [1, 2])
def test_a_negative_rating_has_its_order(offices: Offices, level: int) -> None:
    labels = {1: ("115",), 2: ("214",)}[level]
    order = rate_badly(level=level, labels=labels)
    assert (order.state, order.level, order.steps) == (State.DISPATCHING, level, 1)
    assert (order.org_code, order.area_code, order.handling_org) == (POLICE, COUNTY, POLICE)
    assert order.dims["org"] == POLICE and order.clock == Clock.DISPATCH


def test_a_rating_of_three_opens_nothing(offices: Offices) -> None:
    with pytest.raises(WorkOrder.DoesNotExist):
        rate_badly(level=3, labels=("314",))
    assert Rating.objects.count() == 1
    assert not WorkOrder.objects.exists()


def test_the_story_begins_with_the_node_itself(offices: Offices) -> None:
    step = WorkOrderStep.objects.get(order=rate_badly())
    assert (step.seq, step.step, step.from_state, step.to_state) == (1, "open", "", "dispatching")
    assert (step.actor_kind, step.envelope, step.in_time) == ("system", None, None)


def test_the_first_deadline_is_one_working_day(db: None) -> None:
    open_orders([negative(received_at=parse_time("2026-11-27 16:00:00"))])
    issued = WorkOrderDeadline.objects.get()
    assert (issued.amount, issued.unit, issued.provisional) == (1, Unit.WORKING, False)
    assert last_day(issued.due_at).isoformat() == "2026-11-30"
    assert WorkOrder.objects.get().due_at == issued.due_at


def test_an_order_is_announced_without_anything_personal(db: None) -> None:
    rating = negative()
    open_orders([rating])
    event = EventInbox.objects.get(kind="workorder.opened")
    assert event.service_key == rating.service_key
    assert event.payload == {
        "no": WorkOrder.objects.get().no,
        "dims": rating.dims,
        "assess_number": 1,
        "level": 1,
        "seq": 1,
        "step": "open",
        "from": "",
        "to": "dispatching",
        "day": "2026-11-24",
        "opened_day": "2026-11-24",
        "in_time": None,
    }


def test_many_at_once_take_a_handful_of_statements(
    db: None, django_assert_max_num_queries: object
) -> None:
    ratings = [negative() for _ in range(128)]
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        open_orders(ratings)
    assert WorkOrder.objects.count() == 128


def test_opening_again_changes_nothing(db: None) -> None:
    rating = negative()
    open_orders([rating])
    before = WorkOrder.objects.get()
    open_orders([rating, negative(rating.service_key, assess_number=2)])
    assert WorkOrder.objects.count() == 2
    assert WorkOrderStep.objects.filter(order=before).count() == 1
    assert EventInbox.objects.filter(kind="workorder.opened").count() == 2


def test_a_taken_number_is_made_longer(db: None) -> None:
    open_orders([negative()])
    other, rating = WorkOrder.objects.get(), negative()
    taken = order_no(rating.service_key, 1, business_day(TUESDAY))
    # The number that the rating would get, on the order of another one.
    step = other.story.get()
    other.pk, other.service_key = taken, uuid.uuid4()
    other.save(force_insert=True)
    step.pk, step.order = None, other
    step.save(force_insert=True)
    open_orders([rating])
    longer = WorkOrder.objects.get(service_key=rating.service_key)
    assert longer.no.startswith(taken) and len(longer.no) == len(taken) + 8


def test_numbers_count_nothing_and_are_read_out_easily() -> None:
    key = uuid.uuid4()
    no = order_no(key, 1, TUESDAY.date())
    assert no.startswith("GD20261124-") and len(no) == 19
    assert not set("ILOU") & set(no[11:])
    assert no != order_no(key, 2, TUESDAY.date()) != order_no(uuid.uuid4(), 2, TUESDAY.date())


def test_a_node_without_rules_of_its_own_follows_the_citys(db: None) -> None:
    DeadlineRule.objects.all().delete()
    open_orders([negative()])
    assert last_day(WorkOrderDeadline.objects.get().due_at).isoformat() == "2026-11-25"


def test_an_order_that_cannot_be_opened_takes_the_rating_with_it(offices: Offices) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE workorders_deadline ADD CHECK (amount > 1) NOT VALID")
    with pytest.raises(IntegrityError), transaction.atomic():
        rate_badly()
    assert not Rating.objects.exists()
    assert not EventInbox.objects.filter(kind="rating.accepted").exists()
