"""Reading services: what a ticket's holder may see of the service he is about to rate."""

from dataclasses import dataclass
from uuid import UUID

from haochaping.cases import tickets
from haochaping.cases.enums import TicketPurpose
from haochaping.cases.models import Service
from haochaping.cases.tickets import Ticket
from haochaping.core.clock import now
from haochaping.core.errors import Refusal
from haochaping.directory.reference import snapshot


@dataclass(frozen=True, slots=True)
class TicketView:
    """For the holder of a ticket: the service, its office, nothing of the people served."""

    ticket: Ticket
    service: Service
    organisation_name: str
    hall_name: str

    @property
    def service_key(self) -> UUID:
        """The key of the service."""
        return self.service.service_key


def ticket_view(text: str, *, expires: bool = True) -> TicketView:
    """The service behind a ticket.

    Refusal ``unknown-ticket`` for a forged or withdrawn one, ``ticket-expired`` afterwards, except
    where the ticket's time is not that of a first rating (``expires=False``, and follow-ups).
    """
    ticket = tickets.read(text)
    service = Service.objects.filter(pk=ticket.service_key).first()
    if service is None or service.ticket_generation != ticket.generation:
        raise Refusal("unknown-ticket")
    expires = expires and ticket.purpose == TicketPurpose.RATE
    if expires and now() >= service.expires_at:
        raise Refusal("ticket-expired")
    directory = snapshot()
    organisation = directory.organisations.get(service.org_code)
    hall = directory.halls.get(service.hall_code)
    return TicketView(
        ticket=ticket,
        service=service,
        organisation_name=organisation.name if organisation else "",
        hall_name=hall.name if hall else "",
    )
