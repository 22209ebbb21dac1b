"""The outbox: every message leaves once, is tried again when it must, and ends at some time."""

import datetime as dt
import io
import logging
import uuid

import pytest
import time_machine
from procrastinate.contrib.django.models import ProcrastinateJob

from haochaping.core.clock import now
from haochaping.notifications import actions, gateways
from haochaping.notifications.actions import claim, pause_after, queue
from haochaping.notifications.enums import Kind, MessageState
from haochaping.notifications.jobs import ROUND, ask_for_round, deliver_all, deliver_waiting
from haochaping.notifications.models import Message
from haochaping.notifications.outbox import Letter, open_envelope
from tests.notifications.conftest import Telephone

pytestmark = pytest.mark.django_db


def letter(number: str = "19900000001", text: str = "您好") -> Letter:
    return Letter(Kind.NOT_ME, uuid.uuid4(), number, text)


def test_queued_letters_leave_with_the_next_round(telephone: Telephone) -> None:
    queue([letter(), letter("19900000002")])
    assert deliver_waiting() == 2
    assert {message["number"] for message in telephone.messages()} == {"19900000001", "19900000002"}
    assert deliver_waiting() == 0
    assert len(telephone.messages()) == 2


def test_rounds_go_on_until_nothing_is_due(telephone: Telephone) -> None:
    queue([letter() for _ in range(5)])
    assert deliver_waiting(limit=2) == 2
    assert deliver_all() == 3
    assert len(telephone.messages()) == 5


def test_a_claimed_message_is_left_alone_until_its_lease_ends(telephone: Telephone) -> None:
    queue([letter()])
    moment = now()
    assert len(claim(at=moment, limit=10)) == 1
    assert claim(at=moment, limit=10) == []
    later = moment + actions.LEASE
    assert [message.tries for message in claim(at=later, limit=10)] == [2]


def test_what_was_not_taken_waits_longer_each_time(telephone: Telephone) -> None:
    telephone.path.mkdir()
    queue([letter()])
    pauses = []
    start = now()
    with time_machine.travel(start, tick=False) as clock:
        for _ in range(3):
            deliver_waiting()
            message = Message.objects.get()
            pauses.append(message.next_try_at - now())
            clock.move_to(message.next_try_at)
    assert pauses == [dt.timedelta(seconds=10), dt.timedelta(seconds=20), dt.timedelta(seconds=40)]


def test_the_pause_is_an_hour_at_most() -> None:
    assert pause_after(12) == dt.timedelta(hours=1) == pause_after(30_000)


def test_a_gateway_that_works_again_gets_what_waited(telephone: Telephone) -> None:
    telephone.path.mkdir()
    queue([letter()])
    deliver_waiting()
    telephone.path.rmdir()
    with time_machine.travel(now() + dt.timedelta(seconds=11), tick=False):
        deliver_all()
    assert telephone.texts() == ["您好"]


def test_after_a_day_a_message_is_given_up_and_erased(telephone: Telephone) -> None:
    queue([letter()])
    with time_machine.travel(now() + actions.KEEP, tick=False):
        assert deliver_all() == 1
    message = Message.objects.get()
    assert (message.state, message.envelope) == (MessageState.GIVEN_UP, None)
    assert telephone.messages() == []


def test_a_message_that_fails_at_its_end_is_given_up(telephone: Telephone) -> None:
    telephone.path.mkdir()
    queue([letter()])
    with time_machine.travel(now() + actions.KEEP - dt.timedelta(seconds=5), tick=False):
        deliver_all()
    assert Message.objects.get().state == MessageState.GIVEN_UP


def test_an_envelope_moved_to_another_message_holds_up_nobody(telephone: Telephone) -> None:
    queue([letter(text="甲"), letter(text="乙")])
    first, second = Message.objects.all()
    Message.objects.filter(pk=first.pk).update(envelope=second.envelope)
    assert deliver_waiting() == 2
    assert len(telephone.messages()) == 1
    assert Message.objects.get(pk=first.pk).state == MessageState.WAITING


def test_an_envelope_opens_for_its_message_only() -> None:
    queue([letter("19900000001", "您好")])
    assert open_envelope(Message.objects.get()) == ("19900000001", "您好")


def test_nothing_personal_is_logged(telephone: Telephone, caplog: pytest.LogCaptureFixture) -> None:
    telephone.path.mkdir()
    queue([letter("19900000001", "张三的验证码")])
    with caplog.at_level(logging.DEBUG):
        deliver_waiting()
    assert "not sent" in caplog.text
    assert "1990000" not in caplog.text and "张三" not in caplog.text


def test_the_console_masks_the_number(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.StringIO()
    monkeypatch.setenv("HAOCHAPING_SMS", "console")
    monkeypatch.setattr("sys.stderr", shown)
    gateways.gateway().send("19900000001", "您好")
    assert shown.getvalue() == "SMS 199****0001: 您好\n"


def test_an_unknown_way_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAOCHAPING_SMS", "pigeon")
    with pytest.raises(gateways.UnknownGateway, match="file or console"):
        gateways.gateway()


def test_many_messages_ask_for_one_round() -> None:
    for _ in range(3):
        ask_for_round()
    assert ProcrastinateJob.objects.filter(task_name=ROUND, status="todo").count() == 1
