"""Rulings on ratings. The ratings themselves are written by ``intake``."""

from typing import Any
from uuid import UUID

from django.db import transaction

from haochaping.audit import actions as audit
from haochaping.cases import tickets
from haochaping.cases.enums import TicketPurpose
from haochaping.core import locks
from haochaping.core.actor import Actor
from haochaping.core.clock import business_day, to_rfc3339
from haochaping.core.errors import Refusal
from haochaping.core.events import emit
from haochaping.ratings import queries, store
from haochaping.ratings.enums import RulingKind
from haochaping.ratings.models import Rating, Ruling


@transaction.atomic
def rule(
    *,
    service_key: UUID,
    assess_number: int,
    kind: RulingKind,
    reason: str,
    by: Actor,
    attribution: dict[str, Any] | None = None,
) -> Ruling:
    """Put a ruling beside a rating. The rating stays as it is (article 9: 无效评价).

    Who may rule, and that two people must, is decided by the caller's workflow.
    """
    # Alone, because the event of a ruling says what held before it.
    locks.own_services([service_key])
    service = store.read_services([service_key]).get(service_key)
    rating = queries.rated(service_key, assess_number)
    if service is None or rating is None:
        raise Refusal("not-found")
    before = queries.latest_ruling(service_key, assess_number)
    ruling = Ruling.objects.create(
        service_key=service_key,
        assess_number=assess_number,
        kind=kind,
        reason=reason,
        attribution=attribution,
        actor_kind=by.kind,
        actor_id=by.id,
    )
    emit("rating.ruled", service_key, _ruled(service.dims, rating, ruling, before))
    audit.record(by=by, action=f"ratings:{kind.value}", object=f"{service_key}/{assess_number}")
    return ruling


def _ruled(
    dims: dict[str, Any], rating: Rating, ruling: Ruling, before: Ruling | None
) -> dict[str, Any]:
    """The event of a ruling: the rating's own facts, and what held before and holds now."""
    return {
        "dims": dims,
        "assess_number": rating.assess_number,
        "level": rating.level,
        "pf": rating.pf,
        "origin": rating.origin,
        "received_at": to_rfc3339(rating.received_at),
        "rating_day": business_day(rating.received_at).isoformat(),
        "ruling": ruling.kind,
        "attribution": ruling.attribution,
        "before": {"ruling": before.kind, "attribution": before.attribution} if before else None,
    }


def dispute(ticket_text: str) -> Ruling | None:
    """Suspend the rating behind a "not me" link until it was examined (design §3.7).

    ``ticket_text`` is the link of the notice that went to the number on file. Answers None when
    the rating is under a ruling already; Refusal unknown-ticket for any other ticket.
    """
    ticket = tickets.read(ticket_text)
    if ticket.purpose != TicketPurpose.DISPUTE:
        raise Refusal("unknown-ticket")
    with transaction.atomic():
        locks.own_services([ticket.service_key])
        if queries.latest_ruling(ticket.service_key) is not None:
            return None
        return rule(
            service_key=ticket.service_key,
            assess_number=1,
            kind=RulingKind.SUSPENDED,
            reason="the holder of the number on file says that he did not make it",
            by=Actor("rater", str(ticket.service_key), "评价人"),
        )
