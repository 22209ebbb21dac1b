"""The rows that the writer reads and writes, each with one statement for the whole batch."""

import datetime as dt
import hmac
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection

from haochaping.cases import people
from haochaping.cases.store import DIMENSIONS
from haochaping.core import crypto, locks
from haochaping.core.bulk import insert_rows
from haochaping.core.clock import business_day, to_rfc3339
from haochaping.core.events import NewEvent
from haochaping.core.sql import statement
from haochaping.ratings.enums import Aspect
from haochaping.ratings.rules import Rater, Submission

if TYPE_CHECKING:
    from haochaping.ratings.judgement import Accepted

_PACKAGE = "haochaping.ratings"
_TEXT_PLACE = b"ratings_text"
_COLUMNS = (
    "service_key", "assess_number", "level", "labels", "aspects", "pf", "origin", "proof", "way",
    "app_id", "publish", "has_text", "content_mac", "assess_time", "received_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service, with the dimensions that its rating is counted by."""

    key: UUID
    generation: int
    expires_at: dt.datetime
    default_due: dt.date
    project_no: str
    service_number: int
    dims: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Mark:
    """A rating (content and time) or a default rating (day) that stands beside a service."""

    content_mac: bytes
    received_at: dt.datetime | None
    day: dt.date | None


@dataclass(slots=True)
class CodeRow:
    """A one-time code that was sent."""

    id: int
    code_mac: bytes
    tries: int
    used: bool
    expires_at: dt.datetime

    def alive(self, at: dt.datetime, tries: int) -> bool:
        """Whether the code can still prove something new."""
        return not self.used and self.tries < tries and at < self.expires_at


@dataclass(frozen=True, slots=True)
class PersonRow:
    """The sealed people of a service."""

    key: UUID
    envelope: bytes

    def matches(self, rater: Rater) -> bool:
        """Whether the rater is the applicant or the agent, by name and certificate."""
        known = people.unseal(self.key, self.envelope)
        given = people.certificate_lookup(rater.cert_type, rater.cert_no)
        for name, cert_type, cert_no in (
            (known.name, known.cert_type, known.cert_no),
            (known.agent_name, known.agent_cert_type, known.agent_cert_no),
        ):
            expected = people.certificate_lookup(cert_type, cert_no)
            if given and expected and hmac.compare_digest(given, expected) and name == rater.name:
                return True
        return False


def _rows(name: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement(_PACKAGE, name), parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def read_services(keys: Sequence[UUID]) -> dict[UUID, ServiceRow]:
    """Services whose locks the caller holds."""
    return _services(_rows("read_services", [keys]))


def lock_and_read(
    keys: list[UUID], today: dt.date
) -> tuple[dict[UUID, ServiceRow], dict[tuple[UUID, int], Mark]]:
    """Lock services for a batch of ratings; read them and what stands beside them.

    Four statements that are sent together: the batch waits for the database once. Each has a
    snapshot of its own, so the last sees whatever former holders of the locks have committed.
    """
    steps: tuple[tuple[str, list[Any]], ...] = (
        locks.sharing(keys),
        (statement(_PACKAGE, "share_fence"), [locks.FENCE, keys, today]),
        (statement(_PACKAGE, "read_services"), [keys]),
        (statement(_PACKAGE, "marks"), [keys, keys]),
    )
    connection.ensure_connection()
    with ExitStack() as stack:
        stack.enter_context(connection.wrap_database_errors)
        stack.enter_context(connection.connection.pipeline())
        cursors = [stack.enter_context(connection.cursor()) for _ in steps]
        for cursor, step in zip(cursors, steps, strict=True):
            cursor.execute(*step)
        return _services(cursors[2].fetchall()), _marks(cursors[3].fetchall())


def _services(rows: list[tuple[Any, ...]]) -> dict[UUID, ServiceRow]:
    services = {}
    for row in rows:
        key, generation, expires_at, service_time, due, project_no, number, *codes = row
        dims = dict(zip(DIMENSIONS, codes, strict=True))
        dims["service_day"] = business_day(service_time).isoformat()
        services[key] = ServiceRow(key, generation, expires_at, due, project_no, number, dims)
    return services


def marks_of(keys: list[UUID]) -> dict[tuple[UUID, int], Mark]:
    """Ratings (number 1, 2) and default ratings (number 0) that stand beside services."""
    return _marks(_rows("marks", [keys, keys]))


def _marks(rows: list[tuple[Any, ...]]) -> dict[tuple[UUID, int], Mark]:
    return {
        (key, number): Mark(bytes(digest or b""), received_at, day)
        for key, number, digest, received_at, day in rows
    }


def rating_mark(key: UUID, assess_number: int) -> Mark | None:
    """One rating as it stands now."""
    return marks_of([key]).get((key, assess_number))


def codes_of(keys: list[UUID], at: dt.datetime) -> dict[UUID, list[CodeRow]]:
    """One-time codes of services, locked."""
    codes: dict[UUID, list[CodeRow]] = {}
    for id_, key, digest, tries, used_at, expires_at in _rows("codes", [keys, at]):
        row = CodeRow(id_, bytes(digest), tries, used_at is not None, expires_at)
        codes.setdefault(key, []).append(row)
    return codes


def people_of(keys: list[UUID]) -> dict[UUID, PersonRow]:
    """The sealed people of services."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT service_key, envelope FROM cases_person WHERE service_key = ANY(%s)", [keys]
        )
        return {key: PersonRow(key, bytes(envelope)) for key, envelope in cursor.fetchall()}


def spend_codes(wrong: list[int], used: list[int], at: dt.datetime) -> None:
    """Count wrong tries and mark codes as used; both stay, whatever becomes of the ratings."""
    if not wrong and not used:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_one_time_code SET"
            " tries = least(5, tries + (SELECT count(*) FROM unnest(%s::bigint[]) w WHERE w = id)),"
            " used_at = CASE WHEN id = ANY(%s) THEN coalesce(used_at, %s) ELSE used_at END"
            " WHERE id = ANY(%s)",
            [wrong, used, at, wrong + used],
        )


def content_mac(key: UUID, assess_number: int, submission: Submission) -> bytes:
    """Keyed digest (16 bytes) of a rating's values: tells a repeat, betrays no level."""
    place = key.bytes + bytes([assess_number])
    return crypto.mac("content", b"rating", place, submission.content(), version=1)[:16]


def insert_ratings(accepted: "list[Accepted]") -> set[tuple[UUID, int]]:
    """Insert ratings in the order of their keys; answers the keys that were inserted."""
    inserted = insert_rows(
        "ratings_rating",
        _COLUMNS,
        [_rating_row(each) for each in sorted(accepted, key=lambda each: each.key)],
        conflict="ON CONFLICT (service_key, assess_number) DO NOTHING",
        returning="service_key, assess_number",
    )
    return {(key, number) for key, number in inserted}


def _rating_row(accepted: "Accepted") -> tuple[Any, ...]:
    sent = accepted.submission
    return (
        accepted.service.key,
        accepted.assess_number,
        sent.level,
        list(sent.labels),
        list(sent.aspects) or None,
        sent.pf,
        accepted.origin.value,
        accepted.proof.value,
        int(sent.ticket.way) if sent.ticket else 0,
        sent.claim.app_id if sent.claim else "",
        sent.publish,
        bool(sent.text),
        accepted.content_mac,
        sent.assess_time,
        accepted.received_at,
    )


def insert_texts(accepted: "list[Accepted]") -> None:
    """Seal and insert the texts of ratings that have one."""
    insert_rows(
        "ratings_text",
        ("service_key", "assess_number", "envelope"),
        [
            (*each.key, crypto.seal(each.submission.text.encode(), aad=text_place(*each.key)))
            for each in accepted
            if each.submission.text
        ],
    )


def text_place(key: UUID, assess_number: int) -> bytes:
    """The associated data of a rating's text."""
    return _TEXT_PLACE + key.bytes + bytes([assess_number])


def accepted_event(accepted: "Accepted") -> NewEvent:
    """What later stages learn of a rating: everything they count, nothing personal."""
    sent, day = accepted.submission, accepted.supersedes_default
    names = [aspect.value for aspect in Aspect]
    payload = {
        "dims": accepted.service.dims,
        "project_no": accepted.service.project_no,
        "service_number": accepted.service.service_number,
        "assess_number": accepted.assess_number,
        "level": int(sent.level),
        "labels": sent.labels,
        "aspects": {name: value for name, value in zip(names, sent.aspects, strict=False) if value},
        "pf": int(sent.pf),
        "origin": accepted.origin.value,
        "proof": accepted.proof.value,
        "way": int(sent.ticket.way) if sent.ticket else 0,
        "publish": sent.publish,
        "has_text": bool(sent.text),
        "received_at": to_rfc3339(accepted.received_at),
        "rating_day": business_day(accepted.received_at).isoformat(),
        "supersedes_default_day": day.isoformat() if day else None,
    }
    return NewEvent("rating.accepted", accepted.service.key, payload)
