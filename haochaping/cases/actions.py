"""Taking in services: the only place that writes them (``POST /api/v1/services``)."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from haochaping.cases import people, store
from haochaping.cases.enums import TicketPurpose, TicketWay
from haochaping.cases.rules import ServiceItem, check_references, parse_service
from haochaping.cases.tickets import Ticket
from haochaping.core import locks
from haochaping.core.bulk import insert_rows
from haochaping.core.clock import now
from haochaping.core.crypto import current_version
from haochaping.core.errors import Refusal
from haochaping.core.events import NewEvent, emit_many
from haochaping.core.ids import service_key
from haochaping.directory.reference import snapshot


@dataclass(slots=True)
class Taken:
    """What became of one pushed item. ``status``: created, updated, unchanged or rejected."""

    project_no: str | None = None
    service_number: int | None = None
    status: str = "rejected"
    refusal: Refusal | None = None
    ticket: Ticket | None = None
    expires_at: dt.datetime | None = None
    item: ServiceItem | None = None
    key: UUID | None = None
    content_mac: bytes = field(default=b"")


def take_services(
    raws: Sequence[Any], *, app_id: str, may_write: Callable[[str], bool]
) -> list[Taken]:
    """Take in 1 to 1,000 items; one answer per item, in their order.

    Each item stands alone: a bad one is rejected and harms no other. ``may_write`` says whether
    the calling system speaks for an organisation's code. Everything accepted is committed when
    this returns.
    """
    moment = now()
    taken = [_read(raw, moment, may_write) for raw in raws]
    waiting = [each for each in taken if each.refusal is None]
    while waiting:
        # The same service twice in one push: the later item is taken after the earlier one.
        first = {each.key: each for each in reversed(waiting)}
        round_ = sorted(first.values(), key=lambda each: each.key or UUID(int=0))
        with transaction.atomic():
            done = {id(each) for each in _write(round_, app_id, moment, may_write)}
        waiting = [each for each in waiting if id(each) not in done]
    return taken


def _read(raw: Any, moment: dt.datetime, may_write: Callable[[str], bool]) -> Taken:
    taken = Taken()
    if isinstance(raw, dict):
        number, count = raw.get("projectNo"), raw.get("serviceNumber")
        taken.project_no = number if isinstance(number, str) else None
        taken.service_number = count if isinstance(count, int) else None
    try:
        item = parse_service(raw, now=moment)
        check_references(item, snapshot())
        if not may_write(item.org_code):
            raise Refusal("out-of-scope")
    except Refusal as refusal:
        taken.refusal = refusal
        return taken
    taken.item = item
    taken.project_no, taken.service_number = item.project_no, item.service_number
    taken.key = service_key(item.project_no, item.service_number)
    taken.content_mac = store.content_mac(taken.key, item)
    return taken


def _write(
    batch: list[Taken], app_id: str, moment: dt.datetime, may_write: Callable[[str], bool]
) -> list[Taken]:
    """Insert what is new, change what differs and may still change, answer the rest.

    Answers what was done. Left out is what another push made meanwhile: that one is known, and
    can be locked, the next time.
    """
    known = _lock_known(batch)
    created = _insert([each for each in batch if each.key not in known], app_id, moment)
    events = [
        store.created_event(each.key, each.item) for each in created if each.key and each.item
    ]
    rest = [each for each in batch if each.key in known]
    events += _update(rest, known, may_write)
    emit_many(events)
    return created + rest


def _lock_known(batch: list[Taken]) -> dict[UUID, store.Stored]:
    """The services that are there already; those that are to change locked against ratings."""
    known = store.known([each.key for each in batch if each.key])
    changed = [
        each.key
        for each in batch
        if each.key in known and known[each.key].content_mac != each.content_mac
    ]
    locks.own_services(changed)
    # Before anything is inserted, see ``core.locks``.
    locks.share_fence()
    # Read again: who held the locks before us may have rated or changed them.
    return known | store.known(changed) if changed else known


def _insert(batch: list[Taken], app_id: str, moment: dt.datetime) -> list[Taken]:
    """Insert services that were not there; answers those that still were not."""
    version = current_version("ticket")
    expires_at = moment + dt.timedelta(days=settings.NODE.ticket_days)
    inserted = insert_rows(
        "cases_service",
        store.COLUMNS,
        [
            (
                *store.row(each.key, each.item, each.content_mac),
                *(app_id, version, expires_at, moment, moment),
            )
            for each in batch
            if each.key and each.item
        ],
        conflict="ON CONFLICT (service_key) DO NOTHING",
        returning="service_key",
    )
    created = {row[0] for row in inserted}
    fresh = [each for each in batch if each.key in created]
    insert_rows(
        "cases_person",
        people.COLUMNS,
        [people.row(each.key, each.item.applicant) for each in fresh if each.key and each.item],
    )
    _note_late(fresh)
    for each in fresh:
        each.status, each.expires_at = "created", expires_at
        each.ticket = _ticket(each.key, 1, version)
    return fresh


def _note_late(batch: list[Taken]) -> None:
    """Write down services behind the sweep's walk, so that it comes to them all the same."""
    if not batch:
        return
    swept = store.swept_day()
    late = [each.key for each in batch if each.item and store.default_due(each.item) <= swept]
    insert_rows(
        "cases_late_service",
        ("service_key",),
        [(key,) for key in late],
        conflict="ON CONFLICT DO NOTHING",
    )


def _update(
    batch: list[Taken], known: dict[UUID, store.Stored], may_write: Callable[[str], bool]
) -> list[NewEvent]:
    """Services that were known before: compare, change those that nobody has rated yet."""
    events, changed = [], []
    for each in batch:
        assert each.key is not None and each.item is not None
        stored = known[each.key]
        each.expires_at = stored.expires_at
        if not may_write(stored.dims["org"]):
            each.status, each.refusal = "rejected", Refusal("out-of-scope")
            continue
        each.ticket = _ticket(each.key, stored.generation, stored.key_version)
        if stored.content_mac == each.content_mac:
            each.status = "unchanged"
        elif stored.rated:
            each.status, each.refusal = "rejected", Refusal("already-rated")
        else:
            each.status = "updated"
            store.change(each.key, each.item, each.content_mac)
            events.append(store.updated_event(each.key, each.item, stored))
            changed.append(each)
    _note_late(changed)
    return events


def _ticket(key: UUID | None, generation: int, key_version: int) -> Ticket:
    """The ticket that the calling system may hand to the rater."""
    assert key is not None
    return Ticket(key, TicketPurpose.RATE, TicketWay.OFFICE, generation, key_version)
