"""What the event log makes the node tell raters: that a rating came in, and the answer to one."""

from collections.abc import Iterator
from uuid import UUID

from haochaping.cases import people
from haochaping.cases.enums import TicketPurpose, TicketWay
from haochaping.cases.models import Person, Service
from haochaping.cases.tickets import Ticket
from haochaping.core.clock import SHANGHAI
from haochaping.core.events import Event, reader
from haochaping.notifications import texts
from haochaping.notifications.actions import queue
from haochaping.notifications.enums import Kind
from haochaping.notifications.jobs import ask_for_round
from haochaping.notifications.outbox import Letter
from haochaping.ratings.enums import Origin
from haochaping.workorders.enums import Step
from haochaping.workorders.story import answers_of

# Ratings that somebody else could have made in the applicant's name (design §3.7). What comes from
# elsewhere (another node, an earlier system) is told by whoever took it in.
NOTICED = frozenset({Origin.UNCONFIRMED, Origin.DEVICE, Origin.OPERATOR, Origin.PAPER})


@reader("notifications", kinds={"rating.accepted", "workorder.advanced"})
def handle(events: list[Event]) -> None:
    """Queue the messages that these events call for, with a fixed number of queries."""
    wanted = [event for event in events if event.service_key is not None and _concerns(event)]
    if not wanted:
        return
    keys = [event.service_key for event in wanted if event.service_key is not None]
    # Without a number on file nobody can be told; the call list finds these.
    numbers = {key: number for key, number in _numbers(keys) if number}
    services = Service.objects.only(
        "task_name", "service_time", "ticket_generation", "ticket_key_version"
    ).in_bulk(list(numbers))
    answers = answers_of(
        [(event.payload["no"], event.payload["seq"]) for event in wanted if _is_answer(event)]
    )
    letters = []
    for event in wanted:
        service = services.get(event.service_key)
        if service is not None:
            letters.append(_letter(event, service, numbers[service.service_key], answers))
    if letters:
        queue(letters)
        ask_for_round()


def _concerns(event: Event) -> bool:
    return _is_answer(event) or (
        event.kind == "rating.accepted" and event.payload["origin"] in NOTICED
    )


def _is_answer(event: Event) -> bool:
    return event.kind == "workorder.advanced" and event.payload["step"] == Step.FEED_BACK


def _numbers(keys: list[UUID]) -> Iterator[tuple[UUID, str]]:
    for row in Person.objects.only("envelope").filter(pk__in=keys):
        applicant = people.unseal(row.service_key, bytes(row.envelope))
        yield row.service_key, applicant.agent_mobile or applicant.mobile


def _letter(
    event: Event, service: Service, number: str, answers: dict[tuple[str, int], str]
) -> Letter:
    if _is_answer(event):
        kind = Kind.ANSWER
        text = texts.answer(
            item=service.task_name,
            answer=answers[event.payload["no"], event.payload["seq"]],
            ticket=_ticket(service, TicketPurpose.FOLLOW_UP),
        )
    else:
        kind = Kind.NOT_ME
        text = texts.not_me(
            item=service.task_name,
            day=f"{service.service_time.astimezone(SHANGHAI):%Y-%m-%d}",
            ticket=_ticket(service, TicketPurpose.DISPUTE),
        )
    return Letter(kind, service.service_key, number, text)


def _ticket(service: Service, purpose: TicketPurpose) -> str:
    return Ticket(
        service_key=service.service_key,
        purpose=purpose,
        way=TicketWay.SMS,
        generation=service.ticket_generation,
        key_version=service.ticket_key_version,
    ).text()
