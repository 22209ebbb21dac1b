"""Lists: what stands in them, for whom, in which order, and from where one reads on."""

import pytest
import time_machine

from haochaping.core.clock import now, parse_time
from haochaping.core.errors import Refusal
from haochaping.workorders.enums import State
from haochaping.workorders.queries import Filters, my_day, next_steps, page, waiting_for
from tests.fixtures.office import Offices, rate_badly


@pytest.mark.parametrize("state", list(State))
def test_an_order_waits_for_whoever_may_take_its_next_step(offices: Offices, state: State) -> None:
    order = offices.walk(rate_badly(), state)
    for user in (*offices.own.values(), *offices.other.values()):
        try:
            waits = waiting_for(user).filter(pk=order.pk).exists()
        except Refusal:
            waits = False
        assert waits == bool(next_steps(user, order)), user.login


def test_newest_first_also_within_one_moment(offices: Offices) -> None:
    with time_machine.travel(parse_time("2026-11-24 09:00:00"), tick=False):
        numbers = [rate_badly().no for _ in range(5)]
    read, after = [], ""
    while True:
        part = page(offices.dispatcher, Filters(), at=now(), after=after, size=2)
        read += [order.no for order in part.orders]
        after = part.next
        if not after:
            break
    assert read == sorted(numbers, reverse=True)


def test_reading_on_while_new_orders_arrive_doubles_nothing(offices: Offices) -> None:
    old = {rate_badly().no for _ in range(3)}
    first = page(offices.dispatcher, Filters(), at=now(), size=2)
    rate_badly()
    second = page(offices.dispatcher, Filters(), at=now(), after=first.next, size=2)
    assert {order.no for order in [*first.orders, *second.orders]} == old


@pytest.mark.parametrize("state", ["nonsense", "\x00"])
def test_a_state_that_there_is_not(offices: Offices, state: str) -> None:
    with pytest.raises(Refusal) as caught:
        page(offices.dispatcher, Filters(state=state), at=now())
    assert caught.value.errors[0].field == "state"


def test_the_moment_of_24_00_is_still_today_and_a_moment_later_overdue(offices: Offices) -> None:
    with time_machine.travel(parse_time("2026-11-24 09:00:00"), tick=False):
        order = rate_badly()
    assert order.due_at == parse_time("2026-11-26 00:00:00")
    evening = my_day(offices.dispatcher, at=parse_time("2026-11-25 23:59:59"))
    assert (evening.due_today.total, evening.overdue.total) == (1, 0)
    later = my_day(offices.dispatcher, at=parse_time("2026-11-26 00:00:01"))
    assert (later.due_today.total, later.overdue.total, later.waiting.total) == (0, 1, 0)


def test_a_heap_counts_what_it_does_not_show(offices: Offices) -> None:
    for _ in range(4):
        rate_badly()
    day = my_day(offices.dispatcher, at=now(), most=3)
    assert (len(day.waiting.orders), day.waiting.total) == (3, 4)
