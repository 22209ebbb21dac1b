"""What raters are told, and what the events that make it happen never carry."""

import re

import pytest
from django.conf import LazySettings

from haochaping.cases import tickets
from haochaping.cases.enums import TicketPurpose, TicketWay
from haochaping.core.events.readers import read_once
from haochaping.core.events.sequencer import sequence_once
from haochaping.core.models import EventLog
from haochaping.notifications.enums import Kind
from haochaping.notifications.jobs import deliver_all
from haochaping.notifications.models import Message
from haochaping.ratings.intake import submit
from haochaping.ratings.queries import labels_in_use
from haochaping.ratings.rules import parse_submission
from haochaping.workorders.enums import State, Step
from tests.fixtures.city import Push
from tests.fixtures.office import Offices, rate_badly
from tests.notifications.conftest import Telephone


def work() -> None:
    """What the worker does: order the events, let the reader read, make the round."""
    sequence_once()
    while read_once("notifications"):
        pass
    deliver_all()


def link_in(text: str) -> str:
    found = re.search(r"/[rn]/([0-9A-Za-z]+)", text)
    assert found is not None
    return found.group(1)


def rate_unconfirmed(push: Push, settings: LazySettings, number: str = "X-1") -> None:
    """A pilot's rating, without a code."""
    from dataclasses import replace

    settings.NODE = replace(settings.NODE, ticket_code=False)
    ticket = push(number).ticket
    assert ticket is not None
    raw = {"ticket": ticket.text(), "satisfaction": 1, "evalDetail": ["115"]}
    assert submit([parse_submission(raw, labels_in_use())])[0].created


def test_the_answer_reaches_the_rater_with_a_link_to_rate_again(
    offices: Offices, telephone: Telephone
) -> None:
    order = offices.walk(rate_badly(), State.ANSWERING)
    offices.step(order, Step.FEED_BACK, comment="已增开两个窗口，等候不超过二十分钟。")
    work()
    (message,) = telephone.messages()
    assert message["number"] == "19900000001"
    assert "居民身份证补领" in message["text"] and "已增开两个窗口" in message["text"]
    ticket = tickets.read(link_in(message["text"]))
    assert (ticket.purpose, ticket.way) == (TicketPurpose.FOLLOW_UP, TicketWay.SMS)
    assert ticket.service_key == order.service_key


def test_the_follow_up_link_takes_a_rating_without_a_code(
    offices: Offices, telephone: Telephone
) -> None:
    offices.walk(rate_badly(), State.ANSWERED)
    work()
    raw = {"ticket": link_in(telephone.texts()[0]), "satisfaction": 5, "evalDetail": ["517"]}
    outcome = submit([parse_submission(raw, labels_in_use())])[0]
    assert outcome.created and outcome.assess_number == 2


@pytest.mark.parametrize(
    "state", [State.DISPATCHING, State.VERIFYING, State.RECTIFYING, State.ANSWERING]
)
def test_steps_before_the_answer_are_no_business_of_the_rater(
    offices: Offices, telephone: Telephone, state: State
) -> None:
    offices.walk(rate_badly(), state)
    work()
    assert telephone.messages() == []


def test_an_answer_is_sent_once_however_often_the_worker_looks(
    offices: Offices, telephone: Telephone
) -> None:
    offices.walk(rate_badly(), State.CLOSED)
    work()
    work()
    assert len(telephone.messages()) == 1


def test_an_unconfirmed_rating_is_told_without_its_level(
    push: Push, settings: LazySettings, telephone: Telephone
) -> None:
    rate_unconfirmed(push, settings)
    work()
    (text,) = telephone.texts()
    assert "如果不是您本人评的" in text and "满意" not in text
    assert tickets.read(link_in(text)).purpose == TicketPurpose.DISPUTE


def test_a_rating_from_the_own_number_is_not_told(offices: Offices, telephone: Telephone) -> None:
    rate_badly()
    work()
    assert telephone.messages() == []


def test_without_a_number_nobody_is_told_and_nothing_stops(
    push: Push, settings: LazySettings, telephone: Telephone
) -> None:
    def nameless(number: str) -> object:
        return push(number, mobile=None)

    rate_unconfirmed(nameless, settings)  # type: ignore[arg-type]
    rate_unconfirmed(push, settings, "X-2")
    work()
    assert len(telephone.messages()) == 1
    assert Message.objects.get().kind == Kind.NOT_ME


def test_many_events_cost_as_many_queries_as_one(
    push: Push, settings: LazySettings, telephone: Telephone, django_assert_max_num_queries: object
) -> None:
    for number in range(20):
        rate_unconfirmed(push, settings, f"X-{number}")
    sequence_once()
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        read_once("notifications")
    assert Message.objects.count() == 20


def test_no_event_carries_words_or_numbers_of_people(
    offices: Offices, telephone: Telephone
) -> None:
    order = offices.walk(rate_badly(text="窗口的人让我去找张三"), State.ANSWERING)
    offices.step(order, Step.FEED_BACK, comment="已向您致歉")
    sequence_once()
    everything = str(list(EventLog.objects.values_list("payload", flat=True)))
    for word in ("张三", "致歉", "19900000001", "申请人甲", "411081190001010014"):
        assert word not in everything
